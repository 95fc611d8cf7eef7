import type { Job } from "./job.ts";
import { isFinal } from "./job-status.ts";
import type { GetOptions } from "./job-store.ts";
import { type WatchSource, watchJob } from "./watch-job.ts";

/**
 * The job once it is final, or as it is when `waitMs` are over or `signal` aborts.
 *
 * @throws MillraceError `NOT_FOUND`, also when it is gone before.
 */
export async function waitForFinal(
  id: string,
  { view = "FULL", waitMs = 0, signal }: GetOptions,
  source: WatchSource,
): Promise<Job> {
  const job = await source.read(id, view);
  if (isFinal(job.status) || waitMs === 0 || signal?.aborted) return job;
  const over = new AbortController();
  const end = () => over.abort();
  const stopTimer = source.clock.setTimer(waitMs, end);
  signal?.addEventListener("abort", end);
  try {
    const events = watchJob({ id, view: "BASIC", signal: over.signal }, source);
    for await (const event of events) if (isFinal(event.job.status)) break;
  } finally {
    stopTimer();
    signal?.removeEventListener("abort", end);
  }
  return source.read(id, view);
}
