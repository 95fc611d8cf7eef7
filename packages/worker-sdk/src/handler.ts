import type { Job } from "@millrace/core";
import type { HandlerJob } from "./handler-job.ts";

/** What a handler knows and can do about its attempt. */
export interface AttemptContext {
  /**
   * Aborted when the attempt should stop: its timeout, a cancel, a lost lease, the end of a
   * shutdown's grace period. Its reason is an `AttemptAborted`. Hand it to what you call.
   */
  readonly signal: AbortSignal;
  /**
   * The lease token: grows with every lease of the job. Store it with what you write, and refuse
   * writes with a smaller one, and no attempt that was given up can overwrite a later one.
   */
  readonly fence: number;
  /** The name of the worker. */
  readonly workerId: string;
  /**
   * Says how far the attempt is. Resolves when that is stored; reports that come meanwhile travel
   * together.
   *
   * @param fraction 0 to 1
   * @param message at most 1,024 bytes
   * @throws MillraceError `INVALID_ARGUMENT`, `LEASE_LOST` when the attempt is over, `UNAVAILABLE`.
   */
  progress(fraction: number, message?: string): Promise<void>;
}

/**
 * Runs one attempt of a job. What it returns (or its promise resolves to) is the job's result:
 * bytes as they are, `undefined` for none, `snooze(...)` to run again later, anything else as JSON.
 * What it throws fails the attempt: `PermanentError` for good, `RetryAfter` with its own wait.
 */
export type Handler = (job: HandlerJob, context: AttemptContext) => unknown;

/** Runs around every attempt, the first of the list outermost; `next` runs what is inside. */
export type Middleware = (
  job: HandlerJob,
  context: AttemptContext,
  next: () => Promise<unknown>,
) => Promise<unknown>;

/** Handlers by the type of job that they run. */
export type Handlers = Readonly<Record<Job["type"], Handler>>;

/** `handler` with `middleware` around it. */
export function wrapHandler(handler: Handler, middleware: readonly Middleware[]): Handler {
  return middleware.reduceRight<Handler>(
    (inner, outer) => (job, context) => outer(job, context, async () => inner(job, context)),
    handler,
  );
}
