import type { JobView } from "@millrace/client";
import { durationMs, isFinal, keepAliveClock, MillraceError } from "@millrace/core";
import type { Invocation } from "./command.ts";
import type { Exit } from "./exit-codes.ts";
import { progressText } from "./output/job-view.ts";

/** What became of the wait for jobs. */
export interface Waited {
  /** The jobs as they were seen last, in the order of the ids. */
  readonly jobs: readonly JobView[];
  readonly exit: Exit;
}

/**
 * Waits until jobs have finished, or the time is over. Says on the standard error how far they are.
 *
 * @throws MillraceError `NOT_FOUND` when there is no such job, or it is deleted meanwhile.
 */
export async function waitForJobs(
  ids: readonly string[],
  { connect, global, messages, io }: Omit<Invocation, "arguments" | "options">,
): Promise<Waited> {
  const client = await connect();
  const over = new AbortController();
  const stopTimer =
    global.timeout === undefined
      ? undefined
      : keepAliveClock.setTimer(durationMs(global.timeout), () => over.abort());
  const signal = AbortSignal.any([over.signal, io.signal]);
  const seen = new Map<string, JobView>();
  const wait = async (id: string) => {
    for await (const { job } of client.watch({ id, signal })) {
      seen.set(id, job);
      messages.progress(progressOf(seen, ids.length));
    }
    const job = seen.get(id);
    if (signal.aborted || (job !== undefined && isFinal(job.status))) return;
    throw new MillraceError("NOT_FOUND", `job ${id} was deleted before it finished`);
  };
  try {
    await Promise.all(ids.map(wait));
  } finally {
    stopTimer?.();
    over.abort();
    messages.endProgress();
  }
  if (io.signal.aborted) return { jobs: [...seen.values()], exit: "interrupted" };
  // What was not seen in the time that was given is read all the same: it is printed as it is.
  const jobs = await Promise.all(ids.map(async (id) => seen.get(id) ?? (await client.get(id))));
  return { jobs, exit: exitOf(jobs) };
}

function progressOf(seen: ReadonlyMap<string, JobView>, wanted: number): string {
  const jobs = [...seen.values()];
  if (wanted === 1 && jobs[0] !== undefined) {
    const [{ status, progress, attempt }] = jobs as [JobView];
    const told =
      status === "RUNNING" && progress !== undefined ? `: ${progressText(progress)}` : "";
    return `${status}${attempt > 1 ? ` (attempt ${attempt})` : ""}${told}`;
  }
  const finished = jobs.filter(({ status }) => isFinal(status)).length;
  return `${finished} of ${wanted} have finished`;
}

function exitOf(jobs: readonly JobView[]): Exit {
  const statuses = new Set(jobs.map(({ status }) => status));
  if (statuses.has("FAILED")) return "failed";
  if (statuses.has("CANCELLED")) return "cancelled";
  return jobs.every(({ status }) => isFinal(status)) ? "ok" : "pending";
}
