import { RedisStore } from "@millrace/store-redis";
import { BullmqSide } from "./bullmq-side.ts";
import type { Figure } from "./figure.ts";
import { MillraceSide } from "./millrace-side.ts";
import type { Setting } from "./redis-scenarios.ts";
import type { RunningWorker, Side } from "./side.ts";
import { percentile } from "./statistics.ts";

/** So many jobs of each side go before, until its code is compiled. */
const WARM_UP = 1_000;
const PAUSE_MS = 5;

/**
 * From the call of enqueue to the start of the handler, the worker being idle. The sides take turns
 * job by job, because how soon an idle machine wakes up changes from minute to minute.
 */
export async function idleLatency({ probe, load }: Setting): Promise<Figure[]> {
  const latencies = { millrace: [] as number[], peer: [] as number[] };
  for (let round = 0; round < load.rounds; round++) {
    await probe.clear();
    const sides = {
      millrace: await IdleSide.start(new MillraceSide(new RedisStore(probe.url))),
      peer: await IdleSide.start(new BullmqSide(probe.url, "bare")),
    };
    for (let i = 0; i < WARM_UP + load.samples; i++) {
      for (const key of ["millrace", "peer"] as const) {
        const latency = await sides[key].runOne();
        if (i < WARM_UP) continue;
        latencies[key].push(latency);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
    for (const side of Object.values(sides)) await side.close();
  }
  return [0.5, 0.99].map((quantile) => ({
    name: `Idle latency p${quantile * 100}, enqueue to handler start`,
    unit: "ms",
    millrace: percentile(latencies.millrace, quantile),
    peer: percentile(latencies.peer, quantile),
    peerName: "BullMQ",
    bar: { kind: "at most", ratio: 0.5 },
    note: `one job of each side in turn, ${PAUSE_MS} ms apart; worker and producer in one process`,
  }));
}

/** A side with a worker that waits. */
class IdleSide {
  readonly #side: Side;
  #worker: RunningWorker | undefined;
  #onStart = () => {};

  private constructor(side: Side) {
    this.#side = side;
  }

  static async start(side: Side): Promise<IdleSide> {
    const idle = new IdleSide(side);
    idle.#worker = await side.startWorker(
      10,
      () => idle.#onStart(),
      () => {},
    );
    return idle;
  }

  /** Adds a job; how long it took until its handler started, in ms. */
  async runOne(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#onStart = () => resolve(performance.now());
    const payload = Buffer.from("{}");
    const addedAt = performance.now();
    await this.#side.addOneByOne(1, 1, payload);
    return (await promise) - addedAt;
  }

  async close(): Promise<void> {
    await this.#worker?.stop();
    await this.#side.close();
  }
}
