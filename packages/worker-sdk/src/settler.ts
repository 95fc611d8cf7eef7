import {
  Batcher,
  type ChildRequest,
  type Clock,
  childBytes,
  DEFAULT_BATCH_SIZE,
  type ErrorCode,
  type JobSource,
  type Logger,
  MillraceError,
  type Outcome,
  type RetryDelay,
  retryDelayMs,
  type Settlement,
  type SettleResult,
  sendApart,
  sleep,
  Unsent,
} from "@millrace/core";
import { isOutage, type SourceHealth } from "./source-health.ts";

export interface SettlerOptions {
  readonly source: JobSource;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly health: SourceHealth;
  readonly logger: Logger;
}

const MAX_IN_FLIGHT = 4;
/**
 * How many bytes of results one call carries: all calls in flight must arrive over a slow connection
 * before they time out.
 */
const MAX_BYTES = 1024 * 1024;
const RETRY: RetryDelay = { minMs: 50, maxMs: 2_000 };

/** The codes by which a source says that it will never accept a settlement. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  "LEASE_LOST",
  "INVALID_ARGUMENT",
  "RESOURCE_EXHAUSTED",
  "DATA_LOSS",
]);

type Answer = SettleResult | Unsent;

/**
 * Settles leases in batches, and keeps an outcome until the source has answered for it: that it is
 * taken, that the lease is lost, or that it is refused. Any other error is no answer.
 *
 * - While the source serves nobody, a batch is sent again for as long as that takes, even when its leases
 *   have ended: only the source knows whether another worker has got the job.
 * - A batch that fails for another reason is sent in halves, until the settlement at fault is alone.
 * - A settlement that fails alone is sent again for the length of a lease.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #batches: Batcher<Settlement, Answer>;
  /** Settlements that have failed alone; they must not hold up the batches. */
  readonly #alone: Batcher<Settlement, SettleResult>;
  readonly #stopped = new AbortController();
  #waiting = 0;

  constructor(options: SettlerOptions) {
    this.#options = options;
    const { clock, source } = options;
    this.#batches = new Batcher(
      { sendBatch: (items) => this.#sendBatch(items) },
      {
        maxItems: source.batchSize ?? DEFAULT_BATCH_SIZE,
        maxInFlight: MAX_IN_FLIGHT,
        weigh: ({ outcome }) => bytesOf(outcome),
        maxWeight: MAX_BYTES,
        clock,
      },
    );
    this.#alone = new Batcher(
      { sendBatch: (items) => this.#send(items, true) },
      {
        maxItems: 1,
        maxInFlight: MAX_IN_FLIGHT,
        clock,
      },
    );
  }

  /** How many settlements have no answer yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Settles a lease with the next batch.
   *
   * @throws what the source has said last when it has no answer for this settlement in the length of
   *   a lease, or by the time that the settler is stopped.
   */
  async settle(settlement: Settlement): Promise<SettleResult> {
    this.#waiting++;
    try {
      const answer = await this.#batches.add(settlement);
      return isFinal(answer) ? answer : await this.#insist(settlement, answer.error);
    } finally {
      this.#waiting--;
    }
  }

  /** Gives up settlements without an answer: their leases expire by themselves. */
  stop(): void {
    this.#stopped.abort();
  }

  #sendBatch(items: readonly Settlement[]): Promise<readonly Answer[]> {
    return sendApart(
      items,
      (part, again) => this.#sendThroughOutages(part, again),
      () => this.#stopped.signal.aborted,
    );
  }

  async #sendThroughOutages(items: readonly Settlement[], again: boolean) {
    for (let failures = 0; ; ) {
      try {
        return await this.#send(items, again || failures > 0);
      } catch (error) {
        if (this.#stopped.signal.aborted || !isOutage(error)) throw error;
        this.#options.health.failed(error);
        await this.#pause(++failures);
      }
    }
  }

  /** Goes on with a settlement that has failed with `firstError`. */
  async #insist(settlement: Settlement, firstError: unknown): Promise<SettleResult> {
    const { clock, leaseMs, health, logger } = this.#options;
    const { signal } = this.#stopped;
    const endsAt = clock.now() + leaseMs;
    let error = firstError;
    for (let failures = 1; ; failures++) {
      if (signal.aborted) throw error;
      health.failedAlone(error);
      if (clock.now() >= endsAt && !isOutage(error)) throw error;
      if (failures === 1) {
        logger.warn(
          { jobId: settlement.jobId, err: error },
          "the source did not accept the outcome of a job; trying again until its lease ends",
        );
      }
      await this.#pause(failures);
      if (signal.aborted) throw error;
      const answer = await this.#alone
        .add(settlement)
        .catch((error: unknown): Answer => new Unsent(error));
      if (isFinal(answer)) return answer;
      error = answer.error;
    }
  }

  async #send(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]> {
    const { source, health } = this.#options;
    const results = await source.settle(items, { resend });
    if (results.length !== items.length) {
      throw new MillraceError(
        "INTERNAL",
        `the source has answered ${items.length} settlements with ${results.length} results`,
      );
    }
    health.answered();
    return results;
  }

  #pause(failures: number): Promise<void> {
    const { clock, random } = this.#options;
    return sleep(clock, retryDelayMs(failures, RETRY, random()), this.#stopped.signal);
  }
}

/** Whether the source has taken the settlement, or said that it never will. */
function isFinal(answer: Answer): answer is SettleResult {
  if ("status" in answer) return true;
  return answer.error instanceof MillraceError && REFUSALS.has(answer.error.code);
}

const NO_CHILDREN: readonly ChildRequest[] = [];

/** About as many as it has on the wire. */
function bytesOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case "completed": {
      let bytes = outcome.result?.length ?? 0;
      for (const child of outcome.enqueue ?? NO_CHILDREN) bytes += childBytes(child);
      return bytes + (outcome.addSteps?.length ?? 0);
    }
    case "failed":
      return outcome.message.length + (outcome.details?.length ?? 0);
    default:
      return 0;
  }
}
