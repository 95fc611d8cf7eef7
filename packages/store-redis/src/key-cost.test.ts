import { randomUUID } from "node:crypto";
import type { EnqueueRequest, Lease } from "@millrace/core";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { RedisStore } from "./redis-store.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

// A Redis of its own, because it counts the commands of all who call it.
let server: RedisServer;
let redis: Redis;
beforeAll(async () => {
  if (REDIS_BINARY === undefined) return;
  server = await RedisServer.start();
  redis = server.redis;
});
afterAll(() => server?.[Symbol.asyncDispose]());
beforeEach(async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await redis.flushall();
});

const TYPE = "t";
const request = { types: [TYPE], leaseMs: 60_000, waitMs: 0, workerId: "w" };

function open(): { store: RedisStore; prefix: string } {
  const keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(server.url, { keyPrefix, partitions: 1 });
  onTestFinished(() => store.close());
  return { store, prefix: partitionPrefix(keyPrefix, 0) };
}

function jobs(count: number, keys: number, more: Partial<EnqueueRequest> = {}): EnqueueRequest[] {
  return Array.from({ length: count }, (_, i) => {
    return { type: TYPE, concurrencyKey: `tenant-${i % keys}`, ...more };
  });
}

async function complete(store: RedisStore, leases: readonly Lease[]): Promise<void> {
  await store.settle(
    leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
  );
}

/** How many commands Redis carries out for a call; that of a script counts for none itself. */
async function commandsOf(call: () => Promise<unknown>): Promise<number> {
  await redis.config("RESETSTAT");
  await call();
  const stats = await redis.info("commandstats");
  const OTHERS = ["evalsha", "eval", "time", "info", "config|resetstat", "ping"];
  let commands = 0;
  for (const [, name, calls] of stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) {
    if (name !== undefined && !OTHERS.includes(name)) commands += Number(calls);
  }
  return commands;
}

test("a lease of keyed jobs takes as many commands for few active keys as for many", async () => {
  const counts = [];
  for (const keys of [200, 2_500]) {
    await redis.flushall();
    const { store } = open();
    await store.queues.setLimits(TYPE, { keyMaxRunning: 5 });
    const all = jobs(5_000, keys);
    for (let i = 0; i < all.length; i += 1_000) await store.enqueue(all.slice(i, i + 1_000));
    await complete(store, await store.lease({ ...request, maxJobs: 100 }));
    let leases: readonly Lease[] = [];
    const leased = await commandsOf(async () => {
      leases = await store.lease({ ...request, maxJobs: 100 });
    });
    expect(leases).toHaveLength(100);
    counts.push([leased, await commandsOf(() => complete(store, leases))]);
  }
  const [few, many] = counts;
  expect(many).toEqual(few);
});

