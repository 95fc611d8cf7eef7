import { storeSuite } from "@millrace/store-conformance";
import { afterAll, beforeAll, test } from "vitest";
import { NO_OLDEST_REDIS_BINARY, OLDEST_REDIS_BINARY, RedisServer } from "./test/redis-server.ts";
import { testedStore } from "./test/tested-store.ts";

const url = process.env["REDIS_URL"] ?? "";
if (url === "") throw new Error("set REDIS_URL to the URL of a Redis for tests");

storeSuite(
  "the Redis store",
  testedStore(() => url, 1),
);
storeSuite(
  "the Redis store, 8 partitions",
  testedStore(() => url, 8),
);

const oldestBinary = OLDEST_REDIS_BINARY;
if (oldestBinary === undefined) {
  test("the Redis store on Redis 6.2", (context) => context.skip(NO_OLDEST_REDIS_BINARY));
} else {
  let oldest: RedisServer;
  beforeAll(async () => {
    oldest = await RedisServer.startBinary(oldestBinary);
  });
  afterAll(() => oldest?.[Symbol.asyncDispose]());
  storeSuite(
    "the Redis store on Redis 6.2",
    testedStore(() => oldest.url, 1),
  );
}
