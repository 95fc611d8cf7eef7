import {
  backoffMs,
  type JobStatus,
  type Logger,
  MillraceError,
  type Outcome,
  type SettleResult,
} from "@millrace/core";
import type { Attempt } from "./attempt.ts";
import type { AttemptListener } from "./attempt-runner.ts";
import { isOutage } from "./source-health.ts";
import type { WorkerEvents } from "./worker-events.ts";

type Tell = <Event extends keyof WorkerEvents>(event: Event, ...args: WorkerEvents[Event]) => void;

/** Tells a worker's log and listeners what becomes of its attempts. */
export class AttemptReports implements AttemptListener {
  readonly #logger: Logger;
  readonly #tell: Tell;

  constructor(logger: Logger, tell: Tell) {
    this.#logger = logger;
    this.#tell = tell;
  }

  settled(attempt: Attempt, outcome: Outcome, result: SettleResult): void {
    const { job } = attempt;
    if ("error" in result) {
      this.#logger.warn(named(attempt), result.error.message);
      this.#tell("leaseLost", job);
      return;
    }
    switch (outcome.kind) {
      case "completed":
        this.#tell("completed", job, outcome.result);
        break;
      case "failed":
        this.#logFailure(attempt, outcome, result.status);
        this.#tell("failed", job, outcome.message, result.status);
        break;
      case "snoozed":
        this.#tell("snoozed", job);
        break;
      case "throttled":
        this.#logThrottle(attempt, outcome);
        this.#tell("throttled", job, outcome.scope);
        break;
      case "released":
        this.#tell("released", job);
        break;
    }
  }

  lost(attempt: Attempt): void {
    this.#logger.warn(named(attempt), "the lease on a job is lost; its handler was told to stop");
    this.#tell("leaseLost", attempt.job);
  }

  unanswered(attempt: Attempt, error: unknown): void {
    this.#logger.error(
      { ...named(attempt), err: error },
      "the source has not answered for the outcome of a job, which runs again when its lease ends",
    );
    this.#tell("leaseLost", attempt.job);
  }

  reportFailed(attempt: Attempt, error: unknown): void {
    // Lost leases and outages have messages of their own.
    if (error instanceof MillraceError && (error.code === "LEASE_LOST" || isOutage(error))) return;
    this.#logger.warn(
      { ...named(attempt), err: error },
      "what the handler reports or logs was not stored",
    );
  }

  endedLate({ job }: Attempt): void {
    this.#tell("late", job);
  }

  #logThrottle(attempt: Attempt, { retryAfterMs, scope }: Outcome & { kind: "throttled" }): void {
    if (scope === "JOB") return;
    const { type, concurrencyKey } = attempt.job;
    if (scope === "KEY" && concurrencyKey === undefined) return;
    const whose = scope === "KEY" ? `the key ${JSON.stringify(concurrencyKey)} of ` : "";
    this.#logger.warn(
      named(attempt),
      `a handler was throttled, so no job of ${whose}the queue ${type} is leased for ${retryAfterMs / 1000} s`,
    );
  }

  #logFailure(attempt: Attempt, outcome: Outcome & { kind: "failed" }, now: JobStatus): void {
    const { job } = attempt;
    const which = `attempt ${job.attempt} of ${job.maxAttempts}`;
    const details = { ...named(attempt), ...placeOf(outcome.details) };
    if (now === "CANCELLED") {
      this.#logger.info(details, `a job was cancelled in ${which}: ${outcome.message}`);
      return;
    }
    if (now === "FAILED") {
      this.#logger.error(details, `a job has failed for good in ${which}: ${outcome.message}`);
      return;
    }
    const waitMs = outcome.retryAfterMs ?? backoffMs(job.backoff, job.attempt, 0);
    this.#logger.warn(
      details,
      `${which} of a job has failed, the next one comes after ${waitMs / 1000} s: ${outcome.message}`,
    );
  }
}

/** What a line of the log says of its attempt; `traceId` leads to who has enqueued the job. */
function named({ job }: Attempt): {
  readonly type: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly traceId?: string;
} {
  const { type, id: jobId, attempt, traceContext } = job;
  const [, traceId] = traceContext?.traceparent.split("-") ?? [];
  return { type, jobId, attempt, ...(traceId !== undefined && { traceId }) };
}

/**
 * Where an error was thrown: the first line of its stack that names a place, outside of Node itself
 * where there is such a line.
 */
function placeOf(details = ""): { readonly at?: string } {
  const [, at] = /^ +at (?!.*\bnode:)(.+)$/m.exec(details) ?? /^ +at (.+)$/m.exec(details) ?? [];
  return at === undefined ? {} : { at };
}
