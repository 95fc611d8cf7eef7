import { randomUUID } from "node:crypto";
import { type EnqueueRequest, type RunJobRequest, runStepIds } from "@millrace/core";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";
const RETENTION_MS = 1_000;
/** What is left of a queue in which nothing is any more: two counters, of bounded size. */
const COUNTERS = ["back", "front"];
/** Whether the key holds what has happened, which has a lifetime of its own. */
const isCounter = (key: string) => COUNTERS.includes(key) || /^([nt]:|counted$)/.test(key);

const redis = new Redis(url);
let keyPrefix: string;
let store: RedisStore;

beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
  store = new RedisStore(url, { keyPrefix });
});
afterEach(() => store.close());
afterAll(() => redis.disconnect());

/** What follows the partition's prefix in the name of each key that there is. */
async function keys(): Promise<string[]> {
  const prefix = `{${keyPrefix}:0}:`;
  const found: string[] = [];
  for await (const page of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
    found.push(...(page as string[]));
  }
  return found.map((key) => key.slice(prefix.length)).sort();
}

/**
 * How long the keys of the only job are still kept, in ms; -1 for ever: its hash, the name its
 * idempotency key goes by, and its payload.
 */
async function lifetimes(): Promise<Record<string, number>> {
  const own = (await keys()).filter((key) => /^[jkp]:/.test(key));
  const kept = own.map(async (key) => [key[0], await redis.pttl(`{${keyPrefix}:0}:${key}`)]);
  return Object.fromEntries(await Promise.all(kept));
}
const FOR_EVER = { j: -1, k: -1, p: -1 };

const LARGE: EnqueueRequest = {
  type: TYPE,
  payload: new Uint8Array(100_000),
  idempotencyKey: "a key: with {braces}",
  retentionMs: RETENTION_MS,
};

