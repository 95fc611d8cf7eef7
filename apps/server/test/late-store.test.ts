import { openStore } from "@millrace/open";
import { type Logger, MillraceServer, silentLogger } from "@millrace/server";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "@millrace/store-redis/test-servers";
import { expect, test } from "vitest";

const UP = { timeout: 20_000, interval: 20 };

test("a Redis that comes up after the server is checked as one that was there", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using redis = await RedisServer.start("--maxmemory-policy", "allkeys-lru");
  await redis.kill();
  const warnings: string[] = [];
  const errors: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (fields, message) =>
      errors.push(`${message}: ${(fields as { err: Error }).err.message}`),
  };
  await using opened = await openStore(redis.url, {
    logger: { warn: (_, warning) => warnings.push(warning) },
  });
  expect(warnings).toEqual([expect.stringContaining("cannot be reached")]);
  const { store } = opened;
  let checks = 0;
  const server = new MillraceServer(store, {
    version: "0.0.0-test",
    logger,
    maintain: false,
    readinessIntervalMs: 10,
    check: async () => {
      await opened.check();
      checks++;
    },
  });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => server.stop(0));
  const { port } = await server.start(0, "127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  const readyz = async () => (await fetch(`${url}/readyz`)).status;
  await expect.poll(() => errors, UP).toHaveLength(1);
  expect(await readyz()).toBe(503);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);

  await redis.run("--replicaof", "127.0.0.1", "1");
  await expect.poll(() => errors, UP).toHaveLength(2);
  expect(errors[1]).toContain("the store cannot be used: not ready: Redis is a replica");
  expect(await readyz()).toBe(503);

  await redis.redis.replicaof("NO", "ONE");
  await expect.poll(readyz, UP).toBe(200);
  const result = await store.enqueue([{ type: "a" }]);
  expect(result).toMatchObject([{ job: { status: "PENDING" } }]);
  await expect.poll(() => checks, UP).toBeGreaterThan(3);
  expect(errors).toHaveLength(2);
  expect(warnings.slice(1)).toEqual([
    expect.stringContaining("Redis keeps nothing on disk"),
    expect.stringContaining("maxmemory-policy allkeys-lru"),
  ]);
});
