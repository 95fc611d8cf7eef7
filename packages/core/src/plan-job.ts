import { type EnqueueRequest, type JobSpec, planEnqueue } from "./enqueue.ts";
import type { Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { requestFingerprint } from "./request-fingerprint.ts";

/** A checked request. */
export interface PlannedJob {
  readonly spec: JobSpec;
  /** Of the request, when that carries an idempotency key. */
  readonly fingerprint: string | undefined;
}

/** Checks a request for a store; returns the error that refuses it. */
export function planJob(request: EnqueueRequest, limits: Limits): PlannedJob | MillraceError {
  const spec = planEnqueue(request, limits);
  if (spec instanceof MillraceError) return spec;
  const fingerprint = spec.idempotencyKey === undefined ? undefined : requestFingerprint(request);
  return { spec, fingerprint };
}
