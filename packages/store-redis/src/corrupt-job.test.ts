import { randomUUID } from "node:crypto";
import { INERT_FIELDS, type JobStatus } from "@millrace/core";
import { Bench, jobInStatus, TYPE } from "@millrace/store-conformance";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
const redis = new Redis(url);
let bench: Bench;
let keyPrefix: string;

beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(url, { keyPrefix });
  bench = new Bench({
    store,
    source: store,
    close: () => store.close(),
  });
});
afterEach(() => bench.harness.close());
afterAll(() => redis.disconnect());

const keyOf = (id: string) => `{${keyPrefix}:0}:j:${id}`;

/** What can befall a hash, and the field that the reason names. */
const DAMAGES: [string, (key: string) => Promise<unknown>, string][] = [
  ["has a state of too few parts", (key) => redis.hset(key, "state", "PENDING - 1 0"), "state"],
  [
    "has a status that does not exist",
    (key) => redis.hset(key, "state", `LOST - 1 0 0 ${TYPE} 0`),
    "state",
  ],
  ["has another type", (key) => redis.hset(key, "state", "PENDING - 1 0 0 other 0"), "type"],
  ["has an unreadable keep", (key) => redis.hset(key, "keep", "forever"), "keep"],
  ["has an unreadable run", (key) => redis.hset(key, "run", "of no step"), "run"],
  ["lost its payload", (key) => redis.hdel(key, "job"), "job"],
  ["is no hash", (key) => redis.set(key, "not a hash"), "key"],
];

/** Has the hash say that its body is a line of JSON and a payload. */
const setInert = async (key: string, json: string, lineEnd = "\n") => {
  await redis.hdel(key, "keep");
  return redis.hset(key, "job", `1700000000000 * ${TYPE} ${json}${lineEnd}payload`);
};

/** Damage that only the decoder of a leased job sees. */
const CONTENT_DAMAGES: typeof DAMAGES = [
  ["has an unreadable time of creation", (key) => redis.hset(key, "job", "soon {}"), "job"],
  ["has unreadable JSON before its payload", (key) => setInert(key, "{"), INERT_FIELDS.join(", ")],
  ["has unreadable metadata", (key) => setInert(key, '{"metadata":{"a":1}}'), "metadata"],
  ["has an unreadable timeout", (key) => setInert(key, '{"timeoutMs":"soon"}'), "timeoutMs"],
  ["lost the end of its JSON", (key) => setInert(key, "", ""), INERT_FIELDS.join(", ")],
  ["has an unreadable backoff", (key) => redis.hset(key, "backoff", "soon"), "backoff"],
  ["has an unreadable priority", (key) => redis.hset(key, "priority", "high"), "priority"],
];

async function expectBuried(id: string, field: string) {
  const job = await bench.store.get(id);
  expect(job).toMatchObject({ type: TYPE, status: "FAILED" });
  expect(job.errors.at(-1)?.message).toBe(`the stored job is corrupt: its ${field} cannot be read`);
  expect(job.expiresAt).toBeGreaterThan(0);
  expect(await redis.pttl(keyOf(id))).toBeGreaterThan(0);
  const failed = await bench.store.list({ type: TYPE, statuses: ["FAILED"] });
  expect(failed.jobs.map((listed) => listed.id)).toEqual([id]);
}

describe("a pending job whose hash", () => {
  test.each([...DAMAGES, ...CONTENT_DAMAGES])(
    "%s is buried, and the next one is leased",
    async (_, damage, field) => {
      const broken = await bench.enqueue({ payload: new Uint8Array(2_000) });
      const sound = await bench.enqueue();
      await damage(keyOf(broken.id));
      expect((await bench.lease({ maxJobs: 5 })).map(({ job }) => job.id)).toEqual([sound.id]);
      await expectBuried(broken.id, field);
    },
  );
});

describe.each<JobStatus>(["SCHEDULED", "RETRYING", "RUNNING"])("a %s job whose hash", (status) => {
  test.each(DAMAGES)("%s is buried when it is due", async (_, damage, field) => {
    const { job } = await jobInStatus(bench, status);
    await damage(keyOf(job.id));
    await redis.zadd(`{${keyPrefix}:0}:q:${TYPE}:${status}`, 1, job.id);
    await bench.store.maintain();
    await expectBuried(job.id, field);
  });
});

test("a job that Redis has evicted is dropped, and the next one is leased", async () => {
  const evicted = await bench.enqueue();
  const sound = await bench.enqueue();
  await redis.del(keyOf(evicted.id));
  expect((await bench.leaseOne()).job.id).toBe(sound.id);
  expect(await bench.lease()).toEqual([]);
});

test("what cannot be read cannot be cancelled, and says so", async () => {
  const { id } = await bench.enqueue();
  await redis.hset(keyOf(id), "state", "high");
  await expect(bench.store.cancel(id)).rejects.toMatchObject({
    code: "DATA_LOSS",
    message: expect.stringContaining("its state cannot be read"),
  });
});

test("a job that is buried halts its key, before the lease that has found it takes the next one", async () => {
  const { queues } = bench.store;
  await queues.setLimits(TYPE, { keyMaxRunning: 1, keyOnFailure: "HALT" });
  const [first, second] = await bench.enqueueAll([
    { concurrencyKey: "k" },
    { concurrencyKey: "k" },
  ]);
  await redis.hset(keyOf(first?.id as string), "job", "garbage");
  expect(await bench.lease({ maxJobs: 5 })).toEqual([]);
  const { keys } = await queues.listKeys(TYPE);
  expect(keys).toMatchObject([{ status: "HALTED", pending: 1, keptBy: [first?.id] }]);
  await queues.resumeKey(TYPE, "k");
  expect((await bench.leaseOne()).job.id).toBe(second?.id);
});
