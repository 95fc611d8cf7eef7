import { randomUUID } from "node:crypto";
import type { Clock } from "@millrace/core";
import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const stores = {
  time: "real",
  open: () => new RedisStore(url, { keyPrefix: `test-${randomUUID()}` }),
  openModel: (clock: Clock) => new MemoryStore({ clock }),
} as const;

modelSuite("the Redis store", stores, { runs: 50 });
