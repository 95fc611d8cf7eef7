import { randomUUID } from "node:crypto";
import type { Clock } from "@millrace/core";
import { modelSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

function stores(partitions: number) {
  const open = () =>
    new RedisStore(url as string, { keyPrefix: `test-${randomUUID()}`, partitions });
  return { time: "real", open, openModel: (clock: Clock) => new MemoryStore({ clock }) } as const;
}

modelSuite("the Redis store", stores(1), { runs: 50 });
modelSuite("the Redis store, 8 partitions", { ...stores(8), order: "partition" }, { runs: 25 });
