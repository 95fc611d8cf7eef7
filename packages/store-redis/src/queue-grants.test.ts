import { randomUUID } from "node:crypto";
import { type EnqueueRequest, type Lease, partitionOf, QueueTally } from "@millrace/core";
import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { Partitions } from "./partitions.ts";
import { RedisDriver } from "./redis-driver.ts";
import { RedisStore } from "./redis-store.ts";
import { Waiters } from "./waiters.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";
/** Of jobs whose worker is killed. */
const LOST = "lost";
const PARTITIONS = 8;
const LONG_MS = 600_000;
/** The lease of a worker that is about to be killed. */
const SHORT_MS = 50;

let redis: Redis;
let keyPrefix: string;
beforeAll(() => {
  redis = new Redis(url);
});
afterAll(() => redis.disconnect());
beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
});

function open(partitions = PARTITIONS): RedisStore {
  const store = new RedisStore(url as string, { keyPrefix, partitions });
  onTestFinished(() => store.close());
  return store;
}

/** The insides of a store, so that a call of it can end between any two steps. */
async function openPartitions(): Promise<Partitions> {
  const driver = new RedisDriver(url as string, { timeoutMs: 5_000 });
  const partitions = new Partitions(driver, {
    ...{ keyPrefix, waiters: new Waiters(() => {}), tally: new QueueTally() },
    ...{ atFirst: PARTITIONS, onLoss: () => {} },
  });
  onTestFinished(() => {
    partitions.close();
    driver.close();
  });
  await partitions.all();
  return partitions;
}

test("a job that was restored as it ran takes a grant, and leaves it by its end", async () => {
  const store = open();
  const [id] = await enqueue(store, 1);
  const [lease] = await store.lease({
    types: [TYPE],
    maxJobs: 1,
    leaseMs: LONG_MS,
    waitMs: 0,
    workerId: "w",
  });
  const job = await store.get(id as string);
  const [standing] = await store.archive.standings([job]);
  const done = { jobId: job.id, token: lease?.token ?? 0, outcome: { kind: "completed" } } as const;
  await store.settle([done]);
  await store.delete(job.id);
  await store.queues.setLimits(TYPE, { maxRunning: 1 });
  const others = await enqueue(store, 2);
  expect(await store.archive.restoreJobs([{ job, standing: standing ?? { token: 0 } }])).toEqual([
    "RESTORED",
  ]);
  const again = { types: [TYPE], maxJobs: 2, leaseMs: LONG_MS, waitMs: 0, workerId: "w" };
  expect(await store.lease(again)).toEqual([]);
  await store.settle([done]);
  const leases = await store.lease({ ...again, waitMs: 10_000 });
  expect(others).toContain(leases[0]?.job.id);
  expect(leases).toHaveLength(1);
});

/** Jobs of several partitions. */
async function enqueue(store: RedisStore, count: number, request: Partial<EnqueueRequest> = {}) {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const [result] = await store.enqueue([{ type: TYPE, ...request }]);
    if (result !== undefined && "job" in result) ids.push(result.job.id);
  }
  expect(ids).toHaveLength(count);
  expect(new Set(ids.map(partitionOf)).size).toBe(Math.min(count, PARTITIONS));
  return ids;
}

function lease(
  store: RedisStore,
  options: { types?: string[]; maxJobs?: number; leaseMs?: number; waitMs?: number } = {},
) {
  return store.lease({
    ...{ types: [TYPE], workerId: "w", maxJobs: 9, leaseMs: LONG_MS, waitMs: 0 },
    ...options,
  });
}

async function settle(store: RedisStore, leases: readonly Lease[]): Promise<void> {
  const outcome = { kind: "completed" } as const;
  const items = leases.map(({ job, token }) => ({ jobId: job.id, token, outcome }));
  for (const result of await store.settle(items)) expect(result).toEqual({ status: "COMPLETED" });
}

/** How many leases of all partitions have not ended, at one moment. */
const RUNNING = `
local clock, running = redis.call('TIME'), 0
local now = string.format('%d', clock[1] * 1000 + math.floor(clock[2] / 1000))
for _, key in ipairs(KEYS) do running = running + redis.call('ZCOUNT', key, '(' .. now, '+inf') end
return running`;

async function runningNow(): Promise<number> {
  const keys = Array.from({ length: PARTITIONS }, (_, number) => {
    return `${partitionPrefix(keyPrefix, number)}:q:${TYPE}:RUNNING`;
  });
  return Number(await redis.eval(RUNNING, keys.length, ...keys));
}

