import { type Clock, type ErrorCode, type Logger, MillraceError } from "@millrace/core";

export interface SourceHealthOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Hears of every call that failed. */
  readonly onError: (error: unknown) => void;
}

/** The codes that a source answers every call with while it serves nobody. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set([
  "UNAVAILABLE",
  "FAILED_PRECONDITION",
  "NOT_FOUND",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
]);

/** Whether a call has failed for a reason that has nothing to do with what it asked for. */
export function isOutage(error: unknown): boolean {
  return error instanceof MillraceError && OUTAGES.has(error.code);
}

/** An outage is logged again after this time, then after twice that, and so on up to the maximum. */
const FIRST_REMINDER_MS = 15_000;
const LONGEST_REMINDER_MS = 900_000;

/**
 * Knows whether the source answers. Logs when it begins to fail, when it fails for another reason or for
 * long, and when it answers again.
 */
export class SourceHealth {
  readonly #options: SourceHealthOptions;
  #hasAnswered = false;
  #outage: Outage | undefined;

  constructor(options: SourceHealthOptions) {
    this.#options = options;
  }

  /** Whether the source has ever answered. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** A call has failed; it will be made again. */
  failed(error: unknown): void {
    const { logger, clock, onError } = this.#options;
    const now = clock.now();
    const code = error instanceof MillraceError ? error.code : undefined;
    this.#outage ??= { beganAt: now, code, sayAt: now, pauseMs: FIRST_REMINDER_MS };
    const outage = this.#outage;
    if (now >= outage.sayAt || outage.code !== code) {
      const seconds = Math.round((now - outage.beganAt) / 1000);
      const since = seconds > 0 ? `, for ${seconds} s now` : "";
      logger.error({ err: error }, `${sayFailure(code)}${since}; trying again`);
      outage.code = code;
      outage.sayAt = now + outage.pauseMs;
      outage.pauseMs = Math.min(2 * outage.pauseMs, LONGEST_REMINDER_MS);
    }
    onError(error);
  }

  /** A call has failed that others of its kind may pass. */
  failedAlone(error: unknown): void {
    this.#options.onError(error);
  }

  /** A call was answered. */
  answered(): void {
    this.#hasAnswered = true;
    if (this.#outage === undefined) return;
    this.#outage = undefined;
    this.#options.logger.info({}, "the source of jobs can be reached again");
  }
}

interface Outage {
  readonly beganAt: number;
  code: string | undefined;
  sayAt: number;
  pauseMs: number;
}

function sayFailure(code: string | undefined): string {
  if (code === "UNAVAILABLE") return "the source of jobs cannot be reached";
  return "the source of jobs refuses the worker's calls; once that is corrected, the worker goes on without a restart";
}
