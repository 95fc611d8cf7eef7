import type { Backoff } from "./backoff.ts";
import { ENQUEUE_FIELDS } from "./check-enqueue.ts";
import type { EpochMs } from "./clock.ts";
import { BYTES_TYPE } from "./content-type.ts";
import { fitPayload, type JobDefinition } from "./define-job.ts";
import type { Duration } from "./duration.ts";
import { encodeValue, isBytes } from "./encode-value.ts";
import type { EnqueueRequest } from "./enqueue.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { MillraceError } from "./millrace-error.ts";
import { present } from "./present.ts";
import { lengthMs, timeMs } from "./time-option.ts";
import type { Unique } from "./unique.ts";

/** How a job waits after a failed attempt. */
export interface BackoffOptions {
  /** The wait after the first failure. Defaults to 2 s. */
  readonly initial?: Duration | undefined;
  /** What each further failure multiplies the wait by, 1 to 100. Defaults to 2. */
  readonly multiplier?: number | undefined;
  /** The longest wait before jitter. Defaults to 5 min. */
  readonly max?: Duration | undefined;
  /** The largest random part, as a share of the wait, 0 to 1. Defaults to 0.25. */
  readonly jitter?: number | undefined;
}

/** Asks that there be one job at most for the same work. */
export interface UniqueOptions extends Omit<Unique, "ttlMs" | "maxWaitMs"> {
  /**
   * How long the job holds the key from when it is created, whatever becomes of it unless it is deleted;
   * no longer than `retention`. Defaults to none: see `until`, which it excludes.
   */
  readonly ttl?: Duration | undefined;
  /**
   * How long after it was created the job is due at the latest, however often it is replaced; no less than
   * `delay`. Only with `REPLACE`, and not with `runAt`. Defaults to no limit.
   */
  readonly maxWait?: Duration | undefined;
}

/** What a request has in another form than the options of a job. */
type Respelled =
  | "type"
  | "after"
  | "payload"
  | "contentType"
  | "runAt"
  | "delayMs"
  | "expiresInMs"
  | "backoff"
  | "timeoutMs"
  | "retentionMs"
  | "unique"
  | "concurrencyKey";

/** What a job may have besides its type and payload. Lengths are milliseconds or `"30s"`. */
export interface JobOptions extends Omit<EnqueueRequest, Respelled> {
  /**
   * What the payload is, as a media type of at most 256 bytes. Defaults to `application/octet-stream`
   * for a payload of bytes, and to `application/json` for any other one.
   */
  readonly contentType?: string | undefined;
  /** When the job is due; a time that has passed means at once. Excludes `delay`. */
  readonly runAt?: Date | EpochMs | undefined;
  /** How long after the enqueue, by the store's clock, the job is due. Defaults to 0. */
  readonly delay?: Duration | undefined;
  /**
   * How long after it is due its first attempt may begin, up to 10 years: a job that nobody has leased by then
   * is `CANCELLED`. Defaults to no limit.
   */
  readonly expiresIn?: Duration | undefined;
  /** Each field has its own default. */
  readonly backoff?: BackoffOptions | undefined;
  /** How long one attempt may take. Defaults to no limit. */
  readonly timeout?: Duration | undefined;
  /** How long the job is kept once finished. Defaults to 24 h, or to `unique.ttl` where that is longer. */
  readonly retention?: Duration | undefined;
  /**
   * Asks that there be one job at most for the same work, whatever its requests say besides. It is looked
   * at after the idempotency key. Defaults to none.
   */
  readonly unique?: UniqueOptions | undefined;
  /**
   * The concurrency key: names whose job it is or what it uses, such as a tenant, by 1 to 256 bytes. The keys
   * of a queue are served fairly, and each may have a limit (`client.queues.setLimits`). Defaults to none.
   */
  readonly key?: string | undefined;
  /**
   * The jobs that have to end first, or their ids, at most 100: until then the job is `BLOCKED`. A `delay`
   * begins when they have. Defaults to none.
   */
  readonly after?: readonly (string | { readonly id: string })[] | undefined;
}

/** A job to enqueue: its type, its payload and its options in one. */
export interface NewJob<Type extends string | JobDefinition = string> extends JobOptions {
  /** Names the queue and the handler, `[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}`; or a definition. */
  readonly type: Type;
  /**
   * Bytes, be it a Buffer, an ArrayBuffer or any view of one, or a value that is sent as JSON; what
   * JSON would lose, such as a Map or a function, is refused, and so is what does not fit the schema
   * of a definition. Defaults to no bytes.
   */
  readonly payload?: PayloadOf<Type>;
}

/** A job of a type or of a definition. */
export type AnyJob = NewJob<string | JobDefinition>;

type PayloadOf<Type> = Type extends JobDefinition<infer Input, unknown> ? Input : unknown;

const {
  type: _type,
  payload: _payload,
  delayMs: _delayMs,
  expiresInMs: _expiresInMs,
  timeoutMs: _timeoutMs,
  retentionMs: _retentionMs,
  concurrencyKey: _concurrencyKey,
  ...sameInRequests
} = ENQUEUE_FIELDS;

const OPTIONS: FieldNames<JobOptions> = {
  ...sameInRequests,
  delay: true,
  expiresIn: true,
  timeout: true,
  retention: true,
  key: true,
};

