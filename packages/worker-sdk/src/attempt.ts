import {
  type Clock,
  type JobDefinition,
  type JobSource,
  type Lease,
  MillraceError,
  type Outcome,
  type RunStep,
} from "@millrace/core";
import { AttemptChildren, type ChildOptions } from "./attempt-children.ts";
import { AttemptLog } from "./attempt-log.ts";
import { outcomeOfError, outcomeOfValue } from "./attempt-outcome.ts";
import { AttemptResults, type StepResults } from "./attempt-results.ts";
import { AttemptSteps } from "./attempt-steps.ts";
import type { AttemptContext, Handler } from "./handler.ts";
import { HandlerJob } from "./handler-job.ts";
import type { KeptLease, LeaseKeeper } from "./lease-keeper.ts";
import { type AbortCause, AttemptAborted } from "./outcome-signals.ts";

const ABORT_MESSAGES = {
  timeout: "the attempt took longer than the job's timeout",
  cancel: "the job is to be cancelled",
  "lease-lost": "the lease is lost",
  shutdown: "the worker stops",
} as const satisfies Record<AbortCause, string>;

/** What an attempt needs of its worker. */
export interface AttemptHost {
  readonly clock: Clock;
  readonly keeper: LeaseKeeper;
  /** Where results of steps are read. */
  readonly source: JobSource;
  readonly workerId: string;
  /**
   * The attempt is over: its handler has ended, or was given up. Without an outcome there is
   * nothing to settle, because the lease is lost.
   */
  ended(attempt: Attempt, outcome: Outcome | undefined): void;
  /** A progress report was not stored. */
  reportFailed(attempt: Attempt, error: unknown): void;
  /** A handler has ended after its attempt was over; nothing came of what it did. */
  endedLate(attempt: Attempt): void;
}

/**
 * One attempt of a job, from the lease to its outcome. It ends once: with its handler, or before
 * that with a timeout, a lost lease, or the end of a shutdown. What the handler does after that has
 * no effect on the job.
 */
export class Attempt implements KeptLease, AttemptContext {
  readonly job: HandlerJob;
  readonly token: number;
  readonly #host: AttemptHost;
  #started = false;
  #over = false;
  #aborter: AbortController | undefined;
  #aborted: AttemptAborted | undefined;
  #stopTimer: (() => void) | undefined;
  #log: AttemptLog | undefined;
  #children: AttemptChildren | undefined;
  readonly #came: Lease["results"];
  #results: AttemptResults | undefined;
  #added: AttemptSteps | undefined;
  #storing: Promise<void> | undefined;

  constructor({ job, token, results }: Lease, host: AttemptHost) {
    this.job = new HandlerJob(job);
    this.token = token;
    this.#came = results;
    this.#host = host;
  }

  get jobId(): string {
    return this.job.id;
  }

  get fence(): number {
    return this.token;
  }

  get workerId(): string {
    return this.#host.workerId;
  }

  /** Whether its handler has logged anything. */
  get hasLogged(): boolean {
    return this.#log !== undefined;
  }

  /** Whether the attempt has ended. */
  get over(): boolean {
    return this.#over;
  }

