import type { Lease, Store } from "@millrace/core";
import { inFlight } from "./in-flight.ts";
import { PAYLOAD } from "./load.ts";

export const KEYED_TYPE = "keys";
const FILL_BATCH = 1_000;

/** Jobs of one queue, of so many concurrency keys in turn. */
export class KeyedLoad {
  readonly #store: Store;
  readonly #keys: number;
  readonly #name: string;
  #next = 0;

  /** Without keys for 0 of them. */
  constructor(store: Store, keys: number, name = "tenant") {
    this.#store = store;
    this.#keys = keys;
    this.#name = name;
  }

  /** Enqueues so many jobs by one call. */
  async enqueue(count: number): Promise<void> {
    await this.#store.enqueue(
      Array.from({ length: count }, () => {
        const concurrencyKey = `${this.#name}-${this.#next++ % this.#keys}`;
        return {
          ...{ type: KEYED_TYPE, payload: PAYLOAD },
          ...(this.#keys > 0 && { concurrencyKey }),
        };
      }),
    );
  }

  /** Enqueues many jobs fast. */
  async fill(count: number): Promise<void> {
    await inFlight(count / FILL_BATCH, 4, () => this.enqueue(FILL_BATCH));
  }

  /** Leases at most so many jobs. */
  lease(count: number): Promise<Lease[]> {
    const [types, leaseMs, waitMs] = [[KEYED_TYPE], 600_000, 0];
    return this.#store.lease({ types, maxJobs: count, leaseMs, waitMs, workerId: "bench" });
  }

  /** Leases and completes so many jobs, which must be there. */
  async complete(count: number): Promise<void> {
    const leases = await this.lease(count);
    if (leases.length < count) throw new Error(`${leases.length} of ${count} jobs were leased`);
    await this.#store.settle(
      leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
    );
  }
}