async function enqueue(request: EnqueueRequest): Promise<string> {
  const [result] = await store.enqueue([request]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

async function finish(kind: "completed" | "failed" | "cancelled", id: string): Promise<void> {
  if (kind === "cancelled") {
    await store.cancel(id);
    return;
  }
  const request = { types: [TYPE], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const [lease] = await store.lease(request);
  if (lease === undefined) throw new Error("nothing was due");
  const outcome = { kind, message: "no", permanent: true };
  await store.settle([{ jobId: id, token: lease.token, outcome }]);
}

test.each(["completed", "failed", "cancelled"] as const)(
  "a job that is %s is kept with its payload and key for its retention, then nothing is left",
  async (kind) => {
    const id = await enqueue(LARGE);
    expect(await lifetimes()).toEqual(FOR_EVER);
    await finish(kind, id);
    const retained = await lifetimes();
    expect(Object.keys(retained)).toEqual(Object.keys(FOR_EVER));
    for (const lifetime of Object.values(retained)) {
      expect(lifetime).toBeGreaterThan(0);
      expect(lifetime).toBeLessThanOrEqual(RETENTION_MS);
    }
    expect((await store.get(id)).payload).toHaveLength(100_000);
    await vi.waitFor(
      async () => {
        await store.maintain();
        expect((await keys()).filter((key) => !isCounter(key))).toEqual([]);
      },
      { timeout: 10_000, interval: 20 },
    );
    await expect(store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    // The idempotency key is free again.
    expect(await enqueue({ ...LARGE, priority: 7 })).not.toBe(id);
  },
);

test("a job that is run again by hand is kept for as long as that takes", async () => {
  const id = await enqueue(LARGE);
  await finish("failed", id);
  await store.redrive(id);
  expect(await lifetimes()).toEqual(FOR_EVER);
});

test("deleted jobs leave nothing behind, in whatever status they were", async () => {
  const waiting = await enqueue({ ...LARGE, idempotencyKey: "waiting" });
  const scheduled = await enqueue({ ...LARGE, idempotencyKey: "scheduled", delayMs: 60_000 });
  await store.delete(waiting);
  await store.delete(scheduled);
  for (const kind of ["completed", "failed", "cancelled"] as const) {
    const id = await enqueue({ ...LARGE, idempotencyKey: kind });
    await finish(kind, id);
    await store.delete(id);
  }
  await store.maintain();
  expect((await keys()).filter((key) => !COUNTERS.includes(key))).toEqual([]);
});

test("concurrency keys leave nothing behind once none has a job", async () => {
  const KEYS = 100;
  const jobs = Array.from({ length: 2 * KEYS }, (_, i) => ({
    type: TYPE,
    concurrencyKey: `tenant ${i % KEYS}`,
    idempotencyKey: `${i}`,
    unique: { key: `${i}` },
  }));
  const enqueued = await store.enqueue(jobs);
  const ids = enqueued.map((result) => ("job" in result ? result.job.id : ""));
  const [gone, ...others] = ids;
  await store.delete(gone as string);
  await store.queues.setLimits(TYPE, { keyMaxRunning: 1 });
  for (let done = 0; done < others.length; ) {
    const request = { types: [TYPE], maxJobs: 30, leaseMs: 60_000, waitMs: 0, workerId: "w" };
    const leases = await store.lease(request);
    const outcome = { kind: "completed" } as const;
    await store.settle(leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
    done += leases.length;
  }
  await store.queues.setLimits(TYPE, {});
  for (const id of others) await store.delete(id);
  await store.maintain();
  expect((await keys()).filter((key) => !isCounter(key))).toEqual([]);
});

test("a deleted run leaves nothing behind, with its jobs in whatever status", async () => {
  const { runs } = store;
  const key = "a key: with {braces}";
  const base = { workflow: "w", state: "RUNNING", record: "{}", taken: [], jobs: [] };
  const [id, child] = [await runs.newId(key), await runs.newId(key)];
  const steps: RunJobRequest[] = [
    { type: TYPE, payload: new Uint8Array(100_000) },
    { type: TYPE, concurrencyKey: "tenant" },
    { type: TYPE, delayMs: 60_000 },
    { type: TYPE, expiresInMs: 60_000 },
  ];
  const jobs = steps.map((request, index) => ({
    ...{ id: runStepIds(id, "a", 1)(index), place: { step: "a", epoch: 1, index }, request },
  }));
  const parts = [{ name: "input", value: new Uint8Array(1_000) }];
  await runs.change({ ...base, id, ifVersion: 0, key, parts, jobs, wakeAt: 1 });
  const request = { types: [TYPE], maxJobs: 2, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const [first] = await store.lease(request);
  const outcome = { kind: "completed", result: new Uint8Array(1_000) } as const;
  await store.settle([{ jobId: first?.job.id as string, token: first?.token as number, outcome }]);
  const start = { id: child, workflow: "c", state: "RUNNING", record: "{}", parts };
  const tells = [{ id, text: "news" }];
  await runs.change({ ...base, id, ifVersion: 1, state: "PAUSED", starts: [start], tells });
  expect(await runs.delete(id, 2, 3)).toBe("MORE");
  expect(await runs.delete(id, 2, 3)).toBe("DELETED");
  expect(await runs.delete(child, 1, 3)).toBe("DELETED");
  await store.maintain();
  expect((await keys()).filter((left) => !isCounter(left))).toEqual([]);
});

test("a watch leaves nothing behind that lasts", async () => {
  const id = await enqueue({ type: TYPE });
  const watching = store.watch({ id })[Symbol.asyncIterator]();
  expect(await watching.next()).toMatchObject({ value: { job: { id } } });
  await watching.return?.();
  const [, expiry] = await redis.zrange(`{${keyPrefix}:0}:watched`, "0", "0", "WITHSCORES");
  const [seconds] = await redis.time();
  expect(Number(expiry)).toBeLessThanOrEqual((Number(seconds) + 61) * 1_000);
  // As if that time had come.
  await redis.zadd(`{${keyPrefix}:0}:watched`, 1, id);
  await store.delete(id);
  await enqueue({ type: TYPE, retentionMs: RETENTION_MS });
  await store.maintain();
  expect(await keys()).not.toContain("watched");
});
