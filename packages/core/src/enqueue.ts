import { type Backoff, DEFAULT_BACKOFF } from "./backoff.ts";
import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames, shown, utf8Bytes } from "./field-check.ts";
import type { Delivery, Job } from "./job.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";
import { isPlainObject } from "./plain-object.ts";

/** Named priorities; any whole number from 0 to 100 will do. */
export const PRIORITY = { LOW: 1, NORMAL: 5, HIGH: 10, CRITICAL: 100 } as const;

/** What a job that does not say otherwise gets. */
export const JOB_DEFAULTS = {
  priority: PRIORITY.NORMAL,
  maxAttempts: 4,
  delivery: "AT_LEAST_ONCE",
  retentionMs: 86_400_000,
} as const satisfies Partial<Job>;

/**
 * What an enqueue waits for before it is answered.
 *
 * - `STORED`: what the store itself takes for written, by its own settings.
 * - `REPLICATED`: besides, that replicas of the store have it.
 */
export type Durability = "STORED" | "REPLICATED";

/** A job to enqueue. */
export interface EnqueueRequest {
  /** Names the queue and the handler: `[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}`. */
  readonly type: string;
  /** Handed to the handler as it is. Defaults to no bytes. */
  readonly payload?: Uint8Array | undefined;
  /** When the job is due; a time that has passed means at once. Excludes `delayMs`. */
  readonly runAt?: EpochMs | undefined;
  /** How long after the enqueue, by the store's clock, the job is due. Defaults to 0. */
  readonly delayMs?: number | undefined;
  /** 0 to 100, higher first. Defaults to 5. */
  readonly priority?: number | undefined;
  /** 1 to 1,000. Defaults to 4: a first run and 3 retries. */
  readonly maxAttempts?: number | undefined;
  /** Defaults to {@link DEFAULT_BACKOFF}, field by field. */
  readonly backoff?: Partial<Backoff> | undefined;
  /** How long one attempt may take. Defaults to no limit. */
  readonly timeoutMs?: number | undefined;
  /**
   * At most one job of this type is kept under this key. The same request again returns that job;
   * another request is refused with `ALREADY_EXISTS`. Defaults to none.
   */
  readonly idempotencyKey?: string | undefined;
  /** Defaults to `AT_LEAST_ONCE`. */
  readonly delivery?: Delivery | undefined;
  /** Labels for people and filters. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** How long the job is kept once finished. Defaults to 24 hours. */
  readonly retentionMs?: number | undefined;
  /**
   * `REPLICATED` waits, within bounds, until replicas of the store have the job, and is told how many:
   * {@link EnqueueResult}. A store without replicas refuses it. It is no part of what an idempotency
   * key compares. Defaults to `STORED`.
   */
  readonly durability?: Durability | undefined;
}

/** What became of one enqueue request. */
export type EnqueueResult =
  | {
      readonly job: Job;
      /** False when the idempotency key led to a job that was there before. */
      readonly created: boolean;
      /**
       * How many replicas have said that they have the job; only for a request with `REPLICATED`. With
       * 0, none did in time: the job is there all the same, but a crash of the node that has it may
       * take it along. The same request again with its idempotency key asks the replicas again.
       */
      readonly replicas?: number;
    }
  | { readonly error: MillraceError };

type Filled<T> = { readonly [Field in keyof T]-?: Exclude<T[Field], undefined> };

/** A checked enqueue request with every default filled in. */
export interface JobSpec
  extends Filled<
    Omit<EnqueueRequest, "timeoutMs" | "idempotencyKey" | "runAt" | "delayMs" | "durability">
  > {
  readonly backoff: Backoff;
  readonly timeoutMs?: number;
  readonly idempotencyKey?: string;
  /** Present when the request names a time; otherwise the job is due `delayMs` from now. */
  readonly runAt?: EpochMs;
  readonly delayMs: number;
}

const NO_BYTES = new Uint8Array(0);
const NO_METADATA = {};

/**
 * Checks `request` and fills in the defaults.
 *
 * @returns the spec, or a MillraceError with `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names
 *   every field at fault.
 */
export function planEnqueue(request: EnqueueRequest, limits: Limits): JobSpec | MillraceError {
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
  const backoff = planBackoff(check, request.backoff);
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

const FIELDS: FieldNames<EnqueueRequest> = {
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
  check.only(request, FIELDS, "a job");
  const { type, payload, idempotencyKey, metadata, backoff } = request;
  check.string("type", type);
  if (payload !== undefined && !(payload instanceof Uint8Array)) {
    check.invalid("payload", "must be a Uint8Array; encode text with a TextEncoder");
  }
  if (idempotencyKey !== undefined) check.string("idempotencyKey", idempotencyKey);
  if (backoff !== undefined) check.only(backoff, BACKOFF_FIELDS, "a backoff", "backoff");
  if (metadata !== undefined) check.strings("metadata", metadata);
}

const TYPE_NAME = /^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$/;

/** Notes when `type` is not the name of a job type. */
export function checkType(check: FieldCheck, field: string, type: string): void {
  if (typeof type === "string" && TYPE_NAME.test(type)) return;
  check.invalid(
    field,
    `must be 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit, but is ${shown(type)}`,
  );
}

function checkDueTime(check: FieldCheck, { runAt, delayMs }: EnqueueRequest): void {
  if (runAt !== undefined && delayMs !== undefined) {
    check.invalid("runAt", "excludes a delay; give one of them");
  }
  if (runAt !== undefined && !(Number.isInteger(runAt) && runAt <= BOUNDS.maxRunAt)) {
    const latest = new Date(BOUNDS.maxRunAt).toISOString();
    check.invalid("runAt", `must be whole milliseconds, no later than ${latest}`);
  }
  if (delayMs !== undefined) check.integer("delayMs", delayMs, 0, BOUNDS.maxDelayMs, " ms");
}

function planBackoff(check: FieldCheck, backoff: Partial<Backoff> | undefined): Backoff {
  if (backoff === undefined) return DEFAULT_BACKOFF;
  // Field by field: one that is given as undefined is one that is not given.
  const plan: Backoff = {
    initialMs: backoff.initialMs ?? DEFAULT_BACKOFF.initialMs,
    multiplier: backoff.multiplier ?? DEFAULT_BACKOFF.multiplier,
    maxMs: backoff.maxMs ?? DEFAULT_BACKOFF.maxMs,
    jitter: backoff.jitter ?? DEFAULT_BACKOFF.jitter,
  };
  check.integer("backoff.initialMs", plan.initialMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.integer("backoff.maxMs", plan.maxMs, 0, BOUNDS.maxBackoffMs, " ms");
  check.number("backoff.multiplier", plan.multiplier, 1, BOUNDS.maxMultiplier);
  check.number("backoff.jitter", plan.jitter, 0, 1);
  return plan;
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
