import { randomUUID } from "node:crypto";
import { Bench } from "@millrace/store-conformance";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisDriver } from "./redis-driver.ts";
import { reconnectDelayMs } from "./redis-link.ts";
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
  const store = new RedisStore(proxy.url, { keyPrefix });
  const bench = new Bench({ store, source: store, close: () => store.close() });
  const forget = () => redis.script("FLUSH");
  try {
    await forget();
    await bench.enqueue();
    const lease = await bench.leaseOne();
    await forget();
    expect(await bench.settle(lease, { kind: "completed" })).toEqual({ status: "COMPLETED" });
    await forget();
    expect(await store.redrive(lease.job.id)).toMatchObject({ status: "PENDING" });
    await forget();
    proxy.loseNextAnswer();
    expect((await store.get(lease.job.id)).status).toBe("PENDING");
  } finally {
    await store.close();
    redis.disconnect();
  }
});

test("a timeout that no timer can have is as good as none", async () => {
  const patient = new RedisStore(proxy.url, { keyPrefix, timeoutMs: 2 ** 31 });
  // Neither the wait for a connection nor that for an answer ends before its time.
  expect(await patient.enqueue([{ type: "t" }])).toMatchObject([{ created: true }]);
  expect((await patient.list({})).jobs).toHaveLength(1);
  await patient.close();
});

test("clients that were cut off together do not come back together", () => {
  const delays = Array.from({ length: 50 }, () => reconnectDelayMs(10));
  expect(new Set(delays).size).toBeGreaterThan(1);
  expect(Math.max(...delays)).toBeLessThanOrEqual(1_000);
  expect(reconnectDelayMs(1)).toBeLessThanOrEqual(40);
});

describe("a subscription that hears nothing more, though its connection stays open", () => {
  const NEVER_MS = 600_000;
  let driver: RedisDriver;
  let heard: string[];
  let subscriptions: number;

  /** Subscribes, and loses what comes over the connections there are. */
  async function goDeaf(probeIntervalMs: number): Promise<void> {
    heard = [];
    subscriptions = 0;
    driver = new RedisDriver(proxy.url, { timeoutMs: 100, probeIntervalMs });
    driver.subscribe(
      [keyPrefix],
      (_channel, message) => heard.push(String(message)),
      () => subscriptions++,
    );
    await expect.poll(() => subscriptions).toBe(1);
    proxy.mode = { kind: "blackhole" };
    proxy.mode = { kind: "normal" };
  }

  afterEach(() => driver.close());

  /** Hears again, over a new connection. */
  async function hearsAgain(): Promise<void> {
    await expect.poll(() => subscriptions).toBe(2);
    const redis = new Redis(url as string);
    await redis.publish(keyPrefix, "again");
    redis.disconnect();
    await expect.poll(() => heard).toEqual(["again"]);
  }

  test("is found out before long, and made anew", async () => {
    await goDeaf(10);
    await hearsAgain();
  });

  test("is looked at as soon as a call has no answer, and made anew", async () => {
    await goDeaf(NEVER_MS);
    await expect(driver.ping()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await hearsAgain();
  });

  test("is made anew when it was asked what is on its way", async () => {
    await goDeaf(NEVER_MS);
    await expect(driver.catchUp()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await hearsAgain();
  });
});
