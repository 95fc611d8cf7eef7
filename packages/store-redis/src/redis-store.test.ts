import { randomUUID } from "node:crypto";
import { type StoreSuiteOptions, storeSuite } from "@millrace/store-conformance";
import { afterAll, beforeAll, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { NO_OLDEST_REDIS_BINARY, OLDEST_REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

const url = process.env["REDIS_URL"] ?? "";
if (url === "") throw new Error("set REDIS_URL to the URL of a Redis for tests");

function suite(
  name: string,
  urlOf: () => string,
  partitions: number,
  options: StoreSuiteOptions,
): void {
  storeSuite(
    name,
    async () => {
      const store = new RedisStore(urlOf(), {
        keyPrefix: `test-${randomUUID()}`,
        partitions,
        // There may be no replica.
        replicaTimeoutMs: 5,
      });
      return { store, source: store, close: () => store.close() };
    },
    options,
  );
}

suite("the Redis store", () => url, 1, { order: "queue", replicates: true });
suite("the Redis store, 8 partitions", () => url, 8, { order: "partition", replicates: true });

const oldestBinary = OLDEST_REDIS_BINARY;
if (oldestBinary === undefined) {
  test("the Redis store on Redis 6.2", (context) => context.skip(NO_OLDEST_REDIS_BINARY));
} else {
  let oldest: RedisServer;
  beforeAll(async () => {
    oldest = await RedisServer.startBinary(oldestBinary);
  });
  afterAll(() => oldest?.[Symbol.asyncDispose]());
  suite("the Redis store on Redis 6.2", () => oldest.url, 1, { order: "queue", replicates: true });
}
