import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Lease, MillraceError } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const TYPE = "task";
const TIMEOUT_MS = 600;
/** What a call may take on top of its time-out, on a busy machine. */
const SLACK_MS = 1_500;

const schema = testSchema();
let proxy: TcpProxy;
let store: PostgresStore;

beforeEach(async () => {
  await schema.empty();
  proxy = await TcpProxy.start(url);
  store = new PostgresStore(proxy.url, { schema: schema.name, timeoutMs: TIMEOUT_MS });
  // Each of the connections is there, so that a test cuts the answer that it means.
  await vi.waitFor(() => store.ping(), { timeout: 10_000, interval: 1 });
  await store.enqueue([{ type: "first" }]);
  await store.enqueue([{ type: "first", idempotencyKey: "first" }]);
  await lease();
});

afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

async function enqueue(idempotencyKey?: string): Promise<string> {
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const [result] = await store.enqueue([{ type: TYPE, ...key }]);
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

describe("a connection that breaks when Postgres has done the work", () => {
  test.each([undefined, "k"])("an enqueue is repeated and makes one job (key %s)", async (key) => {
    proxy.loseNextAnswer();
    const id = await enqueue(key);
    const { jobs } = await store.list({ type: TYPE });
    expect(jobs.map((job) => [job.id, job.sequence])).toEqual([[id, 1]]);
  });

  test("an enqueue of many is repeated and makes each once", async () => {
    proxy.loseNextAnswer();
    const results = await store.enqueue(Array.from({ length: 150 }, () => ({ type: TYPE })));
    expect(results.every((result) => "job" in result && result.created)).toBe(true);
    expect((await store.list({ type: TYPE, pageSize: 1_000 })).jobs).toHaveLength(150);
  });

  test.each([
    ["completed", "COMPLETED"],
    ["failed", "RETRYING"],
    ["released", "PENDING"],
  ] as const)("a settle, %s, is repeated and answered as it was", async (kind, status) => {
    const { id, token } = await leaseOne();
    // Of those that are not completed, the first answer is what the job was.
    if (kind !== "completed") proxy.loseNextAnswer({ after: 1 });
    else proxy.loseNextAnswer();
    const outcome = { kind, message: "no", started: true };
    expect(await store.settle([{ jobId: id, token, outcome }])).toEqual([{ status }]);
    expect(await store.get(id)).toMatchObject({ status, sequence: 3 });
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
    expect((await store.list({ type: TYPE })).jobs).toHaveLength(1);
    proxy.loseNextAnswer({ after: 1 });
    expect(await store.cancel(id)).toMatchObject({ status: "CANCELLED", sequence: 2 });
  });

  test("what must not be repeated fails at once, not at its time-out", async () => {
    const id = await enqueue();
    for (const act of [() => lease(), () => store.delete(id)]) {
      proxy.loseNextAnswer();
      await expect(act()).rejects.toMatchObject(unavailable);
      await store.ping();
    }
  });
});

test("a server that ends its connections is connected to again", async () => {
  const id = await enqueue();
  await schema.client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'millrace-%' AND pid <> pg_backend_pid()",
  );
  expect((await store.get(id)).id).toBe(id);
  expect(await enqueue()).not.toBe(id);
});

describe("a Postgres that says nothing", () => {
  test("makes calls fail in time, leaves the process free, and is found again", async () => {
    const id = await enqueue();
    proxy.weather = { kind: "void" };
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    for (let round = 0; round < 3; round++) {
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
  const other = new PostgresStore(url, { schema: schema.name });
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
  await expect.poll(() => store.hears, { timeout: 10_000 }).toBe(true);
  await proxy.refuse();
  await expect(store.ping()).rejects.toMatchObject(unavailable);
  expect(store.hears).toBe(false);
  await proxy.listen();
  await expect.poll(() => store.hears, { timeout: 10_000 }).toBe(true);
  const begunAt = performance.now();
  await other.enqueue([{ type: TYPE }]);
  expect(await waiting).toHaveLength(1);
  // Far below the slow poll that covers lost wake-ups.
  expect(performance.now() - begunAt).toBeLessThan(2_500);
  await other.close();
});

describe("a Postgres that is not there", () => {
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
    expect((await store.list({ type: TYPE })).jobs.map((job) => job.id)).toEqual([id]);
  });

  test("is waited for by a store that was made before it came", async () => {
    await proxy.refuse();
    const early = new PostgresStore(proxy.url, { schema: schema.name, timeoutMs: TIMEOUT_MS });
    await expect(early.ready()).rejects.toMatchObject(unavailable);
    await expect(early.ping()).rejects.toMatchObject(unavailable);
    await proxy.listen();
    await vi.waitFor(() => early.ping(), { timeout: 10_000, interval: 1 });
    await early.close();
  });

  test("a close ends the calls that wait for it", async () => {
    await proxy.refuse();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    const waiting = expect(store.ping()).rejects.toThrow("the store is closed");
    await store.close();
    await waiting;
  });
});
