import { createServer } from "node:net";
import { expect, test } from "vitest";
import { redisVersion, startRedis } from "./redis-process.ts";

const binary = process.env["MILLRACE_TEST_REDIS_BINARY"];

test("a started Redis answers, and is gone when stopped", async (context) => {
  if (binary === undefined) return context.skip("MILLRACE_TEST_REDIS_BINARY names no redis-server");
  const redis = await startRedis(binary);
  try {
    expect(await redisVersion(redis.url, 10_000)).toMatch(/^\d+\.\d+\.\d+/);
  } finally {
    await redis.stop();
  }
  await redis.stop();
  await expect(redisVersion(redis.url, 0)).rejects.toThrow("ECONNREFUSED");
});

test("a binary that is not there does not bring the process down", async () => {
  const redis = await startRedis("/nowhere/redis-server");
  await expect(redisVersion(redis.url, 0)).rejects.toThrow("ECONNREFUSED");
  await redis.stop();
});

test("a server that hangs up is refused", async () => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await expect(redisVersion(`redis://127.0.0.1:${address.port}`, 0)).rejects.toThrow();
  await new Promise((resolve) => server.close(resolve));
});
