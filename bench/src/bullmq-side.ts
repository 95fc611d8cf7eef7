import { type JobsOptions, Queue, Worker } from "bullmq";
import { inFlight } from "./in-flight.ts";
import { timestamp } from "./millrace-side.ts";
import type { RunningWorker, Semantics, Side } from "./side.ts";

const QUEUE = "bench";

const OPTIONS: Record<Semantics, JobsOptions> = {
  bare: {},
  equal: {
    attempts: 4,
    backoff: { type: "exponential", delay: 2_000 },
    removeOnComplete: { age: 86_400 },
    removeOnFail: { age: 86_400 },
  },
};

export class BullmqSide implements Side {
  readonly name = "BullMQ";
  readonly #connection: { host: string; port: number };
  readonly #queue: Queue;
  readonly #options: JobsOptions;

  constructor(url: string, semantics: Semantics) {
    const { hostname, port } = new URL(url);
    this.#connection = { host: hostname, port: Number(port) };
    this.#queue = new Queue(QUEUE, { connection: this.#connection });
    this.#options = OPTIONS[semantics];
  }

  async addOneByOne(count: number, most: number, payload: Uint8Array): Promise<void> {
    const data = text(payload);
    await inFlight(count, most, () => this.#queue.add("noop", data, this.#options));
  }

  async addInBatches(
    count: number,
    batch: number,
    most: number,
    payload: Uint8Array,
  ): Promise<void> {
    const job = { name: "noop", data: text(payload), opts: this.#options };
    await inFlight(count / batch, most, () =>
      this.#queue.addBulk(Array.from({ length: batch }, () => job)),
    );
  }

  async addDelayed(delayMs: number): Promise<void> {
    await this.#queue.add("noop", text(timestamp(delayMs)), { ...this.#options, delay: delayMs });
  }

  async startWorker(
    concurrency: number,
    onStart: (payload: Uint8Array) => void,
    onDone: () => void,
  ): Promise<RunningWorker> {
    const worker = new Worker(QUEUE, async (job) => onStart(Buffer.from(job.data)), {
      connection: this.#connection,
      concurrency,
    });
    worker.on("completed", onDone);
    await worker.waitUntilReady();
    return { stop: () => worker.close() };
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }
}

/** BullMQ keeps data as JSON; a string is the smallest form that the payload has there. */
const text = (payload: Uint8Array) => Buffer.from(payload).toString();
