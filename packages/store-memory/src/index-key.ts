import { type Job, NEVER } from "@millrace/core";

/** Where a job stands within its status: by the first number, then by the second. */
export type IndexKey = readonly [number, number];

export function compareIndexKeys([a1, a2]: IndexKey, [b1, b2]: IndexKey): number {
  return a1 - b1 || a2 - b2;
}

/** The key of `job`; `order` says which of two equals comes first. */
export function indexKey(job: Job, order: number): IndexKey {
  switch (job.status) {
    case "SCHEDULED":
    case "RETRYING":
      return [job.runAt, order];
    case "PENDING":
      return [-job.priority, order];
    case "BLOCKED":
      return [0, order];
    case "RUNNING":
      return [job.leaseExpiresAt as number, order];
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
      return [job.expiresAt ?? NEVER, order];
  }
}
