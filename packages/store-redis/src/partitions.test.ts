import { randomUUID } from "node:crypto";
import type { EnqueueRequest, Job, Lease } from "@millrace/core";
import { partitionOf, type RunJobsRefused, runStepIds } from "@millrace/core";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisStore, type RedisStoreOptions } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";

let redis: Redis;
let keyPrefix: string;
let opened: RedisStore[];

beforeEach(() => {
  redis = new Redis(url);
  keyPrefix = `test-${randomUUID()}`;
  opened = [];
});

afterEach(async () => {
  redis.disconnect();
  await Promise.all(opened.map((store) => store.close()));
});

function open(options: RedisStoreOptions = {}, parameters = ""): RedisStore {
  const store = new RedisStore(`${url}${parameters}`, { keyPrefix, ...options });
  opened.push(store);
  return store;
}

async function enqueue(store: RedisStore, request: Partial<EnqueueRequest> = {}): Promise<Job> {
  const [result] = await store.enqueue([{ type: TYPE, ...request }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job;
}

function lease(store: RedisStore, options: { maxJobs?: number; waitMs?: number } = {}) {
  const terms = { types: [TYPE], leaseMs: 60_000, workerId: "w" };
  return store.lease({ ...terms, maxJobs: 1, waitMs: 0, ...options });
}

const homesOf = (jobs: readonly Job[]) => new Set(jobs.map(({ id }) => partitionOf(id)));
const idsOf = (leases: readonly Lease[]) => leases.map(({ job }) => job.id);

async function enqueueMany(store: RedisStore, count: number): Promise<Job[]> {
  const jobs: Job[] = [];
  for (let n = 0; n < count; n++) jobs.push(await enqueue(store));
  return jobs;
}

describe("the number of partitions", () => {
  test("is set at the first start, and known to clients that do not name it", async () => {
    const first = open({}, "?partitions=4");
    await enqueue(first);
    expect(await redis.hgetall(`${keyPrefix}:partitions`)).toEqual({ number: "4", keyed: "4" });
    const jobs = await enqueueMany(open(), 8);
    expect(homesOf(jobs)).toEqual(new Set([0, 1, 2, 3]));
  });

  test("is 1 when nobody has named one", async () => {
    expect(homesOf(await enqueueMany(open(), 5))).toEqual(new Set([0]));
    expect(await redis.hgetall(`${keyPrefix}:partitions`)).toEqual({ number: "1", keyed: "1" });
  });

  test("grows under clients that run: jobs, keys and workers are found as before", async () => {
    const old = open({ partitions: 1 });
    const request = { idempotencyKey: "k" };
    const keyed = await enqueue(old, request);
    const [running] = await lease(old);
    const waiting = lease(old, { waitMs: 20_000 });

    const grown = open({ partitions: 8 });
    expect((await enqueue(grown, request)).id).toBe(keyed.id);
    let jobs: Job[] = [];
    do jobs = [...jobs, await enqueue(grown)];
    while (!jobs.some(({ id }) => partitionOf(id) !== 0));
    await expect.poll(async () => homesOf([await enqueue(old)]).has(0)).toBe(false);

    expect(await waiting).toHaveLength(1);
    const far = jobs.find(({ id }) => partitionOf(id) !== 0) as Job;
    expect((await old.get(far.id)).id).toBe(far.id);
    expect((await grown.get(keyed.id)).id).toBe(keyed.id);
    const outcome = { kind: "completed" } as const;
    const settlement = { jobId: keyed.id, token: running?.token as number, outcome };
    expect(await grown.settle([settlement])).toEqual([{ status: "COMPLETED" }]);
  });

  test("a job from a partition that is new to a client can be settled by it", async () => {
    const old = open({ partitions: 1 });
    await enqueue(old);
    await lease(old);
    // The message that tells of more partitions does not reach a client that does not listen.
    const grown = open({ partitions: 3 });
    const jobs = await enqueueMany(grown, 3);
    const leases = await lease(grown, { maxJobs: 3 });
    expect(idsOf(leases).sort()).toEqual(jobs.map(({ id }) => id).sort());
    const items = leases.map(({ job, token }) => ({ jobId: job.id, token }));
    expect(await old.extend(items, 60_000)).toEqual(["OK", "OK", "OK"]);
    const outcome = { kind: "completed" } as const;
    const settled = await old.settle(items.map((item) => ({ ...item, outcome })));
    expect(settled).toEqual(Array.from({ length: 3 }, () => ({ status: "COMPLETED" })));
  });

  test("does not shrink, and the refusal says what to do", async () => {
    await enqueue(open({ partitions: 8 }));
    await expect(enqueue(open({ partitions: 4 }))).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(
        /8 partitions, and their number cannot be lowered to 4.*set 8 or more/,
      ),
    });
  });

  test.each(["0", "1025", "1.5", "many", ""])("cannot be %o", (count) => {
    expect(() => open({}, `?partitions=${count}`)).toThrow("partitions must be a whole number");
  });
});

