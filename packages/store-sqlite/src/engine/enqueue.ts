import type { AddedJob, NewJob } from "../operation.ts";
import { isExpired } from "./find-kept.ts";
import { noteDue, type OperationContext } from "./operation-context.ts";

/** Adds each job, unless its idempotency key leads to one that is there. */
export function enqueue(jobs: readonly NewJob[], context: OperationContext): AddedJob[] {
  return jobs.map((added) => enqueueOne(added, context));
}

function enqueueOne({ job, fingerprint }: NewJob, context: OperationContext): AddedJob {
  const { table } = context;
  if (job.idempotencyKey !== undefined) {
    const existing = table.getByKey(job.type, job.idempotencyKey);
    if (existing !== undefined && !isExpired(existing.job, context)) {
      if (existing.fingerprint === fingerprint) return { existing: existing.job };
      return { takenBy: existing.job.id };
    }
    if (existing !== undefined) table.forget(existing);
  }
  table.insert(job, fingerprint);
  // A scheduled job wakes as well: a waiting worker may have to look earlier than it planned.
  noteDue(context, job.type);
  return undefined;
}
