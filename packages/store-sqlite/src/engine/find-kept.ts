import { type Job, jobNotFound } from "@millrace/core";
import type { StoredJob } from "./job-row.ts";
import type { OperationContext } from "./operation-context.ts";

/** Whether a finished job's time has ended: it is gone for all but the pruner. */
export function isExpired({ expiresAt }: Job, { now }: OperationContext): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** @throws MillraceError `NOT_FOUND`. */
export function findKept(id: string, context: OperationContext): StoredJob {
  const stored = context.table.get(id);
  if (stored === undefined || isExpired(stored.job, context)) throw jobNotFound(id);
  return stored;
}
