import { randomUUID } from "node:crypto";
import { type StoreSuiteOptions, storeSuite } from "@millrace/store-conformance";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

function suite(name: string, partitions: number, options: StoreSuiteOptions): void {
  storeSuite(
    name,
    async () => {
      const store = new RedisStore(url as string, {
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

suite("the Redis store", 1, { order: "queue", replicates: true });
suite("the Redis store, 8 partitions", 8, { order: "partition", replicates: true });
