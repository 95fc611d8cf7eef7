// Writes the reports that the page asks for, a page at a time, and tells how far it has come.
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "@millrace/worker";
import { REPORT, type Report, type WrittenReport } from "./report.ts";

const PAGE_MS = 400;
const WORDS_A_PAGE = 320;

const worker = new Worker(
  REPORT,
  async (job, context): Promise<WrittenReport> => {
    const { pages } = job.json<Report>();
    for (let page = 1; page <= pages; page++) {
      await context.progress(page / (pages + 1), `page ${page} of ${pages}`);
      // Cancelled from the page, the job ends here.
      await sleep(PAGE_MS, undefined, { signal: context.signal });
    }
    return { words: pages * WORDS_A_PAGE };
  },
  { concurrency: 3 },
);

await worker.run();
