import { checkEnqueue } from "./check-enqueue.ts";
import type { EnqueueRequest, JobSpec } from "./enqueue.ts";
import { FieldCheck } from "./field-check.ts";
import type { Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { requestFingerprint } from "./request-fingerprint.ts";

/** A checked request. */
export interface PlannedJob {
  readonly spec: JobSpec;
  /** Of the request, when that carries an idempotency key. */
  readonly fingerprint: string | undefined;
  /** Whether the request is answered only when replicas have it, or did not in time. */
  readonly replicated: boolean;
}

/**
 * Checks a request for a store; returns the error that refuses it.
 *
 * @param unreplicated why the store cannot wait for replicas, and what to do instead; undefined for one
 *   that can.
 */
export function planJob(
  request: EnqueueRequest,
  limits: Limits,
  unreplicated: string | undefined,
): PlannedJob | MillraceError {
  const spec = checkEnqueue(request, limits);
  if (spec instanceof MillraceError) return spec;
  const replicated = request.durability === "REPLICATED";
  if (replicated && unreplicated !== undefined) return refuseReplicated(unreplicated);
  const fingerprint = spec.idempotencyKey === undefined ? undefined : requestFingerprint(request);
  return { spec, fingerprint, replicated };
}

function refuseReplicated(unreplicated: string): MillraceError {
  const check = new FieldCheck();
  check.invalid("durability", `cannot be REPLICATED: ${unreplicated}`);
  return check.error("cannot enqueue") as MillraceError;
}
