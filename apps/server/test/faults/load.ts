import { setTimeout as wait } from "node:timers/promises";
import { type JobStore, MillraceError } from "@millrace/core";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { expect, vi } from "vitest";
import { audit, untilAllCompleted } from "./audit.ts";

const TYPE = "load";
const PRODUCERS = 3;
const WORKERS = 2;
const HANDLER_MS = 5;
/** How long a call of a store takes at most. */
const CALL_MS = 500;
const LEASE_MS = 1_000;
/** How many jobs each producer leaves unfinished before it waits. */
const WINDOW = 40;
const PATIENCE_MS = 20_000;
/** Far below the slow poll that covers lost wake-ups. */
const PROMPT_MS = 2_000;

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** One worker, and what it has told. */
interface Observed {
  readonly worker: Worker;
  completed: number;
}

/** Producers and workers on one Redis, each over connections of its own. */
export class Load implements AsyncDisposable {
  readonly acknowledged: string[] = [];
  /** How often a worker has said that it completed a job, by the job's id. */
  readonly #completions = new Map<string, number>();
  readonly #workers: Observed[] = [];
  readonly #stores: RedisStore[] = [];
  readonly #store: RedisStore;
  readonly #producers: Promise<void>[];
  #producing = true;

  constructor(url: string) {
    const open = () => {
      const store = new RedisStore(url, { timeoutMs: CALL_MS });
      this.#stores.push(store);
      return store;
    };
    this.#store = open();
    for (let i = 0; i < WORKERS; i++) this.#workers.push(this.#observe(open()));
    this.#producers = Array.from({ length: PRODUCERS }, () => this.#produce(open()));
  }

  /** Waits until the load has run for a while. */
  async untilBusy(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.start()));
    await this.untilAllComplete();
  }

  /** Waits until every worker has gone on for a while. */
  async untilAllComplete(): Promise<void> {
    const before = this.#workers.map(({ completed }) => completed);
    await poll(() => {
      this.#workers.forEach(({ completed }, i) => {
        expect(completed).toBeGreaterThanOrEqual((before[i] ?? 0) + 50);
      });
    });
  }

  /** Waits until calls have failed for longer than one of them, or a lease, lasts. */
  async outlast(what: "call" | "lease"): Promise<void> {
    const end = performance.now() + (what === "call" ? CALL_MS : LEASE_MS);
    do {
      await expect(this.#store.ping()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    } while (performance.now() < end);
  }

  /**
   * Waits until every worker is at work again by itself, ends the load, and checks that nothing was
   * lost or settled twice, and that a job that comes now is run at once.
   */
  async finish(): Promise<void> {
    await this.untilAllComplete();
    this.#producing = false;
    await Promise.all(this.#producers);
    const jobs = await untilAllCompleted(this.#store, TYPE);
    audit(jobs, this.acknowledged);
    await poll(() => expect(this.#completions.size).toBe(jobs.length));
    expect([...this.#completions].filter(([, times]) => times > 1)).toEqual([]);
    for (let i = 0; i < 2 * WORKERS; i++) await this.#expectPrompt();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#producing = false;
    await Promise.all(this.#workers.map(({ worker }) => worker.stop({ graceMs: 0 })));
    await Promise.all(this.#producers);
    await Promise.all(this.#stores.map((store) => store.close()));
  }

  #observe(source: RedisStore): Observed {
    const worker = new Worker(TYPE, () => wait(HANDLER_MS), {
      source,
      concurrency: 10,
      lease: LEASE_MS,
      logger: silent,
    });
    const observed: Observed = { worker, completed: 0 };
    worker.on("completed", ({ id }) => {
      observed.completed++;
      this.#completions.set(id, (this.#completions.get(id) ?? 0) + 1);
    });
    return observed;
  }

  async #produce(store: JobStore): Promise<void> {
    const mine: string[] = [];
    while (this.#producing) {
      try {
        mine.push(await this.#enqueue(store));
      } catch (error) {
        // Not acknowledged: whether the job is there is unknown.
        if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) throw error;
      }
      const oldest = mine.at(-WINDOW);
      while (this.#producing && oldest !== undefined && !this.#completions.has(oldest)) {
        await wait(2);
      }
    }
  }

  async #enqueue(store: JobStore): Promise<string> {
    const [result] = await store.enqueue([{ type: TYPE, backoff: { initialMs: 0, jitter: 0 } }]);
    if (result === undefined || "error" in result) throw result?.error;
    this.acknowledged.push(result.job.id);
    return result.job.id;
  }

  async #expectPrompt(): Promise<void> {
    const enqueuedAt = performance.now();
    const id = await this.#enqueue(this.#store);
    await poll(() => expect(this.#completions.has(id)).toBe(true));
    expect(performance.now() - enqueuedAt).toBeLessThan(PROMPT_MS);
  }
}

function poll(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 5 });
}
