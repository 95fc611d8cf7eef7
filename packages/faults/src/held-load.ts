import { setTimeout as wait } from "node:timers/promises";
import type { Job } from "@millrace/core";
import { type Access, ifAnswered } from "./access.ts";
import type { Start } from "./start.ts";

/** Jobs of a key in strict order, past which none goes while one waits for its retry, or has failed for good. */
export const HELD_TYPE = "held";
export const HALTED_TYPE = "halted";
export const HELD_TYPES = [HELD_TYPE, HALTED_TYPE] as const;
/** With what handlers fail that are to. */
export const PLANNED_FAILURE = "as it is to";

const KEYS = ["a", "b"];
/** One in so many jobs fails in its first attempt. */
const FAILING_SHARE = 4;
const BACKOFF = { initial: 30, jitter: 0 };
const ROUND_MS = 100;

/** A producer of jobs in strict order per key, some of which fail, and an operator who retries what has failed for good. */
export class HeldLoad {
  readonly #access: Access;
  /** The load's jobs that were acknowledged, and when, by `performance.now()`. */
  readonly #acknowledged: Map<string, number>;
  #enqueued = 0;

  private constructor(access: Access, acknowledged: Map<string, number>) {
    this.#access = access;
    this.#acknowledged = acknowledged;
  }

  static async open(access: Access, acknowledged: Map<string, number>): Promise<HeldLoad> {
    const { queues } = access.client;
    await queues.setLimits(HELD_TYPE, { keyMaxRunning: 1, keyOnFailure: "HOLD" });
    await queues.setLimits(HALTED_TYPE, { keyMaxRunning: 1, keyOnFailure: "HALT" });
    return new HeldLoad(access, acknowledged);
  }

  /** Enqueues until `signal` is aborted: the next job of a key once the one before was answered, or was not. */
  async produce(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const each = HELD_TYPES.flatMap((type) => KEYS.map((key) => this.#enqueue(type, key)));
      await Promise.all([...each, this.retryFailed(), wait(ROUND_MS)]);
    }
  }

  /** Retries what has failed for good, which has its key go on. */
  async retryFailed(): Promise<void> {
    const { client } = this.#access;
    const query = { type: HALTED_TYPE, statuses: ["FAILED" as const], pageSize: 100 };
    const failed = (await ifAnswered(client.listPage(query)))?.jobs ?? [];
    for (const { id, sequence } of failed) {
      // Whoever asks again after an answer that was lost finds it moved on.
      await ifAnswered(client.retry(id, { ifSequence: sequence }).catch(unlessMoved));
    }
  }

  async #enqueue(type: string, key: string): Promise<void> {
    const fails = this.#enqueued++ % FAILING_SHARE === 0;
    const options = { key, backoff: BACKOFF };
    const enqueued = this.#access.client.enqueue(type, { fails }, options);
    const answer = await ifAnswered(enqueued);
    if (answer !== undefined) this.#acknowledged.set(answer.job.id, performance.now());
  }
}

function unlessMoved(error: unknown): void {
  if ((error as { readonly code?: string }).code !== "FAILED_PRECONDITION") throw error;
}

/** What must not be, and when it was seen, by `performance.now()`. */
export interface Breach {
  readonly what: string;
  readonly at: number;
}

/** For each start of a job before one had ended that was made before it, with the same key. */
export function brokenOrders(jobs: readonly Job[], starts: readonly Start[]): Breach[] {
  const startsOf = Map.groupBy(starts, ({ id }) => id);
  const held = jobs.filter(({ type }) => HELD_TYPES.some((other) => other === type));
  const byKey = Map.groupBy(held, ({ type, concurrencyKey }) => `${type} ${concurrencyKey}`);
  return [...byKey].flatMap(([key, ofKey]) => {
    let ended = 0;
    return ofKey
      .toSorted((a, b) => a.createdAt - b.createdAt)
      .flatMap(({ id, finishedAt = 0 }) => {
        const early = (startsOf.get(id) ?? []).filter(({ at }) => at < ended);
        const before = ended;
        ended = Math.max(ended, finishedAt);
        return early.map(({ at }) => ({
          what: `${id} of ${key} has started ${before - at} ms before those ahead of it had ended`,
          at: at - performance.timeOrigin,
        }));
      });
  });
}
