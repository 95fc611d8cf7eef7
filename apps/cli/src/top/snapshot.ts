import type { Client, JobView, LiveWorker, Queue } from "@millrace/client";
import type { JobStatus } from "@millrace/core";
import { type LiveOptions, liveQueues } from "../live-queues.ts";

/** What `top` shows at a time. */
export interface Snapshot {
  /** The longest ones first. */
  readonly queues: readonly Queue[];
  readonly workers: readonly LiveWorker[];
  /** Of the queue that was opened. */
  readonly jobs: readonly JobView[];
  /** Why this is as it was before; empty when it is as it is now. */
  readonly fault: string;
}

/** The jobs of a queue that one looks at first. */
const STATUSES: readonly JobStatus[] = ["RUNNING", "FAILED", "RETRYING", "PENDING"];
/** More than any terminal has lines for. */
const JOBS_PER_STATUS = 25;

/** Snapshots until `signal` is aborted; `opened` is the type of the queue whose jobs are shown. */
export async function* snapshots(
  client: Client,
  opened: string | undefined,
  options: Omit<LiveOptions, "type">,
): AsyncGenerator<Snapshot, void, undefined> {
  let jobs: readonly JobView[] = [];
  for await (const { queues, workers, fault } of liveQueues(client, options)) {
    if (opened !== undefined && fault === "") jobs = await jobsOf(client, opened);
    yield { queues: queues.toSorted(byLength), workers, jobs, fault };
  }
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