const FIELDS: FieldNames<AnyJob> = { type: true, payload: true, ...OPTIONS };

const BACKOFF_FIELDS: FieldNames<BackoffOptions> = {
  initial: true,
  multiplier: true,
  max: true,
  jitter: true,
};

const UNIQUE_FIELDS: FieldNames<UniqueOptions> = {
  key: true,
  until: true,
  ttl: true,
  onConflict: true,
  maxWait: true,
};

/**
 * The job of a type, with its payload and options.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when an option is not known.
 */
export function jobWithOptions(
  type: string | JobDefinition,
  payload: unknown,
  options: JobOptions,
): AnyJob {
  const check = new FieldCheck();
  check.only(options, OPTIONS, "the options of a job");
  check.throwIfInvalid("cannot enqueue");
  return { ...options, type, payload };
}

/**
 * The request that `job` stands for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when a field is not known, or a length or the payload is
 *   malformed; the rest is checked with the request.
 */
export function toEnqueueRequest(job: AnyJob): EnqueueRequest {
  const check = new FieldCheck();
  if (!check.only(job, FIELDS, "a job")) check.throwIfInvalid("cannot enqueue");
  const { type, payload, contentType, runAt, delay, expiresIn, ...others } = job;
  const { timeout, retention, backoff, unique, after, key, ...rest } = others;
  const request = present({
    ...rest,
    type: nameOf(check, type),
    payload: encodeValue(check, "payload", payload),
    // JSON is the default of jobs, and so need not be sent and kept.
    contentType: contentType ?? (isBytes(payload) ? BYTES_TYPE : undefined),
    runAt: timeMs(check, "runAt", runAt),
    delayMs: lengthMs(check, "delay", delay),
    expiresInMs: lengthMs(check, "expiresIn", expiresIn),
    timeoutMs: lengthMs(check, "timeout", timeout),
    retentionMs: lengthMs(check, "retention", retention),
    backoff: backoff === undefined ? undefined : toBackoff(check, backoff),
    unique: unique === undefined ? undefined : toUnique(check, unique),
    concurrencyKey: key,
    // What is no array is refused with the request.
    after: Array.isArray(after) ? after.map(toJobId) : (after as undefined),
  });
  check.throwIfInvalid("cannot enqueue");
  return request;
}

/** A request that is in order as far as the client can tell, or why it is not. */
export type MadeRequest = EnqueueRequest | MillraceError;

/**
 * The request that `job` stands for, when its payload, as a worker will read it, fits the schema of its
 * definition. Answers at once unless the schema takes its time.
 */
export function makeRequest(job: AnyJob): MadeRequest | Promise<MadeRequest> {
  try {
    const request = toEnqueueRequest(job);
    if (!isDefinition(job.type)) return request;
    const fitted = fitPayload(job.type, readPayload(request.payload), "cannot enqueue");
    if (!("then" in fitted)) return "error" in fitted ? fitted.error : request;
    const late = Promise.resolve(fitted);
    return late.then((result) => ("error" in result ? result.error : request), unchecked);
  } catch (error) {
    return error instanceof MillraceError ? error : unchecked(error);
  }
}

function isDefinition(type: string | JobDefinition): type is JobDefinition {
  return typeof type === "object" && typeof type?.schema?.["~standard"]?.validate === "function";
}

/** The name of a type; its form is checked with the request. */
function nameOf(check: FieldCheck, type: string | JobDefinition): string {
  if (isDefinition(type)) return type.type;
  if (typeof type !== "string") check.invalid("type", `${TYPE_RULE}, but is ${shown(type)}`);
  return type as string;
}

const TYPE_RULE =
  'must be a name or what defineJob returns, as in enqueue("email", payload) or enqueueMany([{ type: "email", payload }])';

const decoder = new TextDecoder();

function readPayload(payload: Uint8Array | undefined): unknown {
  return payload === undefined ? undefined : JSON.parse(decoder.decode(payload));
}

function unchecked(cause: unknown): MillraceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const description = `cannot be checked by its schema: ${reason}`;
  return new MillraceError("INVALID_ARGUMENT", `cannot enqueue: payload ${description}`, {
    violations: [{ field: "payload", description }],
    cause,
  });
}

function toJobId(job: string | { readonly id: string }): string {
  // What is neither is refused with the request.
  return typeof job === "object" && job !== null ? job.id : job;
}

function toBackoff(check: FieldCheck, backoff: BackoffOptions): Partial<Backoff> | undefined {
  if (!check.only(backoff, BACKOFF_FIELDS, "a backoff", "backoff")) return undefined;
  const { initial, max, multiplier, jitter } = backoff;
  return present({
    initialMs: lengthMs(check, "backoff.initial", initial),
    maxMs: lengthMs(check, "backoff.max", max),
    multiplier,
    jitter,
  });
}

function toUnique(check: FieldCheck, unique: UniqueOptions): Unique | undefined {
  if (!check.only(unique, UNIQUE_FIELDS, "a unique job", "unique")) return undefined;
  const { ttl, maxWait, ...rest } = unique;
  return present({
    ...rest,
    ttlMs: lengthMs(check, "unique.ttl", ttl),
    maxWaitMs: lengthMs(check, "unique.maxWait", maxWait),
  });
}
