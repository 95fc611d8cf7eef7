import { randomUUID } from "node:crypto";
import type { EnqueueRequest, EnqueueResult, Job } from "@millrace/core";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

// Jobs with options go ways of their own, which write and rewrite hashes without a look at most of what is there.
let server: RedisServer;
beforeAll(async () => {
  if (REDIS_BINARY === undefined) return;
  server = await RedisServer.start();
  return () => server[Symbol.asyncDispose]();
});
beforeEach((context) => {
  if (REDIS_BINARY === undefined) context.skip(NO_REDIS_BINARY);
});

const TYPE = "t";
const bytes = (count: number) => new Uint8Array(count).fill(65);
/** What a job may have besides its key: none, one or many further pieces of a payload, fields, a due time. */
const SHAPES: Readonly<Record<string, Partial<EnqueueRequest>>> = {
  short: { payload: bytes(9) },
  "of one piece": { payload: bytes(90) },
  "of three pieces": { payload: bytes(200) },
  large: { payload: bytes(2_000) },
  "with metadata": { payload: bytes(9), metadata: { a: "1" } },
  "with fields": { payload: bytes(90), maxAttempts: 7, retentionMs: 3_600_000 },
  "due later": { payload: bytes(9), delayMs: 60_000 },
  "due later of one piece": { payload: bytes(90), delayMs: 90_000 },
};

function open(): RedisStore {
  const store = new RedisStore(server.url, { keyPrefix: `test-${randomUUID()}`, partitions: 1 });
  onTestFinished(() => store.close());
  return store;
}

function request(key: string, shape: Partial<EnqueueRequest>, maxWaitMs?: number): EnqueueRequest {
  const limit = maxWaitMs === undefined ? {} : { maxWaitMs };
  return { type: TYPE, ...shape, unique: { key, onConflict: "REPLACE", ...limit } };
}

function jobOf(result: EnqueueResult | undefined): Job {
  if (result === undefined || "error" in result) throw new Error("refused");
  return result.job;
}

describe.each(Object.entries(SHAPES))("a job that is %s", (_, first) => {
  test.each([true, false])("is told as it stands there (all by one call: %s)", async (together) => {
    const store = open();
    const shapes = Object.values(SHAPES);
    const enqueue = async (requests: EnqueueRequest[]) => {
      if (together) return store.enqueue(requests);
      const results: EnqueueResult[] = [];
      for (const one of requests) results.push(...(await store.enqueue([one])));
      return results;
    };
    const made = await enqueue(shapes.map((__, i) => request(`k${i}`, first)));
    for (const result of made) {
      expect(result).toMatchObject({ created: true });
      expect(await store.get(jobOf(result).id)).toEqual(jobOf(result));
    }
    // A second time, because a replaced job stands there otherwise than a new one.
    for (const maxWaitMs of [undefined, 100_000]) {
      const replaced = await enqueue(shapes.map((shape, i) => request(`k${i}`, shape, maxWaitMs)));
      for (const [i, result] of replaced.entries()) {
        expect(result).toMatchObject({ created: false, replaced: true });
        expect(jobOf(result).id).toBe(jobOf(made[i]).id);
        expect(jobOf(result).payload).toEqual(shapes[i]?.payload);
        expect(await store.get(jobOf(result).id)).toEqual(jobOf(result));
      }
    }
  });
});

test("a batch with keys that are free and held, and jobs without any, does each as it is alone", async () => {
  const store = open();
  const [held] = await store.enqueue([{ type: TYPE, unique: { key: "held" } }]);
  const results = await store.enqueue([
    { type: TYPE, unique: { key: "free" } },
    { type: TYPE, unique: { key: "held" } },
    { type: TYPE, maxAttempts: 9 },
    { type: TYPE, delayMs: 60_000 },
    { type: TYPE, unique: { key: "held", onConflict: "REJECT" } },
    { type: TYPE, unique: { key: "later", ttlMs: 60_000 }, delayMs: 5_000 },
  ]);
  expect(results.map((result) => "created" in result && result.created)).toEqual([
    ...[true, false, true, true, false, true],
  ]);
  expect(jobOf(results[1]).id).toBe(jobOf(held).id);
  expect(results[4]).toMatchObject({ error: { code: "ALREADY_EXISTS" } });
  for (const at of [0, 2, 3, 5]) {
    expect(await store.get(jobOf(results[at]).id)).toEqual(jobOf(results[at]));
  }
});