describe("over several partitions", () => {
  test("a batch stays in one of them, and jobs of an idempotency key in its own", async () => {
    const store = open({ partitions: 8 });
    const batch = await store.enqueue(Array.from({ length: 100 }, () => ({ type: TYPE })));
    expect(homesOf(batch.flatMap((result) => ("job" in result ? result.job : []))).size).toBe(1);
    const keyed = async () => {
      const requests = Array.from({ length: 50 }, (_, i) => ({
        type: TYPE,
        idempotencyKey: `key ${i}`,
      }));
      const results = await open().enqueue(requests);
      return results.flatMap((result) => ("job" in result ? result.job : []));
    };
    const first = await keyed();
    expect(homesOf(first).size).toBeGreaterThan(4);
    expect(await keyed()).toEqual(first);
  });

  test("one lease takes from all of them, and none is favoured", async () => {
    const store = open({ partitions: 4 });
    const jobs = await enqueueMany(store, 40);
    expect(homesOf(jobs).size).toBe(4);
    const homes: (number | undefined)[] = [];
    for (let n = 0; n < 20; n++) homes.push(...idsOf(await lease(store)).map(partitionOf));
    expect(homes.sort()).toEqual([0, 1, 2, 3].flatMap((n) => [n, n, n, n, n]));
    expect(await lease(store, { maxJobs: 100 })).toHaveLength(20);
  });

  test("a listing goes through all of them once, in order of when jobs are due", async () => {
    const store = open({ partitions: 4 });
    const delays = [5, 1, 7, 3, 2, 8, 6, 4].map((n) => n * 60_000);
    for (const delayMs of delays) await enqueue(store, { delayMs });
    const listed: number[] = [];
    let pageToken: string | undefined;
    do {
      const page = await store.list({ pageSize: 3, ...(pageToken && { pageToken }) });
      listed.push(...page.jobs.map(({ runAt, createdAt }) => runAt - createdAt));
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    expect(listed).toEqual(delays.sort((a, b) => a - b));
  });

  test("jobs that are handed over at the same time are taken or given back", async () => {
    const worker = open({ partitions: 4 });
    const producer = open();
    await enqueue(producer);
    await lease(worker);
    const stands = () =>
      Promise.all([0, 1, 2, 3].map((n) => redis.zcard(`{${keyPrefix}:${n}}:waiting:${TYPE}`)));
    for (let round = 0; round < 20; round++) {
      const leased = lease(worker, { waitMs: 20_000 });
      await expect.poll(async () => Math.min(...(await stands()))).toBeGreaterThan(0);
      // Each in a turn of its own, so that each goes alone to another partition.
      const enqueued: Promise<Job>[] = [];
      for (let n = 0; n < 4; n++) {
        enqueued.push(enqueue(producer));
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      const ids = (await Promise.all(enqueued)).map(({ id }) => id);
      const got = idsOf(await leased);
      expect(got).toHaveLength(1);
      while (got.length < 4) got.push(...idsOf(await lease(worker, { waitMs: 20_000 })));
      expect(got.sort()).toEqual(ids.sort());
    }
  });

  test("maintenance reaches types beyond the first hundred of a partition", async () => {
    const store = open({ partitions: 2 });
    const types = Array.from({ length: 150 }, (_, i) => `t${String(i).padStart(3, "0")}`);
    await store.enqueue(types.map((type) => ({ type, delayMs: 1 })));
    let promoted = 0;
    await expect
      .poll(async () => {
        promoted += (await store.maintain()).promoted;
        return promoted;
      })
      .toBe(150);
  });
});

describe("what is set for a queue", () => {
  const settingsOf = async (count: number) => {
    const keys = Array.from({ length: count }, (_, i) => `{${keyPrefix}:${i}}:c:${TYPE}`);
    return Promise.all(keys.map((key) => redis.hgetall(key)));
  };

  test("is in every partition, and leaves no trace in a store of one when it ends", async () => {
    const store = open({ partitions: 3 });
    await store.queues.pause(TYPE, { by: "ada" });
    const [first, ...others] = await settingsOf(3);
    expect(first?.["paused"]).toContain("ada");
    expect(others).toEqual([first, first]);
    await store.queues.resume(TYPE);
    // What late copies are compared with is forgotten by itself.
    for (let i = 0; i < 3; i++) {
      const key = `{${keyPrefix}:${i}}:c:${TYPE}`;
      expect(Object.keys(await redis.hgetall(key))).toEqual(["revision"]);
      expect(await redis.pttl(key)).toBeGreaterThan(0);
    }
    keyPrefix = `test-${randomUUID()}`;
    const alone = open();
    await alone.queues.pause(TYPE);
    await alone.queues.resume(TYPE);
    expect(await settingsOf(1)).toEqual([{}]);
  });

  test("binds partitions that are added later, from their first job on", async () => {
    const old = open({ partitions: 1 });
    await old.queues.pause(TYPE);
    const grown = open({ partitions: 4 });
    const jobs = await enqueueMany(grown, 8);
    expect(homesOf(jobs).size).toBeGreaterThan(1);
    expect(await lease(grown, { maxJobs: 8 })).toEqual([]);
    await old.queues.resume(TYPE);
    expect(await lease(grown, { maxJobs: 8 })).toHaveLength(8);
  });

  test("comes to a partition that has missed it by the next look at the queue", async () => {
    const store = open({ partitions: 3 });
    await store.queues.pause(TYPE);
    await redis.del(`{${keyPrefix}:1}:c:${TYPE}`);
    await enqueueMany(store, 6);
    await store.queues.get(TYPE);
    expect(await lease(store, { maxJobs: 6 })).toEqual([]);
  });

  test("is told to have changed in part when a partition does not answer", async () => {
    const store = open({ partitions: 3 });
    await enqueueMany(store, 6);
    // What stands in the way of the hash makes the partition fail, as one that is away does.
    await redis.set(`{${keyPrefix}:2}:c:${TYPE}`, "no hash");
    await expect(store.queues.pause(TYPE)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/2 of 3 partitions: partition 2 did not answer.*repeat/),
    });
    await redis.del(`{${keyPrefix}:2}:c:${TYPE}`);
    const left = await lease(store, { maxJobs: 6 });
    expect(homesOf(left.map(({ job }) => job))).toEqual(new Set([2]));
    await store.queues.pause(TYPE);
    expect(await lease(store, { maxJobs: 6 })).toEqual([]);
  });
});

