import { cancelChange, requireMove, redriveChange } from "@millrace/core";
import type { Operations } from "../operation.ts";
import { findKept } from "./find-kept.ts";
import { changeContext, noteDue, type OperationContext } from "./operation-context.ts";
import { catchUpIfDue } from "./upkeep.ts";

/** Cancels a job, or asks its handler to stop. */
export function cancel(
  { id, reason }: Operations["cancel"]["request"],
  context: OperationContext,
): Operations["cancel"]["answer"] {
  const stored = findKept(id, context);
  const { status, cancelRequested } = stored.job;
  if (status === "CANCELLED" || (status === "RUNNING" && cancelRequested)) {
    return { job: stored.job, requested: false };
  }
  requireMove(id, status, "cancel");
  const change = cancelChange(stored.job, reason, changeContext(context));
  const { job } = context.table.change(stored, change, context.now);
  catchUpIfDue(job.type, context);
  return { job, requested: job.status === "RUNNING" };
}

/** Runs a finished job again. */
export function redrive(id: string, context: OperationContext): Operations["redrive"]["answer"] {
  const stored = findKept(id, context);
  requireMove(id, stored.job.status, "redrive");
  const change = redriveChange(changeContext(context));
  const { job } = context.table.change(stored, change, context.now);
  noteDue(context, job.type);
  return job;
}

/** Forgets a job. */
export function remove(id: string, context: OperationContext): undefined {
  const stored = findKept(id, context);
  requireMove(id, stored.job.status, "delete");
  context.table.forget(stored);
}
