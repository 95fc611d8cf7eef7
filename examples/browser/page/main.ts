// Enqueues jobs, shows how far each has come, and cancels them.
import { Client, type JobView, MillraceError } from "@millrace/client";
import { SharedWatcher } from "@millrace/client/web";
import { REPORT, type Report } from "../report.ts";
import { ReportRow } from "./report-row.ts";
import { serverUrl } from "./server-url.ts";

const client = new Client({
  url: serverUrl,
  watcher: new SharedWatcher(
    () => new SharedWorker(new URL("./watch-worker.ts", import.meta.url), { type: "module" }),
  ),
});

const order = document.querySelector("#order") as HTMLFormElement;
const reports = document.querySelector("#reports") as HTMLUListElement;
const notice = document.querySelector("#notice") as HTMLParagraphElement;

order.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = new FormData(order);
  const report: Report = { title: String(fields.get("title")), pages: Number(fields.get("pages")) };
  void tell(async () => {
    const { job } = await client.enqueue(REPORT, report);
    await show(job);
  });
});

/** Shows a job as it is, and, until it has finished, as it becomes. */
async function show(job: JobView): Promise<void> {
  const row = new ReportRow(
    job,
    () => void tell(async () => row.show(await client.cancel(job.id))),
  );
  reports.prepend(row.element);
  if (job.finishedAt !== undefined) return;
  for await (const event of client.watch({ id: job.id })) row.show(event.job);
}

/** Does something, and tells the reader when it has failed. */
async function tell(work: () => Promise<void>): Promise<void> {
  notice.textContent = "";
  try {
    await work();
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    notice.textContent = error.message;
  }
}

// What is there already, from another visit or another tab.
await tell(async () => {
  const { jobs } = await client.listPage({ type: REPORT, view: "FULL", pageSize: 20 });
  for (const job of jobs.toSorted((a, b) => a.createdAt - b.createdAt)) void tell(() => show(job));
});
