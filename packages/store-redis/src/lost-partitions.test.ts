import { randomUUID } from "node:crypto";
import { QueueTally } from "@millrace/core";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Partitions } from "./partitions.ts";
import { RedisDriver } from "./redis-driver.ts";
import { RedisStore } from "./redis-store.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";
import { Waiters } from "./waiters.ts";

const url = process.env["REDIS_URL"];
if (url === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");

const TYPE = "task";
/** Enough keys for each of some partitions to have one. */
const KEYS = Array.from({ length: 64 }, (_, i) => `key ${i}`);

describe("a Redis that has lost the number of partitions", () => {
  let redis: Redis;
  let keyPrefix: string;
  let losses: string[];
  let stack: AsyncDisposableStack;

  beforeEach(() => {
    redis = new Redis(url);
    keyPrefix = `test-${randomUUID()}`;
    losses = [];
    stack = new AsyncDisposableStack();
    stack.defer(() => redis.disconnect());
  });
  afterEach(() => stack.disposeAsync());

  /** The partitions as one client knows them. */
  async function client(wanted?: number): Promise<Partitions> {
    const driver = new RedisDriver(url as string, { timeoutMs: 5_000 });
    const onLoss = (message: string) => losses.push(message);
    const waiters = new Waiters(() => {});
    const partitions = new Partitions(driver, {
      waiters,
      tally: new QueueTally(),
      keyPrefix,
      wanted,
      atFirst: 1,
      onLoss,
    });
    stack.defer(() => {
      partitions.close();
      driver.close();
    });
    await partitions.all();
    return partitions;
  }

  const numberKey = () => `${keyPrefix}:partitions`;
  const kept = () => redis.hgetall(numberKey());
  const homesOfKeys = (partitions: Partitions) => {
    return KEYS.map((key) => partitions.ofKey(TYPE, key).number);
  };

  test("gets it back from a client that runs", async () => {
    const running = await client(8);
    await redis.del(numberKey());
    await running.refresh();
    expect(await kept()).toEqual({ number: "8", keyed: "8" });
    expect(losses).toEqual([expect.stringMatching(/lost the number.*spread over 8 again/)]);
    await running.refresh();
    expect(losses).toHaveLength(1);
  });

  test("gets it back also when a new client has set another one before", async () => {
    const running = await client(8);
    await redis.del(numberKey());
    const fresh = await client();
    expect(fresh.known).toHaveLength(1);
    await running.refresh();
    expect(losses).toEqual([expect.stringMatching(/lost that it has more than 1,/)]);
    await fresh.refresh();
    expect(fresh.known).toHaveLength(8);
    expect(homesOfKeys(fresh)).toEqual(homesOfKeys(running));
    expect(await kept()).toEqual({ number: "8", keyed: "8" });
  });

  test("leads idempotency keys to the partitions of before when it had grown", async () => {
    const running = await client(2);
    const grown = await client(8);
    await redis.del(numberKey());
    await grown.refresh();
    await running.refresh();
    expect(await kept()).toEqual({ number: "8", keyed: "2" });
    expect(homesOfKeys(running)).toEqual(homesOfKeys(grown));
    expect(new Set(homesOfKeys(grown))).toEqual(new Set([0, 1]));
  });

  test("gets a greater number from the first client that wants one, for all of them", async () => {
    const running = await client(4);
    await redis.del(numberKey());
    const fresh = await client(8);
    await running.refresh();
    expect(running.known).toHaveLength(8);
    expect(homesOfKeys(running)).toEqual(homesOfKeys(fresh));
    expect(losses).toEqual([]);
  });

  test("forgets nothing of it by a failover to a replica without the last number", async () => {
    await client(1);
    const grown = await client(8);
    await redis.hset(numberKey(), { number: 1 });
    await grown.refresh();
    expect(await kept()).toEqual({ number: "8", keyed: "1" });
  });
});

test("after a Redis has come back empty, a new worker finds all jobs of a producer that runs", async (context) => {
  if (REDIS_BINARY === undefined) return context.skip(NO_REDIS_BINARY);
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await RedisServer.start());
  const warnings: string[] = [];
  const open = (partitions?: number) => {
    const onWarning = (message: string) => warnings.push(message);
    const store = new RedisStore(server.url, { partitions, onWarning });
    stack.defer(() => store.close());
    return store;
  };
  const producer = open(8);
  await producer.enqueue([{ type: TYPE }]);
  await server.kill();
  await server.run();
  const ids: string[] = [];
  for (let n = 0; n < 24; n++) {
    for (const result of await producer.enqueue([{ type: TYPE }])) {
      if ("job" in result) ids.push(result.job.id);
    }
  }
  await expect.poll(() => warnings).toEqual([expect.stringContaining("check its persistence")]);
  const worker = open();
  const terms = { types: [TYPE], maxJobs: 100, leaseMs: 60_000, waitMs: 0, workerId: "w" };
  const leased = (await worker.lease(terms)).map(({ job }) => job.id);
  expect(leased.toSorted()).toEqual(ids.toSorted());
});
