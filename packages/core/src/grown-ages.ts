import { JOB_STATUSES } from "./job-status.ts";
import type { Queue } from "./queue-store.ts";
import type { LiveWorker } from "./worker-store.ts";

/** `queue` as it was `byMs` ago, with the ages of its oldest jobs as they are now. */
export function queueLater(queue: Queue, byMs: number): Queue {
  if (byMs === 0) return queue;
  const counts = JOB_STATUSES.map((status) => {
    const count = queue.counts[status];
    const { oldestAgeMs } = count;
    return [
      status,
      oldestAgeMs === undefined ? count : { ...count, oldestAgeMs: oldestAgeMs + byMs },
    ];
  });
  return { ...queue, counts: Object.fromEntries(counts) as Queue["counts"] };
}

/** `worker` as it was `byMs` ago, with the age of its heartbeat as it is now. */
export function workerLater(worker: LiveWorker, byMs: number): LiveWorker {
  return byMs === 0 ? worker : { ...worker, heartbeatAgeMs: worker.heartbeatAgeMs + byMs };
}
