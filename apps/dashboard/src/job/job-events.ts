import type { JobView } from "@millrace/client";
import type { EpochMs, JobStatus } from "@millrace/core";
import { STATUS_LOOKS } from "../ui/job-statuses.ts";

/** Something that has happened to a job, or will. */
export interface JobLifeEvent {
  readonly at: EpochMs;
  readonly title: string;
  readonly status: JobStatus;
  /** By whom. */
  readonly workerId?: string | undefined;
  readonly message?: string | undefined;
  readonly details?: string | undefined;
}

/** The life of a job as far as it tells, the earliest first. */
export function jobEvents(job: JobView): JobLifeEvent[] {
  const { status, attempt, workerId, startedAt, finishedAt, runAt, leaseExpiresAt } = job;
  const events: JobLifeEvent[] = [{ at: job.createdAt, title: "Enqueued", status: "PENDING" }];
  for (const { at, attempt: failed, message, details, workerId: by } of job.errors) {
    const title = `Attempt ${failed} failed`;
    events.push({ at, title, status: "RETRYING", workerId: by, message, details });
  }
  if (startedAt !== undefined) {
    events.push({
      at: startedAt,
      title: `Attempt ${attempt} started`,
      status: "RUNNING",
      workerId,
    });
  }
  if (status === "SCHEDULED" || status === "RETRYING") {
    events.push({ at: runAt, title: "Due", status });
  } else if (status === "PENDING" && runAt > job.createdAt) {
    events.push({ at: runAt, title: "Due", status });
  }
  if (status === "RUNNING" && leaseExpiresAt !== undefined) {
    events.push({ at: leaseExpiresAt, title: "Lease ends, unless it is extended", status });
  }
  if (finishedAt !== undefined) {
    const message = status === "CANCELLED" ? job.cancelReason : undefined;
    events.push({ at: finishedAt, title: STATUS_LOOKS[status].label, status, message });
  }
  return events.sort((a, b) => a.at - b.at);
}
