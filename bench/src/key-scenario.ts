import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import type { Figure } from "./figure.ts";
import { KEYED_TYPE, KeyedLoad } from "./keyed-load.ts";
import type { RedisProbe } from "./redis-probe.ts";
import type { Setting } from "./redis-scenarios.ts";
import { median } from "./statistics.ts";

const BATCH = 100;
/** Jobs that come and go while so many keys are active. */
const JOBS = 20_000;
const KEYS = 1_000;
const PARKED = 100_000;
const LIMIT = 5;
const CONCURRENCY = 100;

const many = (count: number) => count.toLocaleString("en-US");
const perBatch = `batches of ${BATCH}, leased and completed ${BATCH} at a time`;

/** What concurrency keys cost on Redis, beside jobs without any. */
export async function concurrencyKeys(setting: Setting): Promise<Figure[]> {
  return [
    ...(await besidePlain(setting)),
    ...(await activeKeys(setting)),
    await parkedKeys(setting, "at their limit", parkAtLimit),
    await parkedKeys(setting, "throttled", parkThrottled),
    await idleKeys(setting),
  ];
}

/** Throughput of a worker, and Redis' processor time for a job, with limits and many keys. */
async function besidePlain({ probe, load }: Setting): Promise<Figure[]> {
  const rates = { keyed: [] as number[], plain: [] as number[] };
  const micros = { keyed: [] as number[], plain: [] as number[] };
  for (let round = 0; round <= load.rounds; round++) {
    for (const side of ["keyed", "plain"] as const) {
      await probe.clear();
      await using store = await open(probe);
      if (side === "keyed") await store.queues.setLimits(KEYED_TYPE, { keyMaxRunning: LIMIT });
      const jobs = new KeyedLoad(store, side === "keyed" ? KEYS : 0);
      const before = await probe.cpuMicros();
      for (let i = 0; i < load.jobs; i += BATCH) await jobs.enqueue(BATCH);
      const rate = await work(store, load.jobs);
      // In the first round the process compiles what it runs.
      if (round === 0) continue;
      rates[side].push(rate);
      micros[side].push(((await probe.cpuMicros()) - before) / load.jobs);
    }
  }
  const named = `${many(KEYS)} keys with a limit`;
  const note = `no-op jobs, concurrency ${CONCURRENCY}, at most ${LIMIT} of a key`;
  return [
    {
      name: `Process no-op jobs, ${named}`,
      unit: "jobs/s",
      millrace: median(rates.keyed),
      peer: median(rates.plain),
      peerName: "without keys",
      bar: { kind: "at least", ratio: 0.5 },
      note,
    },
    {
      name: `Redis CPU a job, enqueue to settled, ${named}`,
      unit: "µs",
      millrace: median(micros.keyed),
      peer: median(micros.plain),
      peerName: "without keys",
      bar: { kind: "at most", ratio: 2 },
      note: `${note}; enqueued in batches of ${BATCH}`,
    },
  ];
}

/** Jobs a second of one worker, for jobs that are there. */
async function work(store: RedisStore, count: number): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let done = 0;
  const worker = new Worker(KEYED_TYPE, () => {}, { source: store, concurrency: CONCURRENCY });
  worker.on("completed", () => {
    if (++done === count) resolve();
  });
  const start = performance.now();
  await worker.start();
  await promise;
  const ms = performance.now() - start;
  await worker.stop();
  return (count * 1_000) / ms;
}

/** Redis' processor time for a job while few and while very many keys have jobs that wait. */
async function activeKeys({ probe, load }: Setting): Promise<Figure[]> {
  const micros = new Map<number, number>();
  for (const keys of [10, KEYS, PARKED, load.keys]) {
    await probe.clear();
    await using store = await open(probe);
    const jobs = new KeyedLoad(store, keys);
    await jobs.fill(Math.max(10_000, keys));
    await probe.idle();
    micros.set(keys, await comeAndGo(probe, jobs, load.rounds));
  }
  await probe.clear();
  const [[, few = 0] = [], ...others] = micros;
  return others.map(([keys, millrace]) => ({
    name: `Redis CPU a job, ${many(keys)} and 10 active keys`,
    unit: "µs",
    millrace,
    peer: few,
    peerName: "with 10",
    bar: { kind: "at most", ratio: 1.3 },
    note: perBatch,
  }));
}

