import { RedisStore } from "@millrace/store-redis";
import type { Figure } from "./figure.ts";
import { inFlight } from "./in-flight.ts";
import { MillraceSide } from "./millrace-side.ts";
import type { RedisProbe } from "./redis-probe.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";
import {
  BullmqFlows,
  MillraceWorkflows,
  type RunShape,
  stepsOf,
  type WorkflowSide,
} from "./workflow-sides.ts";

const FAN: RunShape = { width: 10, length: 2 };
const CHAIN: RunShape = { width: 0, length: 10 };
const LONG_CHAIN: RunShape = { width: 0, length: 100 };
const CONCURRENCIES = [100, 500];
const STARTS_IN_FLIGHT = 200;

/** Steps a second of many runs, and what one step after the other takes. */
export async function workflows(setting: Setting): Promise<Figure[]> {
  return [
    await throughput(setting, FAN, "runs of 10 steps and one that waits for them"),
    await throughput(setting, CHAIN, "runs of 10 steps one after the other"),
    await chainLatency(setting),
  ];
}

async function throughput({ probe, load }: Setting, shape: RunShape, of: string): Promise<Figure> {
  const runs = Math.round(load.jobs / stepsOf(shape));
  const best = { millrace: 0, peer: 0 };
  for (const concurrency of CONCURRENCIES) {
    const measured = { millrace: [] as number[], peer: [] as number[] };
    // A first round does not count.
    for (let round = 0; round <= load.rounds; round++) {
      for (const key of ["millrace", "peer"] as const) {
        await probe.clear();
        const rate = await stepRate(await open(key, probe, shape), { shape, runs, concurrency });
        if (round > 0) measured[key].push(rate);
      }
    }
    for (const key of ["millrace", "peer"] as const) {
      best[key] = Math.max(best[key], median(measured[key]));
    }
  }
  return {
    name: `Steps of workflows, ${of}`,
    unit: "steps/s",
    ...best,
    peerName: "BullMQ's flows",
    bar: { kind: "at least", ratio: 3 },
    note: `from the first start to the last step; each at its best of concurrency ${CONCURRENCIES.join(" and ")}`,
  };
}

function open(key: "millrace" | "peer", { url }: RedisProbe, shape: RunShape) {
  return key === "millrace" ? MillraceWorkflows.open(url, shape) : new BullmqFlows(url, shape);
}

interface Amount {
  readonly shape: RunShape;
  readonly runs: number;
  readonly concurrency: number;
}

/** Steps a second, of runs that are started while a worker works. */
async function stepRate(side: WorkflowSide, { shape, runs, concurrency }: Amount): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const steps = runs * stepsOf(shape);
  let begun = 0;
  const worker = await side.startWorker(concurrency, () => {
    if (++begun === steps) resolve();
  });
  const start = performance.now();
  await inFlight(runs, STARTS_IN_FLIGHT, () => side.startRun());
  await promise;
  const elapsedMs = performance.now() - start;
  await worker.stop();
  await side.close();
  return (steps * 1_000) / elapsedMs;
}

/** What a step of a chain takes, beside a job that is enqueued when the one before has been handled. */
async function chainLatency({ probe, load }: Setting): Promise<Figure> {
  const steps: number[] = [];
  const jobs: number[] = [];
  for (let round = 0; round <= load.rounds; round++) {
    await probe.clear();
    const step = await timeOfStep(probe.url);
    await probe.clear();
    const job = await timeOfJob(probe.url);
    if (round === 0) continue;
    steps.push(step);
    jobs.push(job);
  }
  return {
    name: `A step of a chain of ${LONG_CHAIN.length}, from its start to that of the next`,
    unit: "ms",
    millrace: median(steps),
    peer: median(jobs),
    peerName: "a plain job, enqueued when the one before has completed",
    bar: { kind: "at most", ratio: 2 },
    note: "one run at a time, 10 runs a round; worker and producer in one process",
  };
}

const CHAINS = 10;

async function timeOfStep(url: string): Promise<number> {
  const side = await MillraceWorkflows.open(url, LONG_CHAIN);
  let begun = 0;
  let next = Promise.withResolvers<void>();
  const worker = await side.startWorker(10, () => {
    if (++begun % LONG_CHAIN.length === 0) next.resolve();
  });
  const start = performance.now();
  for (let i = 0; i < CHAINS; i++) {
    next = Promise.withResolvers<void>();
    await side.startRun();
    await next.promise;
  }
  const elapsedMs = performance.now() - start;
  await worker.stop();
  await side.close();
  return elapsedMs / begun;
}

async function timeOfJob(url: string): Promise<number> {
  const side = new MillraceSide(new RedisStore(url));
  const payload = Buffer.from("{}");
  const count = CHAINS * LONG_CHAIN.length;
  let next = Promise.withResolvers<void>();
  const worker = await side.startWorker(
    10,
    () => {},
    () => next.resolve(),
  );
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    next = Promise.withResolvers<void>();
    await side.addOneByOne(1, 1, payload);
    await next.promise;
  }
  const elapsedMs = performance.now() - start;
  await worker.stop();
  await side.close();
  return elapsedMs / count;
}
