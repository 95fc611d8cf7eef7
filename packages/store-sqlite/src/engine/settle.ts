import { isFinal, type Settlement, settleChange } from "@millrace/core";
import type { Operations, SettledStatus } from "../operation.ts";
import { findLeased } from "./find-leased.ts";
import { changeContext, noteDue, type OperationContext } from "./operation-context.ts";
import { catchUpIfDue } from "./upkeep.ts";

/** Ends each lease with its outcome. */
export function settle(
  { items, resend }: Operations["settle"]["request"],
  context: OperationContext,
): SettledStatus[] {
  return items.map((item) => settleOne(item, resend, context));
}

function settleOne(
  { jobId, token, outcome }: Settlement,
  resend: boolean,
  context: OperationContext,
): SettledStatus {
  const { table, now } = context;
  const stored = findLeased(jobId, token, context);
  if (stored === undefined) {
    const current = resend ? table.getWithoutPayload(jobId) : undefined;
    return current?.token === token ? current.job.status : undefined;
  }
  const change = settleChange(stored.job, outcome, changeContext(context));
  const place = outcome.kind === "released" ? "front" : "back";
  const { job } = table.change(stored, change, now, { place });
  if (!isFinal(job.status)) noteDue(context, job.type);
  catchUpIfDue(job.type, context);
  return job.status;
}
