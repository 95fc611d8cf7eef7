import { PgBoss } from "pg-boss";
import { inFlight } from "./in-flight.ts";
import { timestamp } from "./millrace-side.ts";
import type { RunningWorker, Side } from "./side.ts";

const QUEUE = "noop";
/** How many of its workers fetch batches side by side; more were no faster. */
const FETCHERS = 4;

interface Data {
  readonly text: string;
}

export class PgBossSide implements Side {
  readonly name = "pg-boss";
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  static async open(url: string): Promise<PgBossSide> {
    const boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
    boss.on("error", (error) => {
      throw error;
    });
    await boss.start();
    await boss.createQueue(QUEUE);
    return new PgBossSide(boss);
  }

  async addOneByOne(count: number, most: number, payload: Uint8Array): Promise<void> {
    const data = read(payload);
    await inFlight(count, most, () => this.#boss.send(QUEUE, data));
  }

  async addInBatches(
    count: number,
    batch: number,
    most: number,
    payload: Uint8Array,
  ): Promise<void> {
    const job = { data: read(payload) };
    await inFlight(count / batch, most, () =>
      this.#boss.insert(
        QUEUE,
        Array.from({ length: batch }, () => job),
      ),
    );
  }

  async addDelayed(delayMs: number): Promise<void> {
    const startAfter = new Date(Date.now() + delayMs);
    await this.#boss.send(QUEUE, read(timestamp(delayMs)), { startAfter });
  }

  /** `concurrency` is the size of its batches: it completes a batch at once. */
  async startWorker(
    concurrency: number,
    onStart: (payload: Uint8Array) => void,
    onDone: () => void,
  ): Promise<RunningWorker> {
    const options = {
      batchSize: concurrency,
      localConcurrency: FETCHERS,
      burstWhenBatchFull: true,
      pollingIntervalSeconds: 0.5,
    };
    await this.#boss.work<Data>(QUEUE, options, async (jobs) => {
      for (const { data } of jobs) {
        onStart(Buffer.from(data.text));
        onDone();
      }
    });
    return { stop: () => this.#boss.offWork(QUEUE) };
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

const read = (payload: Uint8Array): Data => ({ text: Buffer.from(payload).toString() });
