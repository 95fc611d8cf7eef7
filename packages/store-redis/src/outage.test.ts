import { randomUUID } from "node:crypto";
import { outageSuite } from "@millrace/store-conformance";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

outageSuite("Redis", async () => {
  const keyPrefix = `test-${randomUUID()}`;
  return {
    url,
    makeStore: (at, timeoutMs) =>
      new RedisStore(at, { keyPrefix, ...(timeoutMs === undefined ? undefined : { timeoutMs }) }),
  };
});