describe("a run", () => {
  test("lies with its jobs where its home says, and makes no job whose key is counted elsewhere", async () => {
    const store = open({}, "?partitions=4");
    const { runs } = store;
    const id = await runs.newId("tenant 1");
    expect(partitionOf(await runs.newId("tenant 1"))).toBe(partitionOf(id));
    expect(partitionOf(await runs.newId(id))).toBe(partitionOf(id));
    const keys = Array.from({ length: 20 }, (_, n) => `tenant ${n}`);
    const jobs = keys.map((concurrencyKey, index) => ({
      ...{ id: runStepIds(id, "a", 1)(index), place: { step: "a", epoch: 1, index } },
      request: { type: TYPE, concurrencyKey },
    }));
    const change = { id, ifVersion: 0, workflow: "w", state: "RUNNING", record: "{}", taken: [] };
    const answer = await runs.change({ ...change, jobs });
    if (!("refused" in answer)) throw new Error("all keys have one home");
    const [{ place, error }] = answer.refused as [RunJobsRefused["refused"][number]];
    expect(error).toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(
        /step a: its concurrency key is "tenant \d+", whose jobs of task lie in the partition \d, but the run \S+ lies in \d.*route_key "task tenant \d+"/,
      ),
    });
    const refused = new Set(answer.refused.map((each) => each.place));
    expect(refused.has(place)).toBe(true);
    const others = jobs.filter((_, index) => !refused.has(index));
    expect(await runs.change({ ...change, jobs: others })).toEqual({ changed: true });
    const leases = await lease(store, { maxJobs: 20 });
    expect(idsOf(leases).sort()).toEqual(others.map((job) => job.id).sort());
    expect(homesOf(leases.map(({ job }) => job)).size).toBe(others.length === 0 ? 0 : 1);
  });
});

