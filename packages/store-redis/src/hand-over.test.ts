import { randomUUID } from "node:crypto";
import type { Job, Lease } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const WAIT_MS = 20_000;

let keyPrefix: string;
let producer: RedisStore;
let opened: { close(): Promise<void> }[];

beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
  opened = [];
  producer = openStore();
});

afterEach(() => Promise.all(opened.map((store) => store.close())));

function openStore(at: string = url as string): RedisStore {
  const store = new RedisStore(at, { keyPrefix, timeoutMs: 2_000 });
  opened.push(store);
  return store;
}

function lease(
  store: RedisStore,
  options: { types?: string[]; waitMs?: number; workerId?: string; signal?: AbortSignal } = {},
): Promise<Lease[]> {
  const request = { types: ["t"], maxJobs: 5, leaseMs: 60_000, waitMs: WAIT_MS, workerId: "w" };
  return store.lease({ ...request, ...options });
}

/** Resolves when so many leases stand ready to be handed a job. */
async function waiting(count: number, type = "t"): Promise<void> {
  const redis = new Redis(url as string);
  await expect.poll(() => redis.zcard(`{${keyPrefix}:0}:waiting:${type}`)).toBe(count);
  redis.disconnect();
}

async function enqueue(
  payload: Uint8Array = Buffer.from("p"),
  { type = "t", from = producer } = {},
): Promise<Job> {
  const [result] = await from.enqueue([{ type, payload }]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job;
}

describe.each(["another", "its own"])("a worker that waits in %s process", (process) => {
  let worker: RedisStore;
  beforeEach(() => {
    worker = process === "its own" ? producer : openStore();
  });

  test("is leased a lone job as if it had asked for it", async () => {
    const leased = lease(worker, { workerId: "worker 1" });
    await waiting(1);
    const payload = Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 256));
    const { id } = await enqueue(payload);
    const [one, ...others] = await leased;
    expect(others).toEqual([]);
    expect(one?.job).toEqual(await producer.get(id));
    expect(one?.job).toMatchObject({ status: "RUNNING", attempt: 1, workerId: "worker 1" });
    expect(Buffer.from(one?.job.payload as Uint8Array)).toEqual(payload);
    const settlement = { jobId: id, token: one?.token as number, outcome: { kind: "completed" } };
    expect(await worker.settle([settlement as never])).toEqual([{ status: "COMPLETED" }]);
  });

  test("has bytes of its own", async () => {
    const leased = lease(worker);
    await waiting(1);
    const payload = Buffer.from("before");
    const enqueued = await enqueue(payload);
    const [one] = (await leased) as [Lease];
    payload.write("after.");
    one.job.payload.fill(0);
    expect(Buffer.from((await producer.get(enqueued.id)).payload).toString()).toBe("before");
    expect(payload.toString()).toBe("after.");
  });

  test("keeps a job that comes while it gives up its wait, or gives it back", async () => {
    const ROUNDS = 100;
    for (let round = 0; round < ROUNDS; round++) {
      const abort = new AbortController();
      const leased = lease(worker, { signal: abort.signal });
      await waiting(1);
      const enqueued = enqueue();
      // Every other round, the abort is on its way before the enqueue.
      if (round % 2 === 0) setImmediate(() => abort.abort());
      else abort.abort();
      const { id } = await enqueued;
      const [got] = await leased;
      const [again] = got === undefined ? await lease(producer) : [got];
      expect(again?.job).toMatchObject({ id, attempt: 1 });
      await producer.settle([
        { jobId: id, token: again?.token as number, outcome: { kind: "completed" } },
      ]);
    }
  });
});

test("within a process, the answer brings the job, and no message", async () => {
  const leased = lease(producer);
  await waiting(1);
  const redis = new Redis(url as string);
  const listener = new Redis(url as string);
  try {
    const heard: string[] = [];
    listener.on("pmessage", (_pattern, channel) => heard.push(channel));
    await listener.psubscribe(`{${keyPrefix}:0}:*`);
    const { id } = await enqueue();
    expect((await leased).map(({ job }) => job.id)).toEqual([id]);
    const last = `{${keyPrefix}:0}:last`;
    await redis.publish(last, "");
    await expect.poll(() => heard).toContain(last);
    expect(heard).toEqual([last]);
  } finally {
    listener.disconnect();
    redis.disconnect();
  }
});

test("jobs go to the workers one each, the one that has waited longest first", async () => {
  const first = lease(openStore(), { workerId: "first" });
  await waiting(1);
  const second = lease(openStore(), { workerId: "second" });
  await waiting(2);
  const ids = [(await enqueue()).id, (await enqueue()).id];
  const leases = [await first, await second];
  expect(leases.map((all) => all.map(({ job }) => [job.id, job.workerId]))).toEqual([
    [[ids[0], "first"]],
    [[ids[1], "second"]],
  ]);
});

test("a worker that waits for several types is handed one job, whichever comes first", async () => {
  const worker = openStore();
  const leased = lease(worker, { types: ["t", "other"] });
  await waiting(1, "other");
  const ids = [(await enqueue(undefined, { type: "other" })).id, (await enqueue()).id];
  const got = (await leased).map(({ job }) => job.id);
  // It looks for itself too when it has just begun to listen, and then may find the other one.
  if (got.length === 1) {
    expect(got).toEqual([ids[0]]);
    got.push(...(await lease(worker, { types: ["t", "other"] })).map(({ job }) => job.id));
  }
  expect(got.sort()).toEqual(ids.sort());
});

test("a worker that stops leaves no job behind that was on its way to it", async () => {
  const STOPS = 150;
  const ids: string[] = [];
  const workers = new AbortController();
  const settle = async (store: RedisStore, leases: Lease[]) => {
    const outcome = { kind: "completed" } as const;
    await store.settle(leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
  };
  // Several leases in a process, and in several, so that one is handed a job while another stops.
  const work = async (first: number) => {
    for (let stop = first; stop < STOPS; stop += 3) {
      const worker = openStore();
      const stopping = new AbortController();
      const { signal } = stopping;
      const lanes = [0, 1, 2].map(async () => {
        while (!signal.aborted) await settle(worker, await lease(worker, { signal }));
      });
      const before = ids.length;
      // At another moment of the traffic each time.
      await expect.poll(() => ids.length, { interval: 1 }).toBeGreaterThan(before + (stop % 7));
      stopping.abort();
      // Every other one closes while its leases are being given up.
      if (stop % 2 === 0) await Promise.all(lanes);
      await Promise.all([worker.close(), Promise.allSettled(lanes)]);
    }
  };
  const produce = async () => {
    while (!workers.signal.aborted) ids.push((await enqueue()).id);
  };
  const producing = [produce(), produce()];
  await Promise.all([work(0), work(1), work(2)]);
  workers.abort();
  await Promise.all(producing);
  const { jobs: running } = await producer.list({ type: "t", statuses: ["RUNNING"] });
  expect(running).toEqual([]);
  for (const id of ids) {
    const { status, attempt } = await producer.get(id);
    expect([status, attempt]).toEqual(status === "PENDING" ? ["PENDING", 0] : ["COMPLETED", 1]);
  }
});

test("a worker whose connection is lost is handed nothing", async () => {
  await using proxy = await TcpProxy.start(url as string);
  const gone = openStore(proxy.url);
  const lost = lease(gone).catch((error: unknown) => error);
  await waiting(1);
  await proxy.refuse();
  const { id } = await enqueue();
  const [found] = await lease(openStore(), { waitMs: 0 });
  expect(found?.job).toMatchObject({ id, attempt: 1 });
  await gone.close();
  await lost;
});
