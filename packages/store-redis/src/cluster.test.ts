import { randomUUID } from "node:crypto";
import { partitionOf } from "@millrace/core";
import { storeSuite, type TestedStore, workflowSuite } from "@millrace/store-conformance";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { RedisStore } from "./redis-store.ts";
import { LoadAudit, REPLICATION_MS } from "./test/load-audit.ts";
import { RedisCluster } from "./test/redis-cluster.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

/** Short, so that calls on a slot that moves do not keep the others waiting for long. */
const TIMEOUT_MS = 1_000;

let cluster: RedisCluster;
const keyPrefix = () => `test-${randomUUID()}`;

if (REDIS_BINARY === undefined) {
  test("the Redis store on a cluster", (context) => context.skip(NO_REDIS_BINARY));
} else {
  beforeAll(async () => {
    cluster = await RedisCluster.start();
  }, 60_000);
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  const tested: TestedStore = {
    time: "real",
    order: "partition",
    replicates: true,
    open: () => new RedisStore(cluster.url, { keyPrefix: keyPrefix() }),
  };
  storeSuite("the Redis store on a cluster", tested);
  workflowSuite("the Redis store on a cluster", tested);

  test("is told from a Redis alone, and a Redis alone from it", async () => {
    await using stack = new AsyncDisposableStack();
    const open = (url: string) => {
      const store = new RedisStore(url);
      stack.defer(() => store.close());
      return store;
    };
    await expect(open(cluster.nodes[0]?.url as string).ready()).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining("begin the URL with redis+cluster://"),
    });
    const alone = await RedisServer.start();
    stack.use(alone);
    await expect(open(alone.url.replace("redis", "redis+cluster")).ready()).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringContaining("begin the URL with redis://"),
    });
    await open(cluster.url).ready();
  });

  test("takes a user without the right to INFO, and the driver prints nothing", async () => {
    const prefix = keyPrefix();
    const rights = [`~{${prefix}:*`, `~${prefix}:partitions`, "allchannels", "+@all", "-info"];
    const setUser = ["SETUSER", "ada", "on", ">pass", ...rights];
    await Promise.all(cluster.nodes.map(({ redis }) => redis.call("ACL", ...setUser)));
    await using stack = new AsyncDisposableStack();
    const printed = vi.spyOn(console, "warn");
    stack.defer(() => printed.mockRestore());
    const store = new RedisStore(cluster.url.replace("//", "//ada:pass@"), { keyPrefix: prefix });
    stack.defer(() => store.close());
    await store.ready();
    expect(await store.enqueue([{ type: "t" }])).toMatchObject([{ created: true }]);
    expect(printed).not.toHaveBeenCalled();
  });

  test("asks the replicas of the node that has the slot, also when that has moved", async () => {
    const prefix = keyPrefix();
    await using stack = new AsyncDisposableStack();
    const store = new RedisStore(cluster.url, { keyPrefix: prefix, replicaTimeoutMs: 10_000 });
    stack.defer(() => store.close());
    const requests = Array.from({ length: 40 }, (_, n) => {
      return { type: "t", idempotencyKey: `${n}`, durability: "REPLICATED" } as const;
    });
    const first = await store.enqueue(requests);
    expect(first).toEqual(requests.map(() => expect.objectContaining({ replicas: 1 })));
    const partitions = first.map((result) => "job" in result && partitionOf(result.job.id));
    expect(new Set(partitions).size).toBe(8);

    const slot = `{${prefix}:${partitions[0]}}`;
    await cluster.moveSlot(slot, 1, async () => {});
    const others = requests.map((request) => ({ ...request, type: "u" }));
    for (const [again, created] of [
      [await store.enqueue(requests), false],
      [await store.enqueue(others), true],
    ] as const) {
      expect(again).toEqual(requests.map(() => expect.objectContaining({ created, replicas: 1 })));
    }
    const { redis } = await cluster.replicaOf(await cluster.masterOf(slot));
    await redis.readonly();
    expect(await redis.zcard(`${slot}:q:t:PENDING`)).toBe(
      partitions.filter((partition) => partition === partitions[0]).length,
    );
  });

  describe("a cluster under load", () => {
    test("goes on while the slot of a partition moves to another node", async () => {
      const prefix = keyPrefix();
      await using stack = new AsyncDisposableStack();
      const audit = openAudit(stack, prefix);
      await audit.progress(200);
      await cluster.moveSlot(`{${prefix}:3}`, 5, () => audit.progress(20));
      await audit.progress(200);
      await audit.drain();
      expect(audit.settledTwice).toEqual([]);
    });

    test("goes on when masters and replicas change places", async () => {
      const prefix = keyPrefix();
      await using stack = new AsyncDisposableStack();
      const audit = openAudit(stack, prefix);
      await audit.progress(200);
      const master = await cluster.masterOf(`{${prefix}:0}`);
      const replica = await cluster.replicaOf(master);
      await replica.redis.cluster("FAILOVER");
      await expect.poll(() => cluster.masterOf(`{${prefix}:0}`)).toBe(replica);
      await audit.progress(200);
      await audit.drain();
      expect(audit.settledTwice).toEqual([]);
    });

    test("goes on when a master is killed", async () => {
      const prefix = keyPrefix();
      await using stack = new AsyncDisposableStack();
      const audit = openAudit(stack, prefix);
      await audit.progress(200);
      const master = await cluster.masterOf(`{${prefix}:0}`);
      const killedAt = performance.now();
      await master.kill();
      expect(audit.replicatedJustBefore(killedAt)).toBeGreaterThan(0);
      await expect
        .poll(async () => (await cluster.masterOf(`{${prefix}:0}`)) !== master, { timeout: 20_000 })
        .toBe(true);
      await audit.progress(200);
      await audit.drain(killedAt);
      await master.run();
      for (const id of audit.settledTwice) {
        const [first = 0] = audit.settled.get(id) ?? [];
        expect(first).toBeGreaterThan(killedAt - REPLICATION_MS);
      }
    });
  });
}

function openAudit(stack: AsyncDisposableStack, prefix: string): LoadAudit {
  const [producer, worker] = [1, 2].map(() => {
    const store = new RedisStore(cluster.url, {
      keyPrefix: prefix,
      timeoutMs: TIMEOUT_MS,
      replicaTimeoutMs: TIMEOUT_MS / 10,
    });
    stack.defer(() => store.close());
    return store;
  }) as [RedisStore, RedisStore];
  return stack.use(new LoadAudit(producer, worker));
}
