import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { LoadAudit, REPLICATION_MS } from "./test/load-audit.ts";
import { asReplicaOf, RedisSentinels } from "./test/redis-sentinels.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

const PATIENCE = { timeout: 20_000, interval: 20 };

/** A master and its replica, and three Sentinels that watch them. */
async function startSentinels(stack: AsyncDisposableStack) {
  const sentinels = stack.use(await RedisSentinels.start());
  const [master, replica] = sentinels.servers as [RedisServer, RedisServer];
  return { master, replica, url: (name: string) => sentinels.url(name) };
}

test("a store behind Sentinels follows the master, and says when there is none", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const { master, replica, url } = await startSentinels(stack);
  const keyPrefix = `test-${randomUUID()}`;
  const open = (name: string) => {
    // Short, since the one replica becomes the master.
    const store = new RedisStore(url(name), { keyPrefix, replicaTimeoutMs: 100 });
    stack.defer(() => store.close());
    return store;
  };
  await expect(open("other").ready()).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining("know no master named other"),
  });
  const [producer, worker] = [open("main"), open("main")];
  await Promise.all([producer.ready(), worker.ready()]);
  const audit = stack.use(new LoadAudit(producer, worker));
  await audit.progress(200);
  const killedAt = performance.now();
  await master.kill();
  expect(audit.replicatedJustBefore(killedAt)).toBeGreaterThan(0);
  await vi.waitFor(
    async () => expect(await replica.redis.info("replication")).toContain("role:master"),
    PATIENCE,
  );
  await audit.progress(200);
  await audit.drain(killedAt);
  for (const id of audit.settledTwice) {
    expect(audit.settled.get(id)?.[0]).toBeGreaterThan(killedAt - REPLICATION_MS);
  }
});

test("Sentinels are told from what keeps jobs, and that from them", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const { master, url } = await startSentinels(stack);
  const [sentinel] = /[\d.]+:\d+/.exec(url("main")) as RegExpExecArray;
  const cases = [
    [`redis://${sentinel}`, "this is a Sentinel, which keeps no jobs"],
    [`redis+cluster://${sentinel}`, `Redis at ${sentinel} is not a cluster`],
    [master.url.replace("redis", "redis+sentinel").concat("/main"), "is not a Sentinel; name"],
  ] as const;
  for (const [wrong, told] of cases) {
    const store = new RedisStore(wrong, { timeoutMs: 2_000 });
    stack.defer(() => store.close());
    await expect(store.ready(), wrong).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining(told),
    });
  }
});

test("a replica takes no jobs, and says which Redis does", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const master = stack.use(await RedisServer.start());
  const replica = stack.use(await RedisServer.start(...asReplicaOf(master)));
  const store = new RedisStore(replica.url);
  stack.defer(() => store.close());
  await expect(store.ready()).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(`its master, 127.0.0.1:${master.port}`),
  });
});
