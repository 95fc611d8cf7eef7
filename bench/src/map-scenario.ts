import { silentLogger } from "@millrace/core";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import { runsOf } from "@millrace/workflow";
import type { Figure } from "./figure.ts";
import type { RedisProbe } from "./redis-probe.ts";
import type { Setting } from "./redis-scenarios.ts";
import { RpcServerProcess } from "./rpc-server-process.ts";

const TYPE = "item";
const FEW = 10_000;
const MANY = 100_000;
/** How many items are under way at once. */
const WINDOW = 500;
/** How many items are handled between two looks at the memory. */
const LOOK_EVERY = 2_000;
const MIB = 1024 * 1024;

/** The most that was used at any look, in bytes. */
interface Peaks {
  redis: number;
  server: number;
  worker: number;
}

/** What a map over many items takes of memory, beside one over fewer: a worker over a server, a Redis below. */
export async function largeMap({ probe }: Setting): Promise<Figure[]> {
  // What compiles code and grows pools does not count.
  await peaksOf(probe, FEW);
  const few = await peaksOf(probe, FEW);
  const many = await peaksOf(probe, MANY);
  const [fewer, more] = [FEW, MANY].map((count) => count.toLocaleString("en-US"));
  return (["redis", "server", "worker"] as const).map((where) => ({
    name: `Memory during a map of ${more} items, ${NAMES[where]}`,
    unit: "MiB",
    millrace: many[where] / MIB,
    peer: few[where] / MIB,
    peerName: `a map of ${fewer}`,
    note: `the most at a look every ${LOOK_EVERY} items, ${WINDOW} at once; of Redis what came since the start`,
  }));
}

const NAMES = {
  redis: "Redis",
  server: "heap of the server",
  worker: "heap of the worker",
} as const;

async function peaksOf(probe: RedisProbe, items: number): Promise<Peaks> {
  await probe.clear();
  await using server = await RpcServerProcess.start(["millrace", probe.url]);
  const store = new RedisStore(probe.url);
  const runs = runsOf(store);
  const map = { over: "input.items", max_items: items, max_running: WINDOW };
  await runs.put({ name: "large", schema: 1, steps: { each: { map, type: TYPE } } });
  const before = await probe.usedMemory();
  const peaks: Peaks = { redis: 0, server: 0, worker: 0 };
  let handled = 0;
  let look = Promise.resolve();
  const lookAtMemory = async () => {
    peaks.redis = Math.max(peaks.redis, (await probe.usedMemory()) - before);
    peaks.server = Math.max(peaks.server, (await server.use()).heapBytes);
    peaks.worker = Math.max(peaks.worker, usedHeap());
  };
  const worker = new Worker(
    TYPE,
    () => {
      if (++handled % LOOK_EVERY === 0) look = look.then(lookAtMemory);
      return handled;
    },
    { url: `http://127.0.0.1:${server.port}`, concurrency: WINDOW, logger: silentLogger },
  );
  await worker.start();
  const input = { items: Array.from({ length: items }, (_, i) => i) };
  const { run } = await runs.start("large", { input });
  let status = run.status;
  while (status === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 500));
    status = (await runs.get(run.id)).status;
  }
  if (status !== "COMPLETED" || handled !== items) {
    throw new Error(`the run has ${status} after ${handled} items`);
  }
  await look;
  await worker.stop();
  await store.close();
  return peaks;
}

/** After a collection of garbage where the process lets it be asked for. */
function usedHeap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
