import { EventEmitter } from "node:events";
import { Logger, makeWorkerUtils, run, type WorkerEvents, type WorkerUtils } from "graphile-worker";
import { inFlight } from "./in-flight.ts";
import { timestamp } from "./millrace-side.ts";
import type { RunningWorker, Side } from "./side.ts";

const TASK = "noop";
/** How many jobs its pool takes at once; larger ones were no faster. */
const LOCAL_QUEUE = 500;

const silent = new Logger(() => () => {});

export class GraphileSide implements Side {
  readonly name = "graphile-worker";
  readonly #url: string;
  readonly #utils: WorkerUtils;

  private constructor(url: string, utils: WorkerUtils) {
    this.#url = url;
    this.#utils = utils;
  }

  static async open(url: string): Promise<GraphileSide> {
    const utils = await makeWorkerUtils({ connectionString: url, logger: silent });
    await utils.migrate();
    return new GraphileSide(url, utils);
  }

  async addOneByOne(count: number, most: number, payload: Uint8Array): Promise<void> {
    const data = read(payload);
    await inFlight(count, most, () => this.#utils.addJob(TASK, data));
  }

  async addInBatches(
    count: number,
    batch: number,
    most: number,
    payload: Uint8Array,
  ): Promise<void> {
    const job = { identifier: TASK, payload: read(payload) };
    await inFlight(count / batch, most, () =>
      this.#utils.addJobs(Array.from({ length: batch }, () => job)),
    );
  }

  async addDelayed(delayMs: number): Promise<void> {
    const runAt = new Date(Date.now() + delayMs);
    await this.#utils.addJob(TASK, read(timestamp(delayMs)), { runAt });
  }

  async startWorker(
    concurrency: number,
    onStart: (payload: Uint8Array) => void,
    onDone: () => void,
  ): Promise<RunningWorker> {
    const events: WorkerEvents = new EventEmitter();
    events.on("job:complete", onDone);
    const runner = await run({
      logger: silent,
      noHandleSignals: true,
      events,
      taskList: { [TASK]: (payload) => onStart(write(payload)) },
      preset: {
        worker: {
          connectionString: this.#url,
          concurrentJobs: concurrency,
          localQueue: { size: Math.max(LOCAL_QUEUE, concurrency + 1) },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
    return { stop: () => runner.stop() };
  }

  async close(): Promise<void> {
    await this.#utils.release();
  }
}

// Its payloads are JSON.
const read = (payload: Uint8Array): { text: string } => ({ text: Buffer.from(payload).toString() });
const write = (payload: unknown) => Buffer.from((payload as { text: string }).text);
