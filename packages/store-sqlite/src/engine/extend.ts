import type { ExtendItem, ExtendResult } from "@millrace/core";
import type { Operations } from "../operation.ts";
import { findLeased } from "./find-leased.ts";
import type { OperationContext } from "./operation-context.ts";

/** Makes each lease last for `leaseMs` from now, and stores the progress that came with it. */
export function extend(
  { items, leaseMs }: Operations["extend"]["request"],
  context: OperationContext,
): ExtendResult[] {
  return items.map((item) => extendOne(item, leaseMs, context));
}

function extendOne(
  { jobId, token, progress }: ExtendItem,
  leaseMs: number,
  context: OperationContext,
): ExtendResult {
  const stored = findLeased(jobId, token, context);
  if (stored === undefined) return "LEASE_LOST";
  const leaseExpiresAt = context.now + leaseMs;
  if (progress === undefined) context.table.moveLease(stored, leaseExpiresAt);
  else context.table.change(stored, { progress, leaseExpiresAt }, context.now);
  return stored.job.cancelRequested ? "CANCEL_REQUESTED" : "OK";
}