/** What the home of the queue keeps of grants, but for which partitions it has asked. */
async function grantsLeft(): Promise<number> {
  const leases = await redis.keys(`{${keyPrefix}:*}:grants:${TYPE}`);
  const calls = await redis.keys(`{${keyPrefix}:*}:grant-calls:${TYPE}`);
  const counts = await Promise.all([
    ...leases.map((key) => redis.zcard(key)),
    ...calls.map((key) => redis.hlen(key)),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

test("at no moment do more jobs run than the limit, though workers are killed at any step", async () => {
  const LIMIT = 4;
  const JOBS = 60;
  const stores = [open(), open(), open()] as const;
  await stores[0].queues.setLimits(TYPE, { maxRunning: LIMIT });
  const backoff = { initialMs: 0, maxMs: 0, multiplier: 1, jitter: 0 };
  await enqueue(stores[0], JOBS, { maxAttempts: 100, backoff });
  const partitions = await openPartitions();
  let done = 0;
  let turn = 0;
  const most: number[] = [];
  const work = async (store: RedisStore) => {
    while (done < JOBS) {
      turn++;
      // Killed when it has taken grants, and before it has told what for.
      if (turn % 29 === 0) await partitions.grants.take(TYPE, 1, SHORT_MS);
      const isKilled = turn % 7 === 0;
      const leaseMs = isKilled ? SHORT_MS : LONG_MS;
      // Waits, so that the one who settles gets its turn.
      const leases = await lease(store, { maxJobs: 2, leaseMs, waitMs: 5 });
      if (isKilled) continue;
      for (const each of leases) {
        await store.extend([{ jobId: each.job.id, token: each.token }], LONG_MS);
        await settle(store, [each]);
        done++;
      }
    }
  };
  const watch = async () => {
    while (done < JOBS) most.push(await runningNow());
  };
  await Promise.all([...stores.map(work), ...stores.map(work), watch()]);
  expect(Math.max(...most)).toBe(LIMIT);
  expect((await stores[0].queues.get(TYPE)).counts.COMPLETED.jobs).toBe(JOBS);
});

test("what is not used is given back at once, and wakes who waits for it", async () => {
  const store = open();
  await store.queues.setLimits(TYPE, { maxRunning: 2 });
  await enqueue(store, 3);
  const partitions = await openPartitions();
  const grant = await partitions.grants.take(TYPE, 5, LONG_MS);
  expect(grant).toMatchObject({ jobs: 2 });
  const { jobs, moreInMs } = await partitions.grants.take(TYPE, 5, LONG_MS);
  expect(jobs).toBe(0);
  expect(moreInMs).toBeGreaterThan(LONG_MS);
  const waiting = lease(store, { waitMs: 30_000 });
  expect(await lease(store)).toEqual([]);
  await partitions.grants.keep(grant, { leaseMs: LONG_MS, members: [], unsure: 0 });
  const leases = await waiting;
  expect(leases).toHaveLength(2);
  await settle(store, leases);
  expect(await lease(store)).toHaveLength(1);
  expect(await grantsLeft()).toBe(1);
});

test("grants that nobody tells of end by themselves, and count as starts of a rate", async () => {
  const store = open();
  await store.queues.setLimits(TYPE, { maxRunning: 1, rate: { limit: 2, periodMs: LONG_MS } });
  await enqueue(store, 3);
  const partitions = await openPartitions();
  expect(await partitions.grants.take(TYPE, 1, SHORT_MS)).toMatchObject({ jobs: 1 });
  const [first] = await lease(store, { waitMs: 30_000 });
  await settle(store, [first as Lease]);
  // One start is that of the job, the other may have been.
  expect(await lease(store)).toEqual([]);
  await store.queues.setLimits(TYPE, { maxRunning: 1 });
  expect(await lease(store)).toHaveLength(1);
});

test("what is used too late is refused, by the lease as by the extension", async () => {
  const store = open();
  await store.queues.setLimits(TYPE, { maxRunning: 2 });
  const [id] = await enqueue(store, 1);
  const partitions = await openPartitions();
  const home = await partitions.home(id as string);
  const request = { types: [TYPE], workerId: "w", maxJobs: 1, leaseMs: LONG_MS, waitMs: 0 };
  const jobs = new Map([[TYPE, 1]]);
  expect(await home.lease(request, { grants: { until: 1, jobs } })).toMatchObject({ leases: [] });
  const [{ token }] = (await lease(store)) as [Lease];
  const late = await home.extend([{ jobId: id as string, token }], LONG_MS, 1);
  expect(late).toEqual({ results: [undefined], ungranted: new Map([[0, TYPE]]) });
  const { leaseExpiresAt } = await store.get(id as string);
  expect(await store.extend([{ jobId: id as string, token }], 2 * LONG_MS)).toEqual(["OK"]);
  expect((await store.get(id as string)).leaseExpiresAt).toBeGreaterThan(leaseExpiresAt as number);
});

test("an extension keeps the slot, and one of a lost lease leaves none behind", async () => {
  const store = open();
  for (const type of [TYPE, LOST]) {
    await store.queues.setLimits(type, { maxRunning: 1 });
    await enqueue(store, 2, { type });
  }
  const [held] = (await lease(store, { leaseMs: SHORT_MS })) as [Lease];
  const item = { jobId: held.job.id, token: held.token };
  expect(await store.extend([item], LONG_MS)).toEqual(["OK"]);
  // When the slot of one that came later and was not extended is free, this one's would be, too.
  expect(await lease(store, { types: [LOST], leaseMs: SHORT_MS })).toHaveLength(1);
  await expect.poll(() => lease(store, { types: [LOST] }), { timeout: 10_000 }).toHaveLength(1);
  expect(await lease(store)).toEqual([]);
  await settle(store, [held]);
  expect(await store.extend([item], LONG_MS)).toEqual(["LEASE_LOST"]);
  expect(await grantsLeft()).toBe(0);
  expect(await lease(store)).toHaveLength(1);
});

test("what ran before the limit counts, whatever its partition, also when the home was emptied", async () => {
  const store = open();
  await enqueue(store, 9);
  const [first, ...others] = (await lease(store, { maxJobs: 6 })) as [Lease, ...Lease[]];
  await store.queues.setLimits(TYPE, { maxRunning: 6 });
  expect(await lease(store)).toEqual([]);
  const forgotten = await redis.keys(`{${keyPrefix}:*}:grants*:${TYPE}`);
  expect(forgotten).toHaveLength(2);
  await redis.del(forgotten);
  expect(await lease(open())).toEqual([]);
  await settle(store, [first]);
  expect(await lease(store)).toHaveLength(1);
  await settle(store, others);
  expect(await lease(store)).toHaveLength(2);
  expect(await grantsLeft()).toBe(3);
  await store.queues.setLimits(TYPE, {});
  expect(await redis.keys(`{${keyPrefix}:*}:grant*:${TYPE}`)).toEqual([]);
});

test("a limit goes on to hold as partitions are added", async () => {
  const old = open(1);
  await old.queues.setLimits(TYPE, { maxRunning: 2 });
  await old.enqueue([{ type: TYPE }, { type: TYPE }]);
  const leases = await lease(old, { maxJobs: 1 });
  const grown = open();
  await enqueue(grown, PARTITIONS);
  expect(await lease(grown)).toHaveLength(1);
  expect(await lease(old)).toEqual([]);
  await settle(grown, leases);
  expect(await lease(old)).toHaveLength(1);
  expect(await runningNow()).toBe(2);
});

test("a type that is named first goes first, though it has to wait for grants", async () => {
  const store = open();
  await store.queues.setLimits(TYPE, { maxRunning: 1 });
  await enqueue(store, PARTITIONS);
  for (let n = 0; n < 2 * PARTITIONS; n++) await store.enqueue([{ type: "other" }]);
  const one = { workerId: "w", maxJobs: 1, leaseMs: LONG_MS, waitMs: 0 };
  const types = [TYPE, "other"];
  const served: string[] = [];
  for (let n = 0; n < 3; n++) {
    served.push(...(await store.lease({ ...one, types })).map(({ job }) => job.type));
  }
  expect(served).toEqual([TYPE, "other", "other"]);
});

test("a completion that creates children gives its slot back", async () => {
  const store = open();
  await store.queues.setLimits(TYPE, { maxRunning: 1 });
  await enqueue(store, 2);
  const [parent] = (await lease(store)) as [Lease];
  const outcome = { kind: "completed", enqueue: [{ type: "child" }] } as const;
  const item = { jobId: parent.job.id, token: parent.token, outcome };
  expect(await store.settle([item])).toEqual([{ status: "COMPLETED" }]);
  expect(await grantsLeft()).toBe(0);
  expect(await lease(store)).toHaveLength(1);
});

test("a queue without limits takes no grants", async () => {
  const store = open();
  await enqueue(store, PARTITIONS);
  const leases = await lease(store);
  expect(leases).toHaveLength(PARTITIONS);
  await settle(store, leases);
  expect(await redis.keys(`{${keyPrefix}:*}:grant*`)).toEqual([]);
  expect(await redis.keys(`{${keyPrefix}:*}:c:*`)).toEqual([]);
});
