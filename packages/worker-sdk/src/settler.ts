import {
  Batcher,
  type Clock,
  DEFAULT_BATCH_SIZE,
  type JobSource,
  MillraceError,
  type Outcome,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import type { SourceHealth } from "./source-health.ts";

export interface SettlerOptions {
  readonly source: JobSource;
  readonly clock: Clock;
  readonly health: SourceHealth;
}

const MAX_IN_FLIGHT = 4;
/**
 * How many bytes of results one call brings: what is in flight must come through a thin line before
 * its calls are given up.
 */
const MAX_BYTES = 1024 * 1024;
const RETRY_MIN_MS = 50;
const RETRY_MAX_MS = 2_000;

/**
 * Settles leases in batches. A settlement whose answer was lost is sent again until the source
 * answers, which it does also when the lease has ended by then: no finished job is forgotten.
 */
export class Settler {
  readonly #options: SettlerOptions;
  readonly #batches: Batcher<Settlement, SettleResult>;
  readonly #stopped = new AbortController();
  #waiting = 0;

  constructor(options: SettlerOptions) {
    this.#options = options;
    this.#batches = new Batcher((items) => this.#send(items), {
      maxItems: options.source.batchSize ?? DEFAULT_BATCH_SIZE,
      maxInFlight: MAX_IN_FLIGHT,
      weigh: ({ outcome }) => bytesOf(outcome),
      maxWeight: MAX_BYTES,
      clock: options.clock,
    });
  }

  /** How many settlements have no answer yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Settles a lease with the next batch. Rejects when the settler was stopped before, or the source
   * fails with what no repetition mends.
   */
  async settle(settlement: Settlement): Promise<SettleResult> {
    this.#waiting++;
    try {
      return await this.#batches.add(settlement);
    } finally {
      this.#waiting--;
    }
  }

  /** Gives up what is not answered yet: the leases run out by themselves. */
  stop(): void {
    this.#stopped.abort();
  }

  async #send(items: readonly Settlement[]): Promise<SettleResult[]> {
    const { source, health } = this.#options;
    for (let failures = 0; ; failures++) {
      try {
        const results = await source.settle(items, { resend: failures > 0 });
        health.answered();
        return results;
      } catch (error) {
        if (this.#stopped.signal.aborted) throw error;
        health.failed(error);
        if (!isUnavailable(error)) throw error;
        await this.#wait(Math.min(RETRY_MIN_MS * 2 ** failures, RETRY_MAX_MS));
      }
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const { signal } = this.#stopped;
      const stopTimer = this.#options.clock.setTimer(ms, done);
      signal.addEventListener("abort", done);
      function done() {
        stopTimer();
        signal.removeEventListener("abort", done);
        resolve();
      }
    });
  }
}

/** About as many as it has on the wire. */
function bytesOf(outcome: Outcome): number {
  switch (outcome.kind) {
    case "completed":
      return outcome.result?.length ?? 0;
    case "failed":
      return outcome.message.length + (outcome.details?.length ?? 0);
    default:
      return 0;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof MillraceError && error.code === "UNAVAILABLE";
}
