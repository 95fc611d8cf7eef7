import { type Durability, type JobStore, MillraceError } from "@millrace/core";
import { expect } from "vitest";

const TYPE = "audited";
const LEASE_MS = 3_000;
const DRAINED_MS = 25_000;
/** What was acknowledged so shortly before a master crashed may not have reached its replica. */
export const REPLICATION_MS = 1_000;

/**
 * Producers and workers at work on a store, and the account of what they were told. Half of the producers
 * wait for replicas.
 */
export class LoadAudit implements AsyncDisposable {
  /** When each acknowledged job was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  /** Those among them that a replica had, as the answer said. */
  readonly replicated = new Set<string>();
  /** When each job was settled, as often as it was. */
  readonly settled = new Map<string, number[]>();
  readonly #producing = new AbortController();
  readonly #working = new AbortController();
  readonly #loops: Promise<void>[] = [];
  #failedCalls = 0;

  constructor(producer: JobStore, worker: JobStore) {
    for (let n = 0; n < 4; n++) {
      this.#loops.push(this.#produce(producer, n % 2 === 0 ? "STORED" : "REPLICATED"));
      this.#loops.push(this.#work(worker, `w${n}`));
    }
  }

  /** How many calls failed with UNAVAILABLE. */
  get failedCalls(): number {
    return this.#failedCalls;
  }

  /** Resolves when so many more jobs than now were acknowledged and settled. */
  async progress(jobs: number): Promise<void> {
    const target = this.settled.size + jobs;
    await expect.poll(() => this.settled.size, { timeout: DRAINED_MS }).toBeGreaterThan(target);
  }

  /** How many jobs a replica had that were acknowledged just before `time`. */
  replicatedJustBefore(time: number): number {
    const isJustBefore = (at = 0) => at <= time && time - at < REPLICATION_MS;
    return [...this.replicated].filter((id) => isJustBefore(this.acknowledged.get(id))).length;
  }

  /**
   * Ends the load and waits until every acknowledged job has finished. Without its replica's word for
   * it, a master can take jobs along that it acknowledged just before `masterLostAt`.
   */
  async drain(masterLostAt?: number): Promise<void> {
    this.#producing.abort();
    const mayBeLost = (id: string, at: number) =>
      masterLostAt !== undefined &&
      Math.abs(masterLostAt - at) < REPLICATION_MS &&
      !this.replicated.has(id);
    const missing = () =>
      [...this.acknowledged].flatMap(([id, at]) =>
        this.settled.has(id) || mayBeLost(id, at) ? [] : [id],
      );
    try {
      await expect.poll(missing, { timeout: DRAINED_MS }).toEqual([]);
    } finally {
      this.#working.abort();
    }
    await Promise.all(this.#loops);
  }

  /** Ends the load, also of a test that has failed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#producing.abort();
    this.#working.abort();
    await Promise.allSettled(this.#loops);
  }

  /** The jobs that were settled more than once. */
  get settledTwice(): string[] {
    return [...this.settled].flatMap(([id, times]) => (times.length > 1 ? [id] : []));
  }

  async #produce(store: JobStore, durability: Durability): Promise<void> {
    const backoff = { initialMs: 0, jitter: 0 };
    const request = { type: TYPE, maxAttempts: 100, backoff, durability };
    while (!this.#producing.signal.aborted) {
      const requests = Array.from({ length: 5 }, () => request);
      const results = await this.#unlessUnavailable(() => store.enqueue(requests));
      for (const result of results ?? []) {
        if ("error" in result) throw result.error;
        this.acknowledged.set(result.job.id, performance.now());
        if ((result.replicas ?? 0) > 0) this.replicated.add(result.job.id);
      }
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  async #work(store: JobStore, workerId: string): Promise<void> {
    const terms = { types: [TYPE], maxJobs: 10, leaseMs: LEASE_MS, waitMs: 500, workerId };
    const { signal } = this.#working;
    while (!signal.aborted) {
      const leases = await this.#unlessUnavailable(() => store.lease({ ...terms, signal }));
      if (leases === undefined || leases.length === 0) continue;
      const items = leases.map(({ job, token }) => {
        return { jobId: job.id, token, outcome: { kind: "completed" } as const };
      });
      let results = await this.#unlessUnavailable(() => store.settle(items));
      while (results === undefined && !signal.aborted) {
        results = await this.#unlessUnavailable(() => store.settle(items, { resend: true }));
      }
      results?.forEach((result, i) => {
        const { jobId } = items[i] as { jobId: string };
        if ("error" in result) return;
        this.settled.set(jobId, [...(this.settled.get(jobId) ?? []), performance.now()]);
      });
    }
  }

  async #unlessUnavailable<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) throw error;
      this.#failedCalls++;
      return undefined;
    }
  }
}
