import { randomUUID } from "node:crypto";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { parseRedisUrl } from "@millrace/store-url";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { SentinelWatch } from "./sentinel-watch.ts";
import { RedisSentinels } from "./test/redis-sentinels.ts";
import { NO_REDIS_BINARY, REDIS_BINARY } from "./test/redis-server.ts";

/** Shorter than a replaced master takes itself for the master. */
const LEAVES = { timeout: 5_000, interval: 10 };

test.for(["127.0.0.1", "localhost"])(
  "a store leaves a master that was replaced, though it is there and takes jobs, on a host named %s",
  async (hostName, context) => {
    if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
    await using stack = new AsyncDisposableStack();
    const sentinels = stack.use(await RedisSentinels.start({ hostName }));
    const keyPrefix = `test-${randomUUID()}`;
    const open = (url: string) => {
      const store = new RedisStore(url, { keyPrefix });
      stack.defer(() => store.close());
      return store;
    };
    const store = open(sentinels.url());
    const leasing = new AbortController();
    // A lease that waits listens over a connection of its own.
    const lease = { types: ["a"], maxJobs: 1, leaseMs: 60_000, waitMs: 60_000, workerId: "w" };
    const waiting = store.lease({ ...lease, signal: leasing.signal });
    const [before] = sentinels.servers as [(typeof sentinels.servers)[0]];
    const clients = async () => {
      const list = (await before.redis.client("LIST")) as string;
      return list.match(/name=millrace-\w+/g)?.sort() ?? [];
    };
    await expect.poll(clients).toEqual(["name=millrace-channels", "name=millrace-commands"]);

    await sentinels.failOver();
    const next = await sentinels.masterAfter(before);
    await expect.poll(clients, LEAVES).toEqual([]);
    const named = Array(3).fill([hostName, `${next.port}`]);
    expect(await sentinels.namedMasters()).toEqual(named);
    const [result] = await store.enqueue([{ type: "a" }]);
    if (result === undefined || "error" in result) throw new Error("the job was refused");
    await expect(waiting).resolves.toMatchObject([{ job: { id: result.job.id } }]);
    expect(await open(next.url).get(result.job.id)).toMatchObject({ status: "RUNNING" });
    leasing.abort();
  },
);

describe("what Sentinels say", () => {
  const url = process.env["REDIS_URL"];
  if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
  let name: string;
  let switches: number;
  /** Any Redis can say what Sentinels say. */
  let sentinel: Redis;
  let watch: SentinelWatch;

  beforeEach(async () => {
    name = `main-${randomUUID()}`;
    switches = 0;
    sentinel = new Redis(url);
    const { host, port } = parseRedisUrl(url).addresses[0] as { host: string; port: number };
    watch = new SentinelWatch(parseRedisUrl(`redis+sentinel://${host}:${port}/${name}`), {
      timeoutMs: 5_000,
      onSwitch: () => switches++,
    });
    // It listens once it has heard of a first one.
    await expect
      .poll(async () => {
        await sentinel.publish("+switch-master", `${name} zero.local 1 a.local 1`);
        return watch.isCurrent("a.local:1");
      })
      .toBe(true);
    expect(switches).toBe(1);
  });

  afterEach(() => {
    watch.close();
    sentinel.disconnect();
  });

  test("of a switch is news once, whoever says it, and in their words", async () => {
    for (const _sentinel of [1, 2, 3]) {
      await sentinel.publish("+switch-master", `${name} a.local 1 b.local 2`);
    }
    await sentinel.publish("+switch-master", `${name} b.local 2 c.local 3`);
    await expect.poll(() => watch.isCurrent("c.local:3")).toBe(true);
    expect(switches).toBe(3);
    const places = ["a.local:1", "b.local:2", "c.local:3", undefined];
    expect(places.map((place) => watch.isCurrent(place))).toEqual([false, false, true, false]);
    expect(places.map((place) => watch.isReplaced(place))).toEqual([false, true, false, false]);
  });

  test("of a choice leaves no master, until it is aborted or done", async () => {
    const chosen = `slave b.local:2 b.local 2 @ ${name} a.local 1`;
    await sentinel.publish("+selected-slave", chosen);
    await expect.poll(() => switches).toBe(2);
    expect([watch.isCurrent("a.local:1"), watch.isReplaced("a.local:1")]).toEqual([false, true]);
    await sentinel.publish("-failover-abort-slave-timeout", `master ${name} a.local 1`);
    await expect.poll(() => watch.isReplaced("a.local:1")).toBe(false);
    await sentinel.publish("+selected-slave", chosen);
    await sentinel.publish("+switch-master", `${name} a.local 1 b.local 2`);
    await expect.poll(() => watch.isCurrent("b.local:2")).toBe(true);
    expect(switches).toBe(4);
  });

  test("is heard again when a connection has gone silent", async () => {
    await using proxy = await TcpProxy.start(url);
    const deaf = new SentinelWatch(
      parseRedisUrl(`redis+sentinel://${new URL(proxy.url).host}/${name}`),
      { timeoutMs: 100, probeIntervalMs: 10, onSwitch: () => {} },
    );
    const hears = async (host: string) => {
      await sentinel.publish("+switch-master", `${name} a.local 1 ${host} 2`);
      return deaf.isCurrent(`${host}:2`);
    };
    await expect.poll(() => hears("b.local"), LEAVES).toBe(true);
    proxy.mode = { kind: "blackhole" };
    proxy.mode = { kind: "normal" };
    await expect.poll(() => hears("c.local"), LEAVES).toBe(true);
    deaf.close();
  });

  test("of another master is not listened to", async () => {
    await sentinel.publish("+switch-master", "other a.local 1 b.local 2");
    await sentinel.publish("+switch-master", `${name} a.local 1 c.local 3`);
    await expect.poll(() => watch.isCurrent("c.local:3")).toBe(true);
    expect(switches).toBe(2);
  });
});
