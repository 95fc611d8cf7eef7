import type { Client, JobView, LiveWorker, Queue } from "@millrace/client";
import type { JobStatus } from "@millrace/core";

/** What `top` shows at a time. */
export interface Snapshot {
  /** The longest ones first. */
  readonly queues: readonly Queue[];
  readonly workers: readonly LiveWorker[];
  /** Of the queue that was opened. */
  readonly jobs: readonly JobView[];
}

/** The jobs of a queue that one looks at first. */
const STATUSES: readonly JobStatus[] = ["RUNNING", "FAILED", "RETRYING", "PENDING"];
/** More than any terminal has lines for. */
const JOBS_PER_STATUS = 25;

/** @param opened the type of the queue whose jobs are shown. */
export async function readSnapshot(client: Client, opened: string | undefined): Promise<Snapshot> {
  const [queues, workers, jobs] = await Promise.all([
    Array.fromAsync(client.queues.list()),
    Array.fromAsync(client.workers.list()),
    opened === undefined ? [] : jobsOf(client, opened),
  ]);
  return { queues: queues.sort(byLength), workers, jobs };
}

async function jobsOf(client: Client, type: string): Promise<readonly JobView[]> {
  const pages = await Promise.all(
    STATUSES.map((status) =>
      client.listPage({
        type,
        statuses: [status],
        pageSize: JOBS_PER_STATUS,
        reversed: status === "FAILED",
      }),
    ),
  );
  return pages.flatMap(({ jobs }) => jobs);
}

function byLength(one: Queue, other: Queue): number {
  const open = ({ counts }: Queue) => counts.PENDING.jobs + counts.RUNNING.jobs;
  return open(other) - open(one) || (one.type < other.type ? -1 : 1);
}
