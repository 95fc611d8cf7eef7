import { JOB_STATUSES, type JobStatus } from "@millrace/core";

/** What stands in the column `status`. */
export const STATUS_CODES: { readonly [Status in JobStatus]: number } = {
  SCHEDULED: 0,
  PENDING: 1,
  RUNNING: 2,
  RETRYING: 3,
  COMPLETED: 4,
  FAILED: 5,
  CANCELLED: 6,
};

const STATUSES = new Map(JOB_STATUSES.map((status) => [STATUS_CODES[status], status]));

export const statusOf = (code: number): JobStatus | undefined => STATUSES.get(code);
