import type { Clock, JobSource, Lease, Outcome, SettleResult } from "@millrace/core";
import { Attempt, type AttemptHost } from "./attempt.ts";
import { AttemptRate } from "./attempt-rate.ts";
import type { Handlers } from "./handler.ts";
import type { LeaseKeeper } from "./lease-keeper.ts";
import type { Settler } from "./settler.ts";

/** Hears of attempts that have ended. */
export interface AttemptListener {
  /** An attempt was settled, or refused. */
  settled(attempt: Attempt, outcome: Outcome, result: SettleResult): void;
  /** An attempt's lease was lost before it could be settled. */
  lost(attempt: Attempt): void;
  /** An attempt has ended, but the source has not answered for its outcome. */
  unanswered(attempt: Attempt, error: unknown): void;
  /** A progress report was not stored. */
  reportFailed(attempt: Attempt, error: unknown): void;
  /** A handler has ended after its attempt was over. */
  endedLate(attempt: Attempt): void;
}

/** Measures attempts that run. */
export interface AttemptMeter {
  started(attempt: Attempt): void;
  /** Without an outcome, its lease is lost. */
  ended(attempt: Attempt, outcome: Outcome | undefined): void;
}

export interface AttemptRunnerOptions {
  readonly handlers: Handlers;
  readonly workerId: string;
  readonly concurrency: number;
  readonly leaseAhead: number;
  readonly clock: Clock;
  /** Where results of steps are read. */
  readonly source: JobSource;
  readonly keeper: LeaseKeeper;
  readonly settler: Settler;
  readonly listener: AttemptListener;
  /** Defaults to none. */
  readonly meter?: AttemptMeter | undefined;
}

/** Leasing stops while so many settlements wait for their answers. */
export const MAX_UNSETTLED = 2_000;

/** Runs attempts, at most `concurrency` at once, and settles them; the rest wait their turn. */
export class AttemptRunner implements AttemptHost {
  readonly clock: Clock;
  readonly keeper: LeaseKeeper;
  readonly source: JobSource;
  readonly workerId: string;
  readonly #options: AttemptRunnerOptions;
  readonly #running = new Set<Attempt>();
  /** Leased and not begun, the next one last. */
  #waiting: Attempt[] = [];
  readonly #rate: AttemptRate;
  /** The types whose queues have limits, by the last lease of each: nothing is leased ahead meanwhile. */
  readonly #limited = new Set<string>();
  readonly #settling = new Set<Promise<void>>();
  #draining = false;
  #changeListeners: (() => void)[] = [];

  constructor(options: AttemptRunnerOptions) {
    this.#options = options;
    this.clock = options.clock;
    this.keeper = options.keeper;
    this.source = options.source;
    this.workerId = options.workerId;
    this.#rate = new AttemptRate(options.clock);
  }

  /** How many attempts run. */
  get running(): number {
    return this.#running.size;
  }

  /** How many jobs to lease now. */
  get room(): number {
    const { concurrency, leaseAhead, settler } = this.#options;
    if (settler.waiting >= MAX_UNSETTLED) return 0;
    const free = concurrency - this.#running.size;
    const ahead = this.#limited.size > 0 ? 0 : Math.min(leaseAhead, this.#rate.ahead());
    // Half a reserve is left while the other half is fetched.
    if (free === 0 && this.#waiting.length > ahead / 2) return 0;
    return Math.max(0, free + ahead - this.#waiting.length);
  }

  /** Resolves when an attempt has begun, ended or been settled. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changeListeners.push(resolve);
    });
  }

  /** Takes over leases that came at `leasedAt`, by the worker's clock. */
  accept(leases: readonly Lease[], leasedAt: number): void {
    for (const { job, limited } of leases) {
      if (limited) this.#limited.add(job.type);
      else if (this.#limited.size > 0) this.#limited.delete(job.type);
    }
    const attempts = leases.map((lease) => new Attempt(lease, this));
    for (const attempt of attempts) this.keeper.keep(attempt, leasedAt);
    this.#waiting = [...attempts.reverse(), ...this.#waiting];
    if (this.#draining) this.#releaseWaiting();
    else this.#startNext();
  }

  /** Starts no more attempts, and releases those that have not started, later ones too. */
  drain(): void {
    this.#draining = true;
    this.#releaseWaiting();
  }

  /** Releases the last one first, so that the first one is at the front of its queue again. */
  #releaseWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const attempt of waiting) attempt.release();
  }

  /** Gives back what is running; its handlers' signals are aborted. */
  releaseRunning(): void {
    for (const attempt of this.#running) attempt.release();
  }

  /** Resolves when no handler runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await this.change();
  }

  /** Resolves when every settlement has its answer. */
  async settled(): Promise<void> {
    while (this.#settling.size > 0) await Promise.all(this.#settling);
  }

  ended(attempt: Attempt, outcome: Outcome | undefined): void {
    if (this.#running.delete(attempt)) {
      this.#rate.tick();
      this.#options.meter?.ended(attempt, outcome);
    }
    if (outcome === undefined) {
      this.keeper.forget(attempt);
      this.#options.listener.lost(attempt);
    } else {
      const settling = this.#settle(attempt, outcome).finally(() => {
        this.#settling.delete(settling);
        this.#signalChange();
      });
      this.#settling.add(settling);
    }
    this.#startNext();
  }

  reportFailed(attempt: Attempt, error: unknown): void {
    this.#options.listener.reportFailed(attempt, error);
  }

  endedLate(attempt: Attempt): void {
    this.#options.listener.endedLate(attempt);
  }

  async #settle(attempt: Attempt, outcome: Outcome): Promise<void> {
    const { settler, listener } = this.#options;
    const { jobId, token } = attempt;
    if (attempt.hasLogged) await attempt.logged();
    try {
      let result = await settler.settle({ jobId, token, outcome });
      let settled = outcome;
      if ("error" in result && result.error.code !== "LEASE_LOST") {
        settled = failureOf(outcome, result.error.message);
        result = await settler.settle({ jobId, token, outcome: settled });
      }
      this.keeper.forget(attempt);
      listener.settled(attempt, settled, result);
    } catch (error) {
      // The state of the job is unknown: if it is still leased, its lease must expire.
      this.keeper.forget(attempt);
      listener.unanswered(attempt, error);
    }
  }

  #startNext(): void {
    while (this.#running.size < this.#options.concurrency) {
      const attempt = this.#waiting.pop();
      if (attempt === undefined) break;
      if (attempt.over) continue;
      const handler = this.#options.handlers[attempt.job.type];
      if (handler === undefined) {
        attempt.release();
        continue;
      }
      this.#running.add(attempt);
      this.#options.meter?.started(attempt);
      attempt.start(handler);
    }
    this.#signalChange();
  }

  #signalChange(): void {
    const listeners = this.#changeListeners;
    this.#changeListeners = [];
    for (const listener of listeners) listener();
  }
}

/**
 * What a job fails with when its outcome itself was refused, by a limit say. One that had failed can
 * be tried again; the work of any other one is done and would be done again in vain.
 */
function failureOf(refused: Outcome, message: string): Outcome {
  return { kind: "failed", message, permanent: refused.kind !== "failed" || !!refused.permanent };
}
