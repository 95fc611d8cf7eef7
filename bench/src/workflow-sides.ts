import { silentLogger } from "@millrace/core";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { type Runs, runsOf, type Steps } from "@millrace/workflow";
import { type FlowJob, FlowProducer, Worker as PeerWorker } from "bullmq";
import type { RunningWorker } from "./side.ts";

const TYPE = "step";

/** How the steps of a run depend on each other. */
export interface RunShape {
  /** How many steps begin at once, before one that waits for all; 0 for a chain. */
  readonly width: number;
  /** How many steps follow each other, of a chain. */
  readonly length: number;
}

/** One of the two that are compared, with runs of one shape. */
export interface WorkflowSide {
  startRun(): Promise<void>;
  /** Starts a worker that calls `onStep` as each step begins. */
  startWorker(concurrency: number, onStep: () => void): Promise<RunningWorker>;
  close(): Promise<void>;
}

export function stepsOf({ width, length }: RunShape): number {
  return width > 0 ? width + 1 : length;
}

export class MillraceWorkflows implements WorkflowSide {
  readonly #store: RedisStore;
  readonly #runs: Runs;

  private constructor(store: RedisStore) {
    this.#store = store;
    this.#runs = runsOf(store);
  }

  static async open(url: string, shape: RunShape): Promise<MillraceWorkflows> {
    const side = new MillraceWorkflows(new RedisStore(url));
    await side.#runs.put({ name: "bench", schema: 1, steps: millraceSteps(shape) });
    return side;
  }

  async startRun(): Promise<void> {
    await this.#runs.start("bench");
  }

  async startWorker(concurrency: number, onStep: () => void): Promise<RunningWorker> {
    const worker = new Worker(TYPE, () => onStep(), {
      source: this.#store,
      concurrency,
      logger: silentLogger,
    });
    await worker.start();
    return { stop: () => worker.stop() };
  }

  async close(): Promise<void> {
    await this.#store.close();
  }
}

export class BullmqFlows implements WorkflowSide {
  readonly #connection: { readonly host: string; readonly port: number };
  readonly #flow: FlowJob;
  readonly #producer: FlowProducer;

  constructor(url: string, shape: RunShape) {
    const { hostname, port } = new URL(url);
    this.#connection = { host: hostname, port: Number(port) };
    this.#flow = flowOf(shape);
    this.#producer = new FlowProducer({ connection: this.#connection });
  }

  async startRun(): Promise<void> {
    await this.#producer.add(this.#flow);
  }

  async startWorker(concurrency: number, onStep: () => void): Promise<RunningWorker> {
    const worker = new PeerWorker(TYPE, async () => onStep(), {
      connection: this.#connection,
      concurrency,
    });
    await worker.waitUntilReady();
    return { stop: () => worker.close() };
  }

  async close(): Promise<void> {
    await this.#producer.close();
  }
}

function millraceSteps({ width, length }: RunShape): Steps {
  const step = (after: string[]) => ({ type: TYPE, input: {}, ...(after.length > 0 && { after }) });
  if (width === 0) {
    const names = Array.from({ length }, (_, i) => `s${i}`);
    return Object.fromEntries(names.map((name, i) => [name, step(names.slice(i - 1, i))]));
  }
  const children = Array.from({ length: width }, (_, i) => `c${i}`);
  const steps = children.map((name) => [name, step([])] as const);
  return Object.fromEntries([...steps, ["parent", step(children)]]);
}

/** In BullMQ a job waits for its children: what comes last is at the root. */
function flowOf({ width, length }: RunShape): FlowJob {
  const job = (children: FlowJob[]): FlowJob => ({
    ...{ name: "step", queueName: TYPE, data: {} },
    ...(children.length > 0 && { children }),
  });
  if (width > 0) return job(Array.from({ length: width }, () => job([])));
  let last = job([]);
  for (let i = 1; i < length; i++) last = job([last]);
  return last;
}
