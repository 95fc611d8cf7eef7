import { randomUUID } from "node:crypto";
import type { TestedStore } from "@millrace/store-conformance";
import { RedisStore } from "../redis-store.ts";

/** The Redis store on the Redis at `urlOf()`, each time under a prefix of its own. */
export function testedStore(urlOf: () => string, partitions: number): TestedStore {
  return {
    time: "real",
    order: partitions === 1 ? "queue" : "partition",
    replicates: true,
    open: () =>
      new RedisStore(urlOf(), {
        keyPrefix: `test-${randomUUID()}`,
        partitions,
        // There may be no replica.
        replicaTimeoutMs: 5,
      }),
  };
}
