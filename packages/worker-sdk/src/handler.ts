import type { Job, RunStep, Tracing } from "@millrace/core";
import type { Steps } from "@millrace/workflow";
import type { EnqueueChild } from "./attempt-children.ts";
import type { StepResults } from "./attempt-results.ts";
import type { HandlerJob } from "./handler-job.ts";

/** What a handler knows and can do about its attempt. It can be taken apart: `{ signal, progress, log }`. */
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
   * Reports how far the attempt is. Resolves when the progress is stored; reports that are made meanwhile
   * are sent together. It need not be awaited: a rejection that shows a mistake is logged then.
   *
   * @param fraction 0 to 1
   * @param message at most 1,024 bytes
   * @throws MillraceError `INVALID_ARGUMENT`, `LEASE_LOST` when the attempt is over, `UNAVAILABLE`.
   */
  readonly progress: (fraction: number, message?: string) => Promise<void>;
  /**
   * Adds a text to the log of the job, which keeps its last 100 lines, for people who read the job. A line
   * has 640 bytes at most and is cut there. It is sent soon after, together with what else is reported, and
   * before the attempt ends. It never throws: lines that cannot be stored are lost.
   */
  readonly log: (text: string) => void;
  /**
   * Enqueues a job that is created in the very step in which this attempt completes, as a child of its job: all
   * children are there then, or, when the attempt fails, snoozes or loses its lease, none. At most 1,000 jobs of
   * 2 MiB together, of which each has a payload of 1 MiB at most. Their `parentId` is the id of the job. What
   * must be there before, or needs `unique`, `idempotencyKey` or `after`, is for a client to enqueue.
   *
   * @throws MillraceError that says what is wrong with the job; `LEASE_LOST` when the attempt is over.
   */
  readonly enqueue: EnqueueChild;
  /**
   * Adds steps to the run of the job, in the very step in which this attempt completes: they are there then, or, when it
   * fails, snoozes or loses its lease, not at all. They are named and written as in a definition, and may come after
   * this step, each other, and any other one of the run. The attempt fails for good when the run cannot take them.
   *
   * @throws MillraceError that says what is wrong with them; `FAILED_PRECONDITION` for a job that is no step of a run;
   *   `LEASE_LOST` when the attempt is over.
   */
  readonly addSteps: (steps: Steps) => void;
  /** The step of a run that the job is made for; absent for a job that is none. */
  readonly run: RunStep | undefined;
  /** What the steps before have made: `await results.get("charge")`. {@link handleSteps} gives it types. */
  readonly results: StepResults;
}

/**
 * Runs one attempt of a job. What it returns (or its promise resolves to) is the job's result:
 * bytes as they are, `undefined` for none, `snooze(...)` to run again later, anything else as JSON.
 * What it throws fails the attempt: `PermanentError` for good, `RetryAfter` with its own wait; `Throttled` has the job, or
 * its whole queue, wait without failing it.
 */
export type Handler = (job: HandlerJob, context: AttemptContext) => unknown;

/**
 * Runs around every attempt, the first of the list outermost; `next` runs what is inside. One that
 * returns nothing hands on what that returned.
 */
export type Middleware = (
  job: HandlerJob,
  context: AttemptContext,
  next: () => Promise<unknown>,
) => Promise<unknown>;

/** Handlers by the type of job that they run. */
export type Handlers = Readonly<Record<Job["type"], Handler>>;

/** `handler` with `middleware` around it. */
export function wrapHandler(handler: Handler, middleware: readonly Middleware[]): Handler {
  return middleware.reduceRight<Handler>((inner, outer) => runAround(outer, inner), handler);
}

/** `handler` within the spans of `tracing`, if there is any. */
export function traced(handler: Handler, tracing: Tracing | undefined): Handler {
  if (tracing === undefined) return handler;
  return (job, context) => tracing.process(job, context, () => handler(job, context));
}

function runAround(outer: Middleware, inner: Handler): Handler {
  return async (job, context) => {
    let run: InnerRun | undefined;
    const returned = await outer(job, context, () => {
      run = new InnerRun((resolve) => resolve(inner(job, context)));
      return run;
    });
    if (returned !== undefined || run === undefined) return returned;
    // An error that the middleware has caught and not rethrown counts as handled.
    return run.isHeard && run.isOver ? run.catch(() => undefined) : run;
  };
}

/** What runs inside a middleware. A rejection that the middleware ignores must not end the process. */
class InnerRun extends Promise<unknown> {
  isHeard = false;
  isOver = false;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  constructor(start: (resolve: (value: unknown) => void) => void) {
    super(start);
    const onEnd = () => {
      this.isOver = true;
    };
    super.then(onEnd, onEnd);
  }

  // biome-ignore lint/suspicious/noThenProperty: the one way to learn that somebody awaits it.
  override then<Fulfilled = unknown, Rejected = never>(
    onFulfilled?: ((value: unknown) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.isHeard = true;
    return super.then(onFulfilled, onRejected);
  }
}
