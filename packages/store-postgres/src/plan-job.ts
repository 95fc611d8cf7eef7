import { type EnqueueRequest, type Limits, MillraceError, planEnqueue } from "@millrace/core";
import { requestFingerprint } from "@millrace/core/request-fingerprint";
import type { PlannedJob } from "./enqueue-arguments.ts";

/** Every job lies in this partition. */
export const PARTITION = 0;

/** A checked request, or the error that refuses it. */
export function planJob(request: EnqueueRequest, limits: Limits): PlannedJob | MillraceError {
  const spec = planEnqueue(request, limits);
  if (spec instanceof MillraceError) return spec;
  const fingerprint = spec.idempotencyKey === undefined ? undefined : requestFingerprint(request);
  return { spec, fingerprint };
}
