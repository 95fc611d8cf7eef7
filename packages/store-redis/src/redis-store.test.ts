import { randomUUID } from "node:crypto";
import { storeSuite } from "@millrace/store-conformance";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

storeSuite("the Redis store", async () => {
  const store = new RedisStore(url, { keyPrefix: `test-${randomUUID()}` });
  return {
    store,
    source: store,
    close: () => store.close(),
  };
});
