import {
  type Clock,
  DEFAULT_BATCH_SIZE,
  type ErrorCode,
  type JobSource,
  MillraceError,
  type RetryDelay,
  retryDelayMs,
  sleep,
} from "@millrace/core";
import type { AttemptRunner } from "./attempt-runner.ts";
import type { SourceHealth } from "./source-health.ts";

export interface LeaserOptions {
  readonly source: JobSource;
  readonly types: readonly string[];
  /** Whether results are to come with the jobs of steps. Defaults to false. */
  readonly withResults?: boolean | undefined;
  readonly workerId: string;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly runner: AttemptRunner;
  readonly health: SourceHealth;
}

/** While one call is answered, the next one can be under way. */
const LEASE_CALLS = 2;
const WAIT_MS = 30_000;
/**
 * The errors that end a worker that has never had an answer: its configuration is probably wrong. A worker
 * that has had an answer keeps trying, because the cause will be corrected elsewhere.
 */
const FINAL_AT_FIRST: ReadonlySet<ErrorCode> = new Set([
  "INVALID_ARGUMENT",
  "FAILED_PRECONDITION",
  "NOT_FOUND",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
]);
const RETRY: RetryDelay = { minMs: 100, maxMs: 5_000 };

/** Leases jobs while the runner has room for them. */
export class Leaser {
  readonly #options: LeaserOptions;
  readonly #stop = new AbortController();
  readonly #endPauses = new Set<() => void>();
  #looping: Promise<void> | undefined;
  #turn = 0;
  /** How many jobs the calls under way ask for. */
  #asked = 0;

  constructor(options: LeaserOptions) {
    this.#options = options;
  }

  /**
   * Leases until it is stopped; the promise resolves then.
   *
   * @throws MillraceError when the source refuses the first calls for a reason that will not pass.
   */
  run(): Promise<void> {
    this.#looping ??= Promise.all(Array.from({ length: LEASE_CALLS }, () => this.#loop())).then(
      () => {},
    );
    return this.#looping;
  }

  /** Ends the wait for jobs. Idempotent. */
  stop(): void {
    this.#stop.abort();
    for (const endPause of this.#endPauses) endPause();
  }

  async #loop(): Promise<void> {
    const { runner, health, source, clock, random } = this.#options;
    const { batchSize = DEFAULT_BATCH_SIZE } = source;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const maxJobs = Math.min(runner.room - this.#asked, batchSize);
      if (maxJobs <= 0) {
        await this.#pauseUntil(runner.change());
        continue;
      }
      this.#asked += maxJobs;
      try {
        await this.#leaseInto(runner, maxJobs);
        health.answered();
        failures = 0;
      } catch (error) {
        const isMillrace = error instanceof MillraceError;
        if (!health.hasAnswered && isMillrace && FINAL_AT_FIRST.has(error.code)) throw error;
        health.failed(error);
        await sleep(clock, retryDelayMs(++failures, RETRY, random()), this.#stop.signal);
      } finally {
        this.#asked -= maxJobs;
      }
    }
  }

  async #leaseInto(runner: AttemptRunner, maxJobs: number): Promise<void> {
    const { source, leaseMs, workerId, withResults, clock } = this.#options;
    const { signal } = this.#stop;
    const types = this.#nextTypes();
    const request = { types, maxJobs, leaseMs, waitMs: WAIT_MS, workerId, withResults, signal };
    const leases = await source.lease(request);
    if (leases.length === 0) return;
    runner.accept(leases, clock.now());
  }

  /** The types, each call beginning with another one, so that none is always served last. */
  #nextTypes(): string[] {
    const { types } = this.#options;
    this.#turn = (this.#turn + 1) % types.length;
    return [...types.slice(this.#turn), ...types.slice(0, this.#turn)];
  }

  /** Waits for `event` or the stop. A race with a promise of the stop would keep every event. */
  async #pauseUntil(event: Promise<void>): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#endPauses.add(resolve);
    void event.then(resolve);
    await promise;
    this.#endPauses.delete(resolve);
  }
}
