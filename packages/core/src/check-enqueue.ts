import { type Backoff, DEFAULT_BACKOFF } from "./backoff.ts";
import { CONTENT_TYPE, JSON_TYPE } from "./content-type.ts";
import type { Durability, EnqueueRequest, JobSpec } from "./enqueue.ts";
import { FieldCheck, type FieldNames, shown, utf8Bytes } from "./field-check.ts";
import type { Delivery } from "./job.ts";
import { JOB_DEFAULTS } from "./job-defaults.ts";
import { isJobId } from "./job-id.ts";
import { checkType } from "./job-type.ts";
import { AFTER_RULES } from "./join.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";
import { isPlainObject } from "./plain-object.ts";
import { checkItems, type Refusals } from "./refusals.ts";
import { requestFingerprint } from "./request-fingerprint.ts";
import { checkTraceContext, checkTraceShape } from "./trace-context.ts";
import { checkUnique, checkUniqueShape, type Unique, uniqueSpecOf } from "./unique.ts";

const NO_BYTES = new Uint8Array(0);
const NO_METADATA = {};

/**
 * Checks `request`.
 *
 * @returns the error with `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names every field at fault;
 *   undefined when there is none.
 */
export function enqueueFault(request: EnqueueRequest, limits: Limits): MillraceError | undefined {
  const check = new FieldCheck();
  checkShape(check, request);
  const misshapen = check.error("cannot enqueue");
  if (misshapen !== undefined) return misshapen;
  checkType(check, "type", request.type);
  checkDueTime(check, request);
  const { expiresInMs } = request;
  if (expiresInMs !== undefined) {
    check.integer("expiresInMs", expiresInMs, 1, BOUNDS.maxDelayMs, " ms");
  }
  const { priority, maxAttempts, timeoutMs, idempotencyKey, retentionMs, delivery } = request;
  const { durability, backoff, metadata, payload = NO_BYTES, contentType, traceContext } = request;
  const { unique, after, afterRule, concurrencyKey, groupId } = request;
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
  if (concurrencyKey !== undefined) {
    check.text("concurrencyKey", concurrencyKey, BOUNDS.concurrencyKeyBytes, 1);
  }
  if (unique !== undefined) {
    const { runAt, delayMs } = request;
    const isJoined = (after !== undefined && after.length > 0) || groupId !== undefined;
    const retention = retentionOf(retentionMs, unique);
    checkUnique(check, unique, { runAt, delayMs, retentionMs: retention, isJoined });
  }
  if (backoff !== undefined) checkBackoff(check, wholeBackoff(backoff));
  if (metadata !== undefined) checkMetadata(check, metadata, limits);
  if (contentType !== undefined) checkContentType(check, contentType);
  if (traceContext !== undefined) checkTraceContext(check, traceContext);
  if (after !== undefined || afterRule !== undefined) checkAfter(check, request);
  if (groupId !== undefined && !isJobId(groupId)) {
    const rule = 'must be the id of a group, such as "0-V1StGXR8Z5jdHi6B"';
    check.invalid("groupId", `${rule}, but is ${shown(groupId)}`);
  }
  if (payload.length > limits.payloadBytes) {
    check.exceeds("payload", payload.length, limits.payloadBytes, "bytes");
  }
  return check.error("cannot enqueue");
}

/** Checks `request` and fills in the defaults: the spec, or the error of {@link enqueueFault}. */
export function checkEnqueue(request: EnqueueRequest, limits: Limits): JobSpec | MillraceError {
  return enqueueFault(request, limits) ?? specOf(request);
}

/** A request that was checked, and what it asks for. */
export interface PlannedJob {
  readonly spec: JobSpec;
  /** Of the request, when that carries an idempotency key. */
  readonly fingerprint: string | undefined;
  /** Whether the request is answered only when replicas have it, or did not in time. */
  readonly replicated: boolean;
}

/**
 * Checks the requests of a call for a store. Those that are in order are planned, in order; `refusals`
 * gets the errors of the others.
 *
 * @param unreplicated why the store cannot wait for replicas, and what to do instead; undefined for one
 *   that can.
 * @throws MillraceError `INVALID_ARGUMENT` when `requests` are no array.
 */
export function planJobs(
  requests: readonly EnqueueRequest[],
  limits: Limits,
  unreplicated: string | undefined,
  refusals: Refusals,
): PlannedJob[] {
  checkItems(requests);
  const planned: PlannedJob[] = [];
  for (let place = 0; place < requests.length; place++) {
    const job = planJob(requests[place] as EnqueueRequest, limits, unreplicated);
    if (job instanceof MillraceError) refusals.add(place, job);
    else planned.push(job);
  }
  return planned;
}

/** As {@link planJobs}, for one request: the job, or the error that refuses it. */
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

