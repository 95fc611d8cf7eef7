import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { RedisSentinels } from "./test/redis-sentinels.ts";
import { NO_REDIS_BINARY, REDIS_BINARY } from "./test/redis-server.ts";

/** Shorter than a replaced master takes itself for the master. */
const LEAVES = { timeout: 5_000, interval: 10 };

test("a store leaves a master that was replaced, though it is there and takes jobs", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const sentinels = stack.use(await RedisSentinels.start());
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
  const [result] = await store.enqueue([{ type: "a" }]);
  if (result === undefined || "error" in result) throw new Error("the job was refused");
  await expect(waiting).resolves.toMatchObject([{ job: { id: result.job.id } }]);
  expect(await open(next.url).get(result.job.id)).toMatchObject({ status: "RUNNING" });
  leasing.abort();
});
