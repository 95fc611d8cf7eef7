import type { EnqueueRequest, Lease } from "@millrace/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

const LEASES = 20;
/** Less than the time after which a lease looks again by itself. */
const WAIT_MS = 4_500;

describe("many leases that wait for a type in one process", () => {
  let server: RedisServer;
  let worker: RedisStore;
  let producer: RedisStore;
  let type = "";
  let types = 0;

  beforeAll(async () => {
    if (REDIS_BINARY === undefined) return;
    server = await RedisServer.start();
    worker = new RedisStore(server.url);
    producer = new RedisStore(server.url);
    await Promise.all([worker.ready(), producer.ready()]);
    // From here on it listens, and no lease is woken because it has just begun to.
    await worker.lease({ ...terms(1), waitMs: 50 });
  });
  afterAll(async () => {
    await Promise.all([worker?.close(), producer?.close()]);
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach((context) => {
    if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
    type = `t${types++}`;
  });

  const terms = (maxJobs: number) => {
    return { types: [type || "none"], maxJobs, leaseMs: 60_000, waitMs: WAIT_MS, workerId: "w" };
  };

  /** Leases that wait, once all of them do, and how many jobs each has got. */
  async function wait(count: number, maxJobs = 1) {
    const abort = new AbortController();
    const got: Lease[][] = [];
    const leases = Array.from({ length: count }, async () => {
      const leased = await worker.lease({ ...terms(maxJobs), signal: abort.signal });
      if (leased.length > 0) got.push(leased);
    });
    await expect.poll(() => server.redis.zcard(`{mr:0}:waiting:${type}`)).toBe(count);
    return { got, leases, end: () => abort.abort() };
  }

  const job = (options: Partial<EnqueueRequest> = {}) => ({
    type,
    retentionMs: 60_000,
    ...options,
  });

  test.each([
    ["one job with an option", [{}]],
    ["one job that is due later", [{ delayMs: 1 }]],
    ["a batch of two plain jobs", [{ retentionMs: undefined }, { retentionMs: undefined }]],
    ["a batch of three", [{}, {}, {}]],
  ] as const)("%s busies no more of them than there are jobs", async (_name, options) => {
    const { got, leases, end } = await wait(LEASES);
    await server.redis.config("RESETSTAT");
    await producer.enqueue(options.map((one) => job(one as Partial<EnqueueRequest>)));
    await expect.poll(() => got.flat().length).toBe(options.length);
    const stats = await server.redis.info("commandstats");
    const scripts = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]);
    // The enqueue, the leases that were woken, and the looks of one of them for when a delay is over.
    expect(scripts).toBeLessThan(LEASES / 2);
    end();
    await Promise.all(leases);
  });

  test("all get one when batches come at once, each into what the one before has left", async () => {
    const { got, leases } = await wait(LEASES);
    await Promise.all(Array.from({ length: LEASES / 2 }, () => producer.enqueue([job(), job()])));
    await Promise.all(leases);
    expect(got.map(({ length }) => length)).toEqual(Array.from({ length: LEASES }, () => 1));
  });

  test("all get one when as many jobs come due at once", async () => {
    const { got, leases } = await wait(LEASES);
    await producer.enqueue(Array.from({ length: LEASES }, () => job({ delayMs: 100 })));
    await Promise.all(leases);
    expect(got).toHaveLength(LEASES);
  });

  test("a lease that is given up passes its wake-up on", async () => {
    for (let round = 0; round < 50; round++) {
      type = `t${types++}`;
      const { got, leases, end } = await wait(2);
      const abort = new AbortController();
      const first = worker.lease({ ...terms(1), signal: abort.signal });
      const enqueued = producer.enqueue([job()]);
      abort.abort();
      await enqueued;
      const mine = await first;
      if (mine.length === 0) await expect.poll(() => got.length, { timeout: 3_000 }).toBe(1);
      end();
      await Promise.all(leases);
      for (const { job, token } of [...mine, ...got.flat()]) {
        await worker.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
      }
    }
  });
});