  // Created on first use: most handlers never read their signal, and creating it is the slowest part here.
  get signal(): AbortSignal {
    if (this.#aborter === undefined) {
      this.#aborter = new AbortController();
      if (this.#aborted !== undefined) this.#aborter.abort(this.#aborted);
    }
    return this.#aborter.signal;
  }

  // A getter of a function instead of a method, so that it works without the context before it.
  get progress(): AttemptContext["progress"] {
    return (fraction, message) => {
      const reported = this.#report(fraction, message);
      // A rejection that nobody waits for must not end the process and all its jobs.
      reported.catch((error: unknown) => this.#host.reportFailed(this, error));
      return reported;
    };
  }

  get log(): AttemptContext["log"] {
    return (text) => {
      if (this.#over) return;
      this.#log ??= new AttemptLog();
      this.#log.add(String(text));
      this.#storing ??= this.#storeLog();
    };
  }

  /** Resolves when what the handler has logged is stored, or cannot be. */
  async logged(): Promise<void> {
    await this.#storing;
  }

  get enqueue(): AttemptContext["enqueue"] {
    return (type: string | JobDefinition, payload?: unknown, options: ChildOptions = {}) => {
      if (this.#over) throw this.#isOver();
      this.#children ??= new AttemptChildren(this.job, this.token);
      return this.#children.add(type, payload, options);
    };
  }

  get addSteps(): AttemptContext["addSteps"] {
    return (steps) => {
      if (this.#over) throw this.#isOver();
      const added = this.#added ?? new AttemptSteps();
      added.add(this.jobId, this.run, steps);
      this.#added = added;
    };
  }

  get run(): RunStep | undefined {
    return this.job.run;
  }

  get results(): StepResults {
    this.#results ??= new AttemptResults(this.job, this.#came, this.#host.source);
    return this.#results;
  }

  async #storeLog(): Promise<void> {
    // Later, so that lines which come together are sent together.
    await Promise.resolve();
    try {
      while (this.#log !== undefined && !this.#log.isEmpty) {
        await this.#host.keeper.log(this, this.#log.take());
      }
    } catch (error) {
      this.#host.reportFailed(this, error);
    } finally {
      this.#storing = undefined;
    }
  }

  async #report(fraction: number, message: string | undefined): Promise<void> {
    if (this.#over) throw this.#isOver();
    const progress = message === undefined ? { fraction } : { fraction, message };
    await this.#host.keeper.report(this, progress);
  }

  #isOver(): MillraceError {
    return new MillraceError("LEASE_LOST", `the attempt of job ${this.jobId} is over`);
  }

  /** Runs the handler. */
  start(handler: Handler): void {
    this.#started = true;
    const { timeoutMs } = this.job;
    if (timeoutMs !== undefined) {
      this.#stopTimer = this.#host.clock.setTimer(timeoutMs, () => this.#timeOut(timeoutMs));
      this.#host.keeper.limit(this, timeoutMs);
    }
    let returned: unknown;
    try {
      returned = handler(this.job, this);
    } catch (error) {
      this.#handlerEnded(outcomeOfError(error));
      return;
    }
    Promise.resolve(returned).then(
      (value) => this.#handlerEnded(outcomeOfValue(value)),
      (error: unknown) => this.#handlerEnded(outcomeOfError(error)),
    );
  }

  /** Asks the handler to stop; releases the job when the handler has not started. */
  cancel(): void {
    if (this.#started) this.#abort("cancel");
    else this.release();
  }

  lost(): void {
    this.#abort("lease-lost");
    this.#end(undefined);
  }

  /** Gives the job back, so that another worker can run it immediately. */
  release(): void {
    this.#abort("shutdown");
    this.#end({ kind: "released", started: this.#started });
  }

  #timeOut(timeoutMs: number): void {
    this.#abort("timeout");
    this.#end({ kind: "failed", message: `the attempt timed out after ${timeoutMs} ms` });
  }

  #abort(cause: AbortCause): void {
    if (this.#over || this.#aborted !== undefined) return;
    this.#aborted = new AttemptAborted(cause, ABORT_MESSAGES[cause]);
    this.#aborter?.abort(this.#aborted);
  }

  #handlerEnded(outcome: Outcome): void {
    if (this.#over) this.#host.endedLate(this);
    else if (outcome.kind === "completed") this.#end(this.#withWork(outcome));
    else this.#end(outcome);
  }

  /** A completion with what is to come of it. */
  #withWork(outcome: Outcome): Outcome {
    if (this.#children === undefined && this.#added === undefined) return outcome;
    return {
      ...(outcome as Extract<Outcome, { kind: "completed" }>),
      ...(this.#children && { enqueue: this.#children.requests }),
      ...(this.#added && { addSteps: this.#added.json }),
    };
  }

  #end(outcome: Outcome | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopTimer?.();
    this.#host.ended(this, outcome);
  }
}
