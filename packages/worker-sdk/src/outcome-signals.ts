import {
  brand,
  type Duration,
  durationMs,
  FieldCheck,
  THROTTLE_SCOPES,
  type ThrottleScope,
} from "@millrace/core";

/** Thrown by a handler: the job fails for good, whatever attempts are left. */
export class PermanentError extends Error {
  static {
    brand(PermanentError, "PermanentError");
  }

  override readonly name = "PermanentError";
}

/** Thrown by a handler: the attempt failed, and the next one comes after this time. */
export class RetryAfter extends Error {
  static {
    brand(RetryAfter, "RetryAfter");
  }

  override readonly name = "RetryAfter";
  readonly delayMs: number;

  /**
   * @param delay how long to wait instead of the job's backoff
   * @param message kept with the job. Defaults to a text that names the wait.
   * @throws MillraceError `INVALID_ARGUMENT` when `delay` is no duration.
   */
  constructor(delay: Duration, message = `retry after ${delay}`, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = durationMs(delay);
  }
}

/** How a handler is throttled. */
export interface ThrottledOptions extends ErrorOptions {
  /** Who waits: the job alone, all jobs of its concurrency key, or all of its queue. Defaults to `JOB`. */
  readonly scope?: ThrottleScope | undefined;
}

/**
 * Thrown by a handler: what it calls has no room for more now. The job runs again after this time, at the cost of
 * no attempt, and until then no other one of its concurrency key or its queue is leased if `scope` says so.
 */
export class Throttled extends Error {
  static {
    brand(Throttled, "Throttled");
  }

  override readonly name = "Throttled";
  readonly retryAfterMs: number;
  readonly scope: ThrottleScope;

  /**
   * @param retryAfter for how long
   * @throws MillraceError `INVALID_ARGUMENT` when `retryAfter` is no duration, or `scope` is none.
   */
  constructor(retryAfter: Duration, { scope = "JOB", ...options }: ThrottledOptions = {}) {
    super(`throttled for ${retryAfter}`, options);
    const check = new FieldCheck();
    check.oneOf("scope", scope, THROTTLE_SCOPES);
    check.throwIfInvalid("cannot throttle");
    this.retryAfterMs = durationMs(retryAfter);
    this.scope = scope;
  }
}

/** Returned by a handler: run the job again later; made by {@link snooze}. */
export class Snooze {
  static {
    brand(Snooze, "Snooze");
  }

  readonly delayMs: number;

  constructor(delayMs: number) {
    this.delayMs = delayMs;
  }
}

/**
 * What a handler returns to have its job run again after `delay`, at the cost of no attempt.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `delay` is no duration.
 */
export function snooze(delay: Duration): Snooze {
  return new Snooze(durationMs(delay));
}

/**
 * Why a handler's signal was aborted.
 *
 * - `timeout`: the attempt took longer than the job's timeout.
 * - `cancel`: the job's cancel was asked for.
 * - `lease-lost`: the lease has ended; somebody else may run the job by now.
 * - `shutdown`: the worker stops and its grace period is over.
 */
export type AbortCause = "timeout" | "cancel" | "lease-lost" | "shutdown";

/** The reason of an aborted handler's signal. */
export class AttemptAborted extends Error {
  static {
    brand(AttemptAborted, "AttemptAborted");
  }

  override readonly name = "AttemptAborted";
  readonly abortCause: AbortCause;

  constructor(abortCause: AbortCause, message: string) {
    super(message);
    this.abortCause = abortCause;
  }
}