/** What a request that is in order asks for, every default filled in. */
export function specOf(request: EnqueueRequest): JobSpec {
  const { timeoutMs, idempotencyKey, runAt, backoff, contentType, traceContext } = request;
  const { unique, retentionMs, after, concurrencyKey } = request;
  // Assigned one by one: spreading what may be there takes a multiple of all that stands above.
  const spec: { -readonly [Field in keyof JobSpec]: JobSpec[Field] } = {
    type: request.type,
    payload: request.payload ?? NO_BYTES,
    delayMs: request.delayMs ?? 0,
    priority: request.priority ?? JOB_DEFAULTS.priority,
    maxAttempts: request.maxAttempts ?? JOB_DEFAULTS.maxAttempts,
    backoff: backoff === undefined ? DEFAULT_BACKOFF : wholeBackoff(backoff),
    delivery: request.delivery ?? JOB_DEFAULTS.delivery,
    metadata: request.metadata ?? NO_METADATA,
    retentionMs: retentionOf(retentionMs, unique),
  };
  if (runAt !== undefined) spec.runAt = runAt;
  if (request.expiresInMs !== undefined) spec.expiresInMs = request.expiresInMs;
  if (timeoutMs !== undefined) spec.timeoutMs = timeoutMs;
  if (contentType !== undefined && contentType !== JSON_TYPE) spec.contentType = contentType;
  if (traceContext !== undefined) spec.traceContext = traceContext;
  if (idempotencyKey !== undefined) spec.idempotencyKey = idempotencyKey;
  if (unique !== undefined) spec.unique = uniqueSpecOf(unique);
  if (concurrencyKey !== undefined) spec.concurrencyKey = concurrencyKey;
  if (request.groupId !== undefined) spec.groupId = request.groupId;
  if (after !== undefined && after.length > 0) {
    const join = { rule: request.afterRule ?? "COMPLETED", jobIds: [...new Set(after)] };
    spec.join = spec.delayMs > 0 ? { ...join, delayMs: spec.delayMs } : join;
  }
  return spec;
}

/** A job is kept for at least as long as it holds its unique key, unless its request says otherwise. */
function retentionOf(asked: number | undefined, unique: Unique | undefined): number {
  return asked ?? Math.max(JOB_DEFAULTS.retentionMs, unique?.ttlMs ?? 0);
}

const DELIVERIES: readonly Delivery[] = ["AT_LEAST_ONCE", "AT_MOST_ONCE"];
const DURABILITIES: readonly Durability[] = ["STORED", "REPLICATED"];

/** Every field of a request. */
export const ENQUEUE_FIELDS: FieldNames<EnqueueRequest> = {
  type: true,
  payload: true,
  contentType: true,
  runAt: true,
  delayMs: true,
  expiresInMs: true,
  priority: true,
  maxAttempts: true,
  backoff: true,
  timeoutMs: true,
  idempotencyKey: true,
  unique: true,
  concurrencyKey: true,
  delivery: true,
  metadata: true,
  traceContext: true,
  retentionMs: true,
  durability: true,
  after: true,
  afterRule: true,
  groupId: true,
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
  const { type, payload, idempotencyKey, metadata, backoff, contentType, traceContext } = request;
  const { unique, concurrencyKey } = request;
  check.string("type", type);
  if (payload !== undefined && !(payload instanceof Uint8Array)) {
    check.invalid("payload", "must be a Uint8Array; encode text with a TextEncoder");
  }
  if (idempotencyKey !== undefined) check.string("idempotencyKey", idempotencyKey);
  if (unique !== undefined) checkUniqueShape(check, unique);
  if (concurrencyKey !== undefined) check.string("concurrencyKey", concurrencyKey);
  if (backoff !== undefined) check.only(backoff, BACKOFF_FIELDS, "a backoff", "backoff");
  if (metadata !== undefined) check.strings("metadata", metadata);
  if (contentType !== undefined) check.string("contentType", contentType);
  if (traceContext !== undefined) checkTraceShape(check, traceContext);
}

/** When a job is due, at a time or after a delay. */
export function checkDueTime(
  check: FieldCheck,
  { runAt, delayMs }: Pick<EnqueueRequest, "runAt" | "delayMs">,
): void {
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

function checkAfter(check: FieldCheck, { after, afterRule }: EnqueueRequest): void {
  if (afterRule !== undefined) {
    check.oneOf("afterRule", afterRule, AFTER_RULES);
    if (after === undefined) check.invalid("afterRule", "is of use with after only; give both");
  }
  if (after === undefined || !check.list("after", after, 0, BOUNDS.maxAfter)) return;
  // forEach would pass over holes.
  for (const [i, id] of Array.from(after).entries()) {
    if (isJobId(id)) continue;
    const rule = 'must be the id of a job, such as "0-V1StGXR8Z5jdHi6B"';
    check.invalid(`after[${i}]`, `${rule}, but is ${shown(id)}`);
  }
}

// Field by field: one that is given as undefined is one that is not given.
function wholeBackoff(backoff: Partial<Backoff>): Backoff {
  return {
    initialMs: backoff.initialMs ?? DEFAULT_BACKOFF.initialMs,
    multiplier: backoff.multiplier ?? DEFAULT_BACKOFF.multiplier,
    maxMs: backoff.maxMs ?? DEFAULT_BACKOFF.maxMs,
    jitter: backoff.jitter ?? DEFAULT_BACKOFF.jitter,
  };
}

function checkBackoff(check: FieldCheck, backoff: Backoff): void {
  check.integer("backoff.initialMs", backoff.initialMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.integer("backoff.maxMs", backoff.maxMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.number("backoff.multiplier", backoff.multiplier, 1, BOUNDS.maxMultiplier);
  check.number("backoff.jitter", backoff.jitter, 0, 1);
}

export function checkContentType(check: FieldCheck, contentType: string): void {
  check.text("contentType", contentType, BOUNDS.contentTypeBytes);
  if (CONTENT_TYPE.test(contentType)) return;
  const rule = "must be a media type such as application/json or text/plain; charset=utf-8";
  check.invalid("contentType", `${rule}, but is ${shown(contentType)}`);
}

export function checkMetadata(
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
