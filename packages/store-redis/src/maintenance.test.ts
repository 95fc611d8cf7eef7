import { randomUUID } from "node:crypto";
import type { MaintenanceReport } from "@millrace/core";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { RedisDriver } from "./redis-driver.ts";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPES = 1_000;
const redis = new Redis(url);
let keyPrefix: string;
let store: RedisStore;

beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
  store = new RedisStore(url, { keyPrefix });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await store.close();
});
afterAll(() => redis.disconnect());

const due = () => `{${keyPrefix}:0}:due`;
const types = () => `{${keyPrefix}:0}:types`;

async function maintainAll(): Promise<number> {
  let rounds = 0;
  for (let more = true; more; rounds++) more = (await store.maintain()).more;
  return rounds;
}

async function enqueueTypes(count: number, delayMs: number): Promise<void> {
  await store.enqueue(Array.from({ length: count }, (_, i) => ({ type: `t${i}`, delayMs })));
}

test("a round is one script, which looks at no type of which nothing is due", async () => {
  await enqueueTypes(TYPES, 3_600_000);
  await store.enqueue(Array.from({ length: TYPES }, (_, i) => ({ type: `pending-${i}` })));
  await maintainAll();
  const [seconds] = await redis.time();
  expect(await redis.zcount(due(), "-inf", Number(seconds) * 1_000)).toBe(0);
  // What is only pending waits for no time.
  expect(await redis.zcount(due(), "-inf", "(+inf")).toBe(TYPES);
  const run = vi.spyOn(RedisDriver.prototype, "run");
  expect(await maintainAll()).toBe(1);
  expect(run).toHaveBeenCalledOnce();
});

test("a list that matches nothing reads many types a script", async () => {
  await enqueueTypes(TYPES, 3_600_000);
  await store.maintain();
  const run = vi.spyOn(RedisDriver.prototype, "run");
  expect(await store.list({ statuses: ["FAILED"] })).toMatchObject({ jobs: [], end: "LAST" });
  // Besides, one asks for the time, and one finds that there are no more.
  expect(run.mock.calls.length).toBeLessThanOrEqual(TYPES / 100 + 2);
});

test("types without jobs are forgotten, however their last job went", async () => {
  const [deleted, cancelled] = await store.enqueue([
    { type: "deleted" },
    { type: "cancelled", retentionMs: 1_000 },
  ]);
  if (!deleted || !cancelled || "error" in deleted || "error" in cancelled)
    throw new Error("refused");
  await store.delete(deleted.job.id);
  await store.cancel(cancelled.job.id);
  await vi.waitFor(
    async () => {
      await store.maintain();
      expect([await redis.exists(types()), await redis.exists(due())]).toEqual([0, 0]);
    },
    { timeout: 20_000, interval: 20 },
  );
});

test("types that were there before their times were noted are looked at once", async () => {
  await enqueueTypes(300, 1);
  await redis.del(due());
  const reports: MaintenanceReport[] = [];
  await vi.waitFor(
    async () => {
      reports.push(await store.maintain());
      expect(reports.reduce((sum, { promoted }) => sum + promoted, 0)).toBe(300);
    },
    { timeout: 20_000, interval: 1 },
  );
});

test("a role is that of all partitions", async () => {
  const spread = new RedisStore(url, { keyPrefix, partitions: 3 });
  const lease = { role: "maintenance", leaseMs: 600_000 } as const;
  const first = await store.holdRole({ ...lease, holder: "a" });
  expect(await spread.holdRole({ ...lease, holder: "b" })).toEqual(first);
  await spread.close();
});
