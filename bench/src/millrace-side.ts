import type { Store } from "@millrace/core";
import { Worker } from "@millrace/worker";
import { inFlight } from "./in-flight.ts";
import type { RunningWorker, Side } from "./side.ts";

const TYPE = "bench";

export class MillraceSide implements Side {
  readonly name = "Millrace";
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async addOneByOne(count: number, most: number, payload: Uint8Array): Promise<void> {
    await inFlight(count, most, () => this.#store.enqueue([{ type: TYPE, payload }]));
  }

  async addInBatches(
    count: number,
    batch: number,
    most: number,
    payload: Uint8Array,
  ): Promise<void> {
    await inFlight(count / batch, most, () =>
      this.#store.enqueue(Array.from({ length: batch }, () => ({ type: TYPE, payload }))),
    );
  }

  async addDelayed(delayMs: number): Promise<void> {
    await this.#store.enqueue([{ type: TYPE, payload: timestamp(delayMs), delayMs }]);
  }

  async startWorker(
    concurrency: number,
    onStart: (payload: Uint8Array) => void,
    onDone: () => void,
  ): Promise<RunningWorker> {
    const worker = new Worker(TYPE, (job) => onStart(job.payload), {
      source: this.#store,
      concurrency,
    });
    worker.on("completed", onDone);
    await worker.start();
    return { stop: () => worker.stop() };
  }

  /** Leases so many jobs at once and completes them. */
  async completeBatch(count: number): Promise<void> {
    const leases = await this.#store.lease({
      types: [TYPE],
      maxJobs: count,
      leaseMs: 60_000,
      waitMs: 0,
      workerId: "bench",
    });
    if (leases.length < count) throw new Error(`${leases.length} of ${count} jobs were pending`);
    await this.#store.settle(
      leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
    );
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

/** A payload that says when the job is due, in ms since the process began. */
export function timestamp(delayMs: number): Uint8Array {
  return Buffer.from(`${performance.now() + delayMs}`);
}
