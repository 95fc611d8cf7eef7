import { randomUUID } from "node:crypto";
import { Bench, lostJobSuite } from "@millrace/store-conformance";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeEach } from "vitest";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
const redis = new Redis(url);
let bench: Bench;
let keyPrefix: string;

beforeEach(() => {
  keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(url, { keyPrefix });
  bench = new Bench({ store, source: store, close: () => store.close() });
});
afterEach(() => bench.harness.close());
afterAll(() => redis.disconnect());

const keyOf = (id: string) => `{${keyPrefix}:0}:j:${id}`;

lostJobSuite(() => bench, {
  lose: (id) => redis.del(keyOf(id)),
  spoil: (id) => redis.hset(keyOf(id), "run", "of no step"),
});
