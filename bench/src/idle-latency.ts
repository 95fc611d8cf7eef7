import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Figure } from "./figure.ts";
import type { Setting } from "./redis-scenarios.ts";
import { openRedisSide, type SideKey } from "./redis-sides.ts";
import type { RunningWorker, Side } from "./side.ts";
import { percentile } from "./statistics.ts";

/** Where the worker runs: where the producer does, or in a process of its own. */
const PLACES = ["one process", "two processes"] as const;
type Place = (typeof PLACES)[number];

/** So many jobs of each side go before, until its code is compiled. */
const WARM_UP = 1_000;
const PAUSE_MS = 5;
const CONCURRENCY = 10;

/**
 * From the call of enqueue to the start of the handler, the worker being idle. The sides take turns
 * job by job, because how soon an idle machine wakes up changes from minute to minute.
 */
export async function idleLatency(setting: Setting): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const place of PLACES) figures.push(...(await latencyIn(place, setting)));
  return figures;
}

async function latencyIn(place: Place, { probe, load }: Setting): Promise<Figure[]> {
  const latencies = { millrace: [] as number[], peer: [] as number[] };
  for (let round = 0; round < load.rounds; round++) {
    await probe.clear();
    const sides = {
      millrace: await IdleSide.start("millrace", probe.url, place),
      peer: await IdleSide.start("peer", probe.url, place),
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
    name: `Idle latency p${quantile * 100}, enqueue to handler start, ${place}`,
    unit: "ms",
    millrace: percentile(latencies.millrace, quantile),
    peer: percentile(latencies.peer, quantile),
    peerName: "BullMQ",
    ...(place === "one process" && { bar: { kind: "at most", ratio: 0.5 } as const }),
    note: `one job of each side in turn, ${PAUSE_MS} ms apart; worker and producer in ${place}`,
  }));
}

/** A side with a worker that waits. */
class IdleSide {
  readonly #side: Side;
  #worker: RunningWorker | undefined;
  #onStart: (at: number) => void = () => {};

  private constructor(side: Side) {
    this.#side = side;
  }

  static async start(key: SideKey, url: string, place: Place): Promise<IdleSide> {
    const idle = new IdleSide(openRedisSide(key, url));
    const onStart = (at: number) => idle.#onStart(at);
    idle.#worker =
      place === "one process"
        ? await startIdleWorker(idle.#side, onStart)
        : await forkIdleWorker(key, url, onStart);
    return idle;
  }

  /** Adds a job; how long it took until its handler started, in ms. */
  async runOne(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#onStart = resolve;
    const payload = Buffer.from("{}");
    const addedAt = monotonicMs();
    await this.#side.addOneByOne(1, 1, payload);
    return (await promise) - addedAt;
  }

  async close(): Promise<void> {
    await this.#worker?.stop();
    await this.#side.close();
  }
}

/** Starts a worker that tells when each handler starts. */
export async function startIdleWorker(
  side: Side,
  onStart: (at: number) => void,
): Promise<RunningWorker> {
  return side.startWorker(
    CONCURRENCY,
    () => onStart(monotonicMs()),
    () => {},
  );
}

async function forkIdleWorker(
  key: SideKey,
  url: string,
  onStart: (at: number) => void,
): Promise<RunningWorker> {
  const child: ChildProcess = fork(new URL("./idle-worker.ts", import.meta.url), [key, url], {
    execArgv: ["--conditions=@millrace/source"],
  });
  await once(child, "message");
  child.on("message", onStart);
  return {
    stop: async () => {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

/** A time that all processes of a machine count from the same moment, unlike `performance.now()`. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