/** The same while very many keys have jobs that may not be leased. */
async function parkedKeys(
  { probe, load }: Setting,
  how: string,
  park: (store: RedisStore) => Promise<void>,
): Promise<Figure> {
  const measure = async (isParked: boolean) => {
    await probe.clear();
    await using store = await open(probe);
    await store.queues.setLimits(KEYED_TYPE, { keyMaxRunning: 1 });
    if (isParked) await park(store);
    const jobs = new KeyedLoad(store, KEYS);
    await jobs.fill(10_000);
    await probe.idle();
    return await comeAndGo(probe, jobs, load.rounds);
  };
  const [millrace, peer] = [await measure(true), await measure(false)];
  await probe.clear();
  return {
    name: `Redis CPU a job, ${many(PARKED)} keys ${how} beside`,
    unit: "µs",
    millrace,
    peer,
    peerName: "without them",
    bar: { kind: "at most", ratio: 1.1 },
    note: `${many(KEYS)} keys with jobs, ${perBatch}`,
  };
}

/** One job of each key runs, which is its limit, and one waits. */
async function parkAtLimit(store: RedisStore): Promise<void> {
  const jobs = new KeyedLoad(store, PARKED, "parked");
  await jobs.fill(2 * PARKED);
  // The first half begins jobs, the second one finds out that the keys are full.
  for (let i = 0; i < 2 * PARKED; i += BATCH) await jobs.lease(BATCH);
}

/** Each key was told to wait by its first job. */
async function parkThrottled(store: RedisStore): Promise<void> {
  const jobs = new KeyedLoad(store, PARKED, "parked");
  await jobs.fill(PARKED);
  const outcome = { kind: "throttled", retryAfterMs: 3_600_000, scope: "KEY" } as const;
  for (let i = 0; i < PARKED; i += BATCH) {
    const leases = await jobs.lease(BATCH);
    await store.settle(leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
  }
}

/** What Redis keeps of keys whose jobs have ended, besides these. */
async function idleKeys({ probe }: Setting): Promise<Figure> {
  const measure = async (keys: number) => {
    await probe.clear();
    await using store = await open(probe);
    await store.queues.setLimits(KEYED_TYPE, { keyMaxRunning: LIMIT });
    const jobs = new KeyedLoad(store, keys);
    for (let i = 0; i < PARKED; i += 1_000) {
      await jobs.enqueue(1_000);
      for (let done = 0; done < 1_000; done += BATCH) await jobs.complete(BATCH);
    }
    await probe.idle();
    return await probe.usedMemory();
  };
  const [one, each] = [await measure(KEYS), await measure(PARKED)];
  await probe.clear();
  return {
    name: "Memory that a key takes whose jobs have ended",
    unit: "B",
    millrace: Math.max(0, (each - one) / (PARKED - KEYS)),
    note: `${many(PARKED)} finished jobs of a key each, beside as many of ${many(KEYS)} keys`,
  };
}

/** Redis' processor time for a job, in µs: the median of the rounds. */
async function comeAndGo(probe: RedisProbe, jobs: KeyedLoad, rounds: number): Promise<number> {
  const micros = [];
  for (let round = 0; round <= rounds; round++) {
    const before = await probe.cpuMicros();
    for (let i = 0; i < JOBS; i += BATCH) {
      await jobs.enqueue(BATCH);
      await jobs.complete(BATCH);
    }
    if (round > 0) micros.push(((await probe.cpuMicros()) - before) / JOBS);
  }
  return median(micros);
}

async function open(probe: RedisProbe) {
  const store = new RedisStore(probe.url);
  await store.ready();
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}
