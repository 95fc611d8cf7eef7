import { type Backoff, DEFAULT_BACKOFF } from "./backoff.ts";
import type { Durability, EnqueueRequest, JobSpec } from "./enqueue.ts";
import { FieldCheck, type FieldNames, shown, utf8Bytes } from "./field-check.ts";
import type { Delivery } from "./job.ts";
import { JOB_DEFAULTS } from "./job-defaults.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";
import { isPlainObject } from "./plain-object.ts";

const NO_BYTES = new Uint8Array(0);
const NO_METADATA = {};

/**
 * Checks `request` and fills in the defaults.
 *
 * @returns the spec, or a MillraceError with `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names
 *   every field at fault.
 */
export function checkEnqueue(request: EnqueueRequest, limits: Limits): JobSpec | MillraceError {
  const check = new FieldCheck();
  checkShape(check, request);
  const misshapen = check.error("cannot enqueue");
  if (misshapen !== undefined) return misshapen;
  checkType(check, "type", request.type);
  checkDueTime(check, request);
  const { priority, maxAttempts, timeoutMs, idempotencyKey, retentionMs, delivery } = request;
  const { durability } = request;
  if (priority !== undefined) check.integer("priority", priority, 0, BOUNDS.maxPriority);
  if (maxAttempts !== undefined) check.integer("maxAttempts", maxAttempts, 1, BOUNDS.maxAttempts);
  if (timeoutMs !== undefined) check.integer("timeoutMs", timeoutMs, 1, BOUNDS.maxTimeoutMs, " ms");
  if (retentionMs !== undefined) {
    check.integer("retentionMs", retentionMs, BOUNDS.minRetentionMs, BOUNDS.maxRetentionMs, " ms");
  }
  if (delivery !== undefined) check.oneOf("delivery", delivery, DELIVERIES);
  if (durability !== undefined) check.oneOf("durability", durability, DURABILITIES);
  if (idempotencyKey !== undefined) {
    check.text("idempotencyKey", idempotencyKey, BOUNDS.idempotencyKeyBytes, 1);
  }
  const backoff = checkBackoff(check, request.backoff);
  if (request.metadata !== undefined) checkMetadata(check, request.metadata, limits);
  const payload = request.payload ?? NO_BYTES;
  if (payload.length > limits.payloadBytes) {
    check.exceeds("payload", payload.length, limits.payloadBytes, "bytes");
  }
  const error = check.error("cannot enqueue");
  if (error !== undefined) return error;
  // Assigned one by one: spreading what may be there takes a multiple of all that stands above.
  const spec: { -readonly [Field in keyof JobSpec]: JobSpec[Field] } = {
    type: request.type,
    payload,
    delayMs: request.delayMs ?? 0,
    priority: priority ?? JOB_DEFAULTS.priority,
    maxAttempts: maxAttempts ?? JOB_DEFAULTS.maxAttempts,
    backoff,
    delivery: delivery ?? JOB_DEFAULTS.delivery,
    metadata: request.metadata ?? NO_METADATA,
    retentionMs: retentionMs ?? JOB_DEFAULTS.retentionMs,
  };
  if (request.runAt !== undefined) spec.runAt = request.runAt;
  if (timeoutMs !== undefined) spec.timeoutMs = timeoutMs;
  if (idempotencyKey !== undefined) spec.idempotencyKey = idempotencyKey;
  return spec;
}

const DELIVERIES: readonly Delivery[] = ["AT_LEAST_ONCE", "AT_MOST_ONCE"];
const DURABILITIES: readonly Durability[] = ["STORED", "REPLICATED"];

/** Every field of a request. */
export const ENQUEUE_FIELDS: FieldNames<EnqueueRequest> = {
  type: true,
  payload: true,
  runAt: true,
  delayMs: true,
  priority: true,
  maxAttempts: true,
  backoff: true,
  timeoutMs: true,
  idempotencyKey: true,
  delivery: true,
  metadata: true,
  retentionMs: true,
  durability: true,
};

const BACKOFF_FIELDS: FieldNames<Backoff> = {
  initialMs: true,
  multiplier: true,
  maxMs: true,
  jitter: true,
};

/** Notes what is of another type than it must be: callers need not be written in TypeScript. */
function checkShape(check: FieldCheck, request: EnqueueRequest): void {
  if (!isPlainObject(request)) {
    check.invalid("request", "must be an object with a type");
    return;
  }
  check.only(request, ENQUEUE_FIELDS, "a job");
  const { type, payload, idempotencyKey, metadata, backoff } = request;
  check.string("type", type);
  if (payload !== undefined && !(payload instanceof Uint8Array)) {
    check.invalid("payload", "must be a Uint8Array; encode text with a TextEncoder");
  }
  if (idempotencyKey !== undefined) check.string("idempotencyKey", idempotencyKey);
  if (backoff !== undefined) check.only(backoff, BACKOFF_FIELDS, "a backoff", "backoff");
  if (metadata !== undefined) check.strings("metadata", metadata);
}

function checkDueTime(check: FieldCheck, { runAt, delayMs }: EnqueueRequest): void {
  if (runAt !== undefined && delayMs !== undefined) {
    check.invalid("runAt", "excludes a delay; give one of them");
  }
  if (runAt !== undefined && !(Number.isInteger(runAt) && runAt <= BOUNDS.maxRunAt)) {
    const latest = new Date(BOUNDS.maxRunAt).toISOString();
    const rule = `must be whole milliseconds since 1970, such as Date.parse("2030-01-31T09:00:00Z"), no later than ${latest}`;
    check.invalid("runAt", `${rule}, but is ${shown(runAt)}`);
  }
  if (delayMs !== undefined) check.integer("delayMs", delayMs, 0, BOUNDS.maxDelayMs, " ms");
}

function checkBackoff(check: FieldCheck, backoff: Partial<Backoff> | undefined): Backoff {
  if (backoff === undefined) return DEFAULT_BACKOFF;
  // Field by field: one that is given as undefined is one that is not given.
  const whole: Backoff = {
    initialMs: backoff.initialMs ?? DEFAULT_BACKOFF.initialMs,
    multiplier: backoff.multiplier ?? DEFAULT_BACKOFF.multiplier,
    maxMs: backoff.maxMs ?? DEFAULT_BACKOFF.maxMs,
    jitter: backoff.jitter ?? DEFAULT_BACKOFF.jitter,
  };
  check.integer("backoff.initialMs", whole.initialMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.integer("backoff.maxMs", whole.maxMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.number("backoff.multiplier", whole.multiplier, 1, BOUNDS.maxMultiplier);
  check.number("backoff.jitter", whole.jitter, 0, 1);
  return whole;
}

function checkMetadata(
  check: FieldCheck,
  metadata: Readonly<Record<string, string>>,
  limits: Limits,
): void {
  const entries = Object.entries(metadata);
  if (entries.length > limits.metadataEntries) {
    check.exceeds("metadata", entries.length, limits.metadataEntries, "entries");
    return;
  }
  let bytes = 0;
  for (const [key, value] of entries) {
    bytes += utf8Bytes(key) + utf8Bytes(value);
    const field = `metadata[${JSON.stringify(key)}]`;
    check.text(field, key, Number.POSITIVE_INFINITY, 1);
    check.text(field, value, Number.POSITIVE_INFINITY);
  }
  if (bytes > limits.metadataBytes) {
    check.exceeds("metadata", bytes, limits.metadataBytes, "bytes");
  }
}
