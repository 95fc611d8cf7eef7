import { randomUUID } from "node:crypto";
import type { KeyOrder } from "@millrace/core";
import { Redis } from "ioredis";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { RedisStore } from "./redis-store.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
const redis = new Redis(url);
afterAll(() => redis.disconnect());

/** Up to here scores of keys tell each tag to the last bit. */
const EXACT_TURNS = 2 ** 31;
const TICKS_PER_TURN = 2 ** 20;

test.each<[KeyOrder, number]>([
  ["PRIORITY", EXACT_TURNS - 3],
  ["PRIORITY", 2 ** 41],
  ["FAIR", EXACT_TURNS - 3],
  ["FAIR", 2 ** 41],
])("in the order %s keys take turns after %d of them", async (order, turns) => {
  const keyPrefix = `test-${randomUUID()}`;
  const store = new RedisStore(url, { keyPrefix, partitions: 1 });
  onTestFinished(() => store.close());
  await store.queues.setLimits("t", { order });
  const at = turns * TICKS_PER_TURN;
  await redis.hset(`${partitionPrefix(keyPrefix, 0)}:v:t`, "floor", at, "join", at, "plain", at);
  const enqueue = (concurrencyKey: string, count: number, priority = 50) =>
    store.enqueue(
      Array.from({ length: count }, () => {
        return { type: "t", payload: new Uint8Array(), concurrencyKey, priority };
      }),
    );
  const lease = async (maxJobs: number) => {
    const leases = await store.lease({
      types: ["t"],
      maxJobs,
      leaseMs: 60_000,
      waitMs: 0,
      workerId: "w",
    });
    return leases.map(({ job }) => job.concurrencyKey).join("");
  };

  await enqueue("b", 8);
  await enqueue("a", 8);
  await enqueue("low", 1, 1);
  expect(await lease(3)).toBe(order === "FAIR" ? "balow" : "bab");
  const next = (await lease(1)) + (await lease(5));
  expect(next).toBe(order === "FAIR" ? "bababa" : "ababab");
  // One that joins has its turn at once, and makes up for nothing.
  await enqueue("c", 3);
  expect([...(await lease(3))].sort().join("")).toBe("abc");
  expect([...(await lease(3))].sort().join("")).toBe("abc");
});
