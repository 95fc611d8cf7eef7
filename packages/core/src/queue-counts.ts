import { JOB_STATUSES, type JobStatus } from "./job-status.ts";
import { hasSettings, type QueueSettings } from "./queue-settings.ts";
import type { Queue, StatusCount } from "./queue-store.ts";

/** A queue without what happens in it. */
export type QueueCounts = Omit<Queue, "workers" | "activity">;

/**
 * How many jobs of a queue and status a store counts one by one before it says that there are more: of
 * one queue alone, and of each in a list.
 */
export const COUNTED_JOBS = { get: 100_000, list: 10_000 } as const;

const NO_JOBS: StatusCount = { jobs: 0, more: false };

/** The queue of a type; statuses that `counts` does not have are empty. */
export function queueCounts(
  type: string,
  counts: Iterable<readonly [JobStatus, StatusCount]>,
  settings: QueueSettings = {},
): QueueCounts {
  const given = new Map(counts);
  const all = JOB_STATUSES.map((status) => [status, given.get(status) ?? NO_JOBS]);
  return { type, counts: Object.fromEntries(all) as Queue["counts"], ...settings };
}

/** Whether the queue has a job in any status, or settings. */
export function isListed(queue: QueueCounts): boolean {
  return hasSettings(queue) || JOB_STATUSES.some((status) => queue.counts[status].jobs > 0);
}
