import { randomUUID } from "node:crypto";
import { Bench } from "@millrace/store-conformance";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

let keyPrefix: string;
let proxy: TcpProxy;
let store: RedisStore;
let bench: Bench;

beforeEach(async () => {
  proxy = await TcpProxy.start(url);
  keyPrefix = `test-${randomUUID()}`;
  store = new RedisStore(proxy.url, { keyPrefix, timeoutMs: 400 });
  bench = new Bench({ store, source: store, close: () => store.close() });
  await store.ping();
});

afterEach(async () => {
  await store.close();
  await proxy[Symbol.asyncDispose]();
});

test("what a store learns before its first enqueue is asked for again when the answer is lost", async () => {
  proxy.loseNextAnswer();
  const { id } = await bench.enqueue();
  const { jobs } = await store.list({});
  expect(jobs.map((job) => [job.id, job.sequence])).toEqual([[id, 1]]);
});

test("a call that may have taken effect says so, also when Redis cannot be reached since", async () => {
  await bench.enqueue({ type: "before" });
  let isRefused: Promise<void> | undefined;
  proxy.loseAnswers(() => {
    isRefused ??= proxy.refuse();
    return true;
  });
  await expect(store.enqueue([{ type: "t" }])).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("whether the call took effect is unknown"),
    cause: { message: expect.stringContaining("cannot be reached") },
  });
  await expect(store.enqueue([{ type: "t" }])).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("cannot be reached"),
  });
  await isRefused;
  const direct = new RedisStore(url, { keyPrefix });
  const { jobs } = await direct.list({ type: "t" });
  await direct.close();
  expect(jobs).toHaveLength(1);
});

test("a Redis that has forgotten its scripts is told them again", async () => {
  const redis = new Redis(url);
  const forget = () => redis.script("FLUSH");
  try {
    await forget();
    await bench.enqueue();
    const lease = await bench.leaseOne();
    await forget();
    expect(await bench.settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
    await forget();
    expect(await store.retry(lease.job.id)).toMatchObject({ status: "PENDING" });
    await forget();
    proxy.loseNextAnswer();
    expect((await store.get(lease.job.id)).status).toBe("PENDING");
  } finally {
    redis.disconnect();
  }
});
