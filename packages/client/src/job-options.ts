import {
  type Backoff,
  type Delivery,
  type Durability,
  type Duration,
  durationMs,
  type EnqueueRequest,
  type EpochMs,
  MillraceError,
} from "@millrace/core";
import { encodePayload } from "./payload.ts";

/** How a job waits after a failed attempt. */
export interface BackoffOptions {
  /** The wait after the first failure. Defaults to 2 s. */
  readonly initial?: Duration;
  /** What each further failure multiplies the wait by, 1 to 100. Defaults to 2. */
  readonly multiplier?: number;
  /** The longest wait before jitter. Defaults to 5 min. */
  readonly max?: Duration;
  /** The largest random part, as a share of the wait, 0 to 1. Defaults to 0.25. */
  readonly jitter?: number;
}

/** What a job may have besides its type and payload. Lengths are milliseconds or `"30s"`. */
export interface JobOptions {
  /** When the job is due; a time that has passed means at once. Excludes `delay`. */
  readonly runAt?: Date | EpochMs;
  /** How long after the enqueue, by the store's clock, the job is due. Defaults to 0. */
  readonly delay?: Duration;
  /** 0 to 100, higher first. Defaults to 5. */
  readonly priority?: number;
  /** 1 to 1,000. Defaults to 4: a first run and 3 retries. */
  readonly maxAttempts?: number;
  /** Each field has its own default. */
  readonly backoff?: BackoffOptions;
  /** How long one attempt may take. Defaults to no limit. */
  readonly timeout?: Duration;
  /**
   * At most one job of this type is kept under this key. The same request again returns that job;
   * another request is refused with `ALREADY_EXISTS`. Defaults to none.
   */
  readonly idempotencyKey?: string;
  /** Defaults to `AT_LEAST_ONCE`. */
  readonly delivery?: Delivery;
  /** Labels for people and filters. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** How long the job is kept once finished. Defaults to 24 h. */
  readonly retention?: Duration;
  /**
   * `REPLICATED` waits, within bounds, until replicas of the store have the job; the result's `replicas`
   * says how many, 0 when none did in time. A store without replicas refuses it. Defaults to `STORED`.
   */
  readonly durability?: Durability;
}

/** A job to enqueue: its type, its payload and its options in one. */
export interface NewJob extends JobOptions {
  /** Names the queue and the handler: `[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}`. */
  readonly type: string;
  /** Bytes, or a value that is sent as JSON. Defaults to no bytes. */
  readonly payload?: unknown;
}

/**
 * The request that `job` stands for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when a length or the payload is malformed.
 */
export function toEnqueueRequest(job: NewJob): EnqueueRequest {
  const { payload, runAt, delay, timeout, retention, backoff, ...rest } = job;
  return present({
    ...rest,
    payload: encodePayload(payload),
    runAt: runAt instanceof Date ? runAt.getTime() : runAt,
    delayMs: lengthMs("delay", delay),
    timeoutMs: lengthMs("timeout", timeout),
    retentionMs: lengthMs("retention", retention),
    backoff: backoff && toBackoff(backoff),
  });
}

function toBackoff({ initial, max, multiplier, jitter }: BackoffOptions): Partial<Backoff> {
  return present({
    initialMs: lengthMs("backoff.initial", initial),
    maxMs: lengthMs("backoff.max", max),
    multiplier,
    jitter,
  });
}

function lengthMs(field: string, length: Duration | undefined): number | undefined {
  if (length === undefined) return undefined;
  try {
    return durationMs(length);
  } catch (error) {
    const { message } = error as MillraceError;
    throw new MillraceError("INVALID_ARGUMENT", `cannot enqueue: ${field}: ${message}`, {
      violations: [{ field, description: message }],
      cause: error,
    });
  }
}

type Present<T> = { [Field in keyof T]: Exclude<T[Field], undefined> };

/** `object` without the fields that are `undefined`: the same request has one form only. */
function present<T extends object>(object: T): Present<T> {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
