import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Lease, MillraceError } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";
const TIMEOUT_MS = 400;
/** What a call may take on top of its time-out, on a busy machine. */
const SLACK_MS = 1_500;

let keyPrefix: string;
let proxy: TcpProxy;
let store: RedisStore;

beforeEach(async () => {
  proxy = await TcpProxy.start(url);
  keyPrefix = `test-${randomUUID()}`;
  store = new RedisStore(proxy.url, { keyPrefix, timeoutMs: TIMEOUT_MS });
  await store.ping();
});

afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

async function enqueue(): Promise<string> {
  const [result] = await store.enqueue([{ type: TYPE }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

function lease(waitMs = 0): Promise<Lease[]> {
  return store.lease({ types: [TYPE], maxJobs: 1, leaseMs: 60_000, waitMs, workerId: "w" });
}

async function leaseOne() {
  const id = await enqueue();
  const [leased] = await lease();
  if (leased === undefined) throw new Error("nothing was due");
  return { id, token: leased.token };
}

const unavailable = { code: "UNAVAILABLE" };

describe("a connection that breaks when Redis has done the work", () => {
  test("an enqueue is repeated and makes one job", async () => {
    proxy.loseNextAnswer();
    const id = await enqueue();
    const { jobs } = await store.list({});
    expect(jobs.map((job) => [job.id, job.sequence])).toEqual([[id, 1]]);
  });

  test("an enqueue of many is repeated and makes each once", async () => {
    proxy.loseNextAnswer();
    const results = await store.enqueue(Array.from({ length: 150 }, () => ({ type: TYPE })));
    expect(results.every((result) => "job" in result && result.created)).toBe(true);
    expect((await store.list({ pageSize: 1_000 })).jobs).toHaveLength(150);
  });

  test("a settle is repeated and answered as it was", async () => {
    const { id, token } = await leaseOne();
    proxy.loseNextAnswer();
    const settled = await store.settle([{ jobId: id, token, outcome: { kind: "completed" } }]);
    expect(settled).toEqual([{ status: "COMPLETED" }]);
    expect(await store.get(id)).toMatchObject({ status: "COMPLETED", sequence: 3 });
  });

  test("an extension is repeated", async () => {
    const { id, token } = await leaseOne();
    proxy.loseNextAnswer();
    expect(await store.extend([{ jobId: id, token }], 60_000)).toEqual(["OK"]);
  });

  test("reading and cancelling are repeated", async () => {
    const id = await enqueue();
    proxy.loseNextAnswer();
    expect((await store.get(id)).id).toBe(id);
    proxy.loseNextAnswer();
    expect((await store.list({})).jobs).toHaveLength(1);
    proxy.loseNextAnswer();
    expect(await store.cancel(id)).toMatchObject({ status: "CANCELLED", sequence: 2 });
  });

  test("what must not be repeated fails at once, not at its time-out", async () => {
    const id = await enqueue();
    for (const act of [() => lease(), () => store.delete(id)]) {
      proxy.loseNextAnswer();
      await expect(act()).rejects.toMatchObject(unavailable);
      // The connection is made anew for the next call.
      await store.ping();
    }
  });
});

test("a Redis that has forgotten its scripts is told them again", async () => {
  const redis = new Redis(url);
  const forget = () => redis.script("FLUSH");
  try {
    await forget();
    const { id, token } = await leaseOne();
    await forget();
    expect(await store.settle([{ jobId: id, token, outcome: { kind: "completed" } }])).toEqual([
      { status: "COMPLETED" },
    ]);
    await forget();
    expect(await store.retry(id)).toMatchObject({ status: "PENDING" });
    await forget();
    proxy.loseNextAnswer();
    expect((await store.get(id)).status).toBe("PENDING");
  } finally {
    redis.disconnect();
  }
});

describe("a Redis that says nothing", () => {
  test("makes calls fail in time, leaves the process free, and is found again", async () => {
    const id = await enqueue();
    proxy.weather = { kind: "void" };
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let round = 0; round < 4; round++) {
      const begunAt = performance.now();
      const calls = [store.get(id), store.ping(), enqueue(), lease()];
      for (const call of await Promise.allSettled(calls)) {
        expect(call).toMatchObject({ status: "rejected", reason: unavailable });
      }
      expect(performance.now() - begunAt).toBeLessThan(TIMEOUT_MS + SLACK_MS);
    }
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(TIMEOUT_MS / 2);
    proxy.weather = { kind: "fair" };
    await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
    expect((await store.get(id)).id).toBe(id);
  });
});

test("waiting leases are woken again by others after the connection broke", async () => {
  const other = new RedisStore(url, { keyPrefix });
  const waitForJob = async (): Promise<Lease[]> => {
    for (;;) {
      try {
        return await lease(60_000);
      } catch (error) {
        // A look at the queue was under way when the connection broke.
        if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) throw error;
      }
    }
  };
  const waiting = waitForJob();
  await proxy.refuse();
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  await proxy.listen();
  await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
  const begunAt = performance.now();
  await other.enqueue([{ type: TYPE }]);
  expect(await waiting).toHaveLength(1);
  // Far below the slow poll that covers lost wake-ups.
  expect(performance.now() - begunAt).toBeLessThan(2_500);
  await other.close();
});

describe("a Redis that is not there", () => {
  test("makes calls fail in time, and is found when it comes", async () => {
    await proxy.refuse();
    const begunAt = performance.now();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    await expect(enqueue()).rejects.toMatchObject(unavailable);
    expect(performance.now() - begunAt).toBeLessThan(2 * TIMEOUT_MS + SLACK_MS);
    await proxy.listen();
    await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
  });

  test("a call that waits for it is served when it comes in time", async () => {
    await proxy.refuse();
    const enqueued = enqueue();
    await proxy.listen();
    const id = await enqueued;
    expect((await store.list({})).jobs.map((job) => job.id)).toEqual([id]);
  });

  test("a close ends the calls that wait for it", async () => {
    await proxy.refuse();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    const waiting = expect(store.ping()).rejects.toThrow("the store is closed");
    await store.close();
    await waiting;
  });
});