test("keys at their limit cost a lease no command, and throttled ones at most three, however many they are", async () => {
  const { store } = open();
  await store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
  const measure = async () => {
    await store.enqueue([{ type: TYPE, concurrencyKey: "other" }]);
    let leases: readonly Lease[] = [];
    const commands = await commandsOf(async () => {
      leases = await store.lease({ ...request, maxJobs: 1 });
    });
    expect(leases.map(({ job }) => job.concurrencyKey)).toEqual(["other"]);
    await complete(store, leases);
    return commands;
  };
  const park = async (from: number, to: number) => {
    const parked = jobs(to, to).slice(from);
    await store.enqueue(parked);
    const leases = await store.lease({ ...request, maxJobs: to - from });
    await store.enqueue(parked);
    // It finds out that all of them are full.
    expect(await store.lease({ ...request, maxJobs: to - from })).toEqual([]);
    return leases;
  };

  await park(0, 10);
  const few = await measure();
  const leases = await park(10, 500);
  expect(await measure()).toBe(few);
  const outcome = { kind: "throttled", retryAfterMs: 3_600_000, scope: "KEY" } as const;
  await store.settle(leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
  // Those ask when the first key may be served again, and look at what has waited for a time.
  expect(await measure()).toBeLessThanOrEqual(few + 3);
});

test("a key whose jobs have ended leaves nothing behind", async () => {
  const { store, prefix } = open();
  await store.queues.setLimits(TYPE, { keyMaxRunning: 2 });
  await store.enqueue(jobs(500, 250));
  for (let done = 0; done < 500; ) {
    const leases = await store.lease({ ...request, maxJobs: 100 });
    await complete(store, leases);
    done += leases.length;
  }
  const left = (await redis.keys(`${prefix}:*`)).map((key) => key.slice(prefix.length + 1));
  const ofKeys = left.filter((key) => /^(g|r|f|d|v|w|wb|h|hj|ks|lk):/.test(key));
  expect(ofKeys).toEqual([]);
});

test("an explanation takes at most 12 commands, whatever limits are set", async () => {
  const { store } = open();
  const rate = { limit: 3, periodMs: 60_000 };
  await store.queues.setLimits(TYPE, { maxRunning: 4, keyMaxRunning: 2, rate, keyRate: rate });
  await store.queues.setKeyLimits(TYPE, "tenant-0", { maxRunning: 1, weight: 2, rate });
  await store.enqueue(jobs(5, 1));
  await store.lease({ ...request, maxJobs: 5 });
  const [waits] = await store.enqueue(jobs(1, 1));
  if (waits === undefined || "error" in waits) throw new Error("no job");
  await store.queues.pause(TYPE, { reason: "deploy" });
  let kinds: string[] = [];
  const commands = await commandsOf(async () => {
    kinds = (await store.explain(waits.job.id)).reasons.map(({ kind }) => kind);
  });
  expect(kinds).toContain("KEY_FULL");
  expect(commands).toBeLessThanOrEqual(12);
});

test("a running job that was lost gives the slot of its key back, which is full because of it", async () => {
  const { store, prefix } = open();
  await store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
  await store.enqueue(jobs(2, 1));
  const [lost] = await store.lease({ ...request, leaseMs: 100, maxJobs: 1 });
  expect(await store.lease({ ...request, maxJobs: 1 })).toEqual([]);
  await redis.del(`${prefix}:j:${lost?.job.id}`);
  const lease = async () => (await store.lease({ ...request, maxJobs: 1 })).length;
  await expect.poll(lease, { timeout: 5_000 }).toBe(1);
});

test("a running job that was lost gives the slot of its key back, which gets jobs later", async () => {
  const { store, prefix } = open();
  await store.queues.setLimits(TYPE, { keyMaxRunning: 2 });
  await store.enqueue(jobs(2, 1));
  const [lost] = await store.lease({ ...request, leaseMs: 100, maxJobs: 1 });
  await store.lease({ ...request, maxJobs: 1 });
  await redis.del(`${prefix}:j:${lost?.job.id}`);
  const running = async () => {
    await store.lease({ ...request, maxJobs: 1 });
    return redis.zcard(`${prefix}:q:${TYPE}:RUNNING`);
  };
  await expect.poll(running, { timeout: 5_000 }).toBe(1);
  await store.enqueue(jobs(2, 1));
  expect(await store.lease({ ...request, maxJobs: 2 })).toHaveLength(1);
  expect(await redis.keys(`${prefix}:lk:*`)).toEqual([]);
});

test("running jobs that were lost give the slots of all of their keys back, by rounds of maintenance", async () => {
  const { store, prefix } = open();
  const KEYS = 700;
  await store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
  await store.enqueue(jobs(2 * KEYS, KEYS));
  // Those that are lost come behind all others in the order of the FULL keys.
  await store.lease({ ...request, maxJobs: KEYS - 5 });
  const leases = await store.lease({ ...request, leaseMs: 100, maxJobs: 5 });
  const lost = leases.map(({ job }) => job);
  expect(lost).toHaveLength(5);
  expect(await store.lease({ ...request, maxJobs: KEYS })).toEqual([]);
  await redis.del(...lost.map(({ id }) => `${prefix}:j:${id}`));
  const fullKeys = async () => {
    await store.maintain();
    const full = await redis.zrange(`${prefix}:f:${TYPE}`, "0", "-1");
    return lost.filter(({ concurrencyKey }) => full.includes(concurrencyKey ?? ""));
  };
  await expect.poll(fullKeys, { timeout: 5_000 }).toEqual([]);
  // The round that finds the last one need not be the last round.
  while ((await store.maintain()).more);
  expect(await redis.exists(`${prefix}:la:${TYPE}`)).toBe(0);
});