describe("a job that comes after others", () => {
  test("lies where they lie, and leaves nothing behind", async () => {
    const store = open({}, "?partitions=4");
    const awaited = await store.enqueue([{ type: "a" }, { type: "a" }]);
    const after = awaited.map((result) => ("job" in result ? result.job.id : ""));
    const jobs: Job[] = [];
    for (const idempotencyKey of ["k", "l", "m", "n"]) {
      jobs.push(await enqueue(store, { after, idempotencyKey, afterRule: "FINISHED" }));
    }
    expect(homesOf(jobs)).toEqual(new Set([partitionOf(after[0] ?? "")]));
    const [, dropped, removed] = jobs.map(({ id }) => id);
    await store.cancel(dropped ?? "");
    await store.delete(removed ?? "");
    for (const id of after) await store.cancel(id);
    expect(idsOf(await lease(store, { maxJobs: 9 })).sort()).toEqual(
      [jobs[0]?.id, jobs[3]?.id].sort(),
    );
    expect(await redis.keys(`{${keyPrefix}:*}:[ab]:*`)).toEqual([]);
    expect(await redis.keys(`{${keyPrefix}:*}:ends`)).toEqual([]);
  });

  test("cannot come after jobs of several partitions, nor of one that there is not", async () => {
    const store = open({}, "?partitions=4");
    const jobs = await enqueueMany(store, 4);
    const after = jobs.map(({ id }) => id);
    const [several, nowhere] = await store.enqueue([
      { type: TYPE, after },
      { type: TYPE, after: ["7-0000000000000000"] },
    ]);
    expect(several).toMatchObject({
      error: {
        code: "INVALID_ARGUMENT",
        message: expect.stringMatching(/after names jobs of the partitions .*one call/),
        violations: [{ field: "after" }],
      },
    });
    expect(nowhere).toMatchObject({ error: { code: "NOT_FOUND" } });
  });

  test.each([
    ["unique.key", { unique: { key: "k" } }, /unique\.key belongs to the partition .*leave out/],
    [
      "concurrencyKey",
      { concurrencyKey: "k" },
      /concurrencyKey belongs to the partition .*leave out/,
    ],
  ])("cannot have a %s of another partition", async (field, keyed, message) => {
    const store = open({}, "?partitions=4");
    const { id } = await enqueue(store, keyed);
    const jobs = await enqueueMany(store, 4);
    const elsewhere = jobs.filter((job) => partitionOf(job.id) !== partitionOf(id));
    expect(elsewhere).toHaveLength(3);
    const requests = elsewhere.map((job) => ({
      type: TYPE,
      after: [job.id],
      ...keyed,
    }));
    for (const result of await store.enqueue(requests)) {
      expect(result).toMatchObject({
        error: {
          code: "INVALID_ARGUMENT",
          message: expect.stringMatching(message),
          violations: [{ field }],
        },
      });
    }
  });
});
