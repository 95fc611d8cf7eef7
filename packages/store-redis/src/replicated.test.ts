import { randomUUID } from "node:crypto";
import { type EnqueueRequest, type EnqueueResult, newJobIds } from "@millrace/core";
import { TcpProxy } from "@millrace/store-conformance/tcp-proxy";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { partitionPrefix } from "./keys.ts";
import { RedisDriver } from "./redis-driver.ts";
import { RedisStore, type RedisStoreOptions } from "./redis-store.ts";
import { SCRIPTS } from "./script.ts";
import { asReplicaOf } from "./test/redis-sentinels.ts";
import { NO_REDIS_BINARY, REDIS_BINARY, RedisServer } from "./test/redis-server.ts";

const PATIENCE = { timeout: 20_000, interval: 20 };
/** Time enough for a replica that answers, on a busy machine. */
const AMPLE_MS = 10_000;
/** How long to wait for one that does not. */
const SHORT_MS = 50;

describe("a replicated enqueue", () => {
  if (REDIS_BINARY === undefined) {
    test("on a master with a replica", (context) => context.skip(NO_REDIS_BINARY));
    return;
  }

  let stack: AsyncDisposableStack;
  let master: RedisServer;
  let replica: RedisServer;
  let keyPrefix: string;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    keyPrefix = `test-${randomUUID()}`;
    master = stack.use(await RedisServer.start());
    replica = await startReplica();
  });
  afterEach(() => stack.disposeAsync());

  /** Starts a replica of what is at `port`. */
  async function startReplica(port = master.port): Promise<RedisServer> {
    const started = stack.use(await RedisServer.start(...asReplicaOf({ port })));
    await vi.waitFor(async () => {
      const info = await started.redis.info("replication");
      expect(info).toContain("master_link_status:up");
    }, PATIENCE);
    return started;
  }

  function open(options: RedisStoreOptions = {}, url = master.url): RedisStore {
    const store = new RedisStore(url, { keyPrefix, ...options });
    stack.defer(() => store.close());
    return store;
  }

  async function enqueue(store: RedisStore, request: Partial<EnqueueRequest> = {}) {
    const replicated = { type: "t", durability: "REPLICATED", ...request } as const;
    const [result] = (await store.enqueue([replicated])) as [EnqueueResult];
    if ("error" in result) throw result.error;
    return result;
  }

  async function countedWaits(): Promise<number> {
    const info = await master.redis.info("commandstats");
    return Number(/cmdstat_wait:calls=(\d+)/.exec(info)?.[1] ?? 0);
  }

  async function connections(): Promise<number> {
    const clients = (await master.redis.client("LIST")) as string;
    return clients.split("name=millrace-replicated ").length - 1;
  }

  /** Resolves when the master lets one connection wait. */
  async function untilWaiting(): Promise<void> {
    await vi.waitFor(async () => {
      expect(await master.redis.info("clients")).toContain("blocked_clients:1");
    }, PATIENCE);
  }

  /** How many writes the master has carried out. */
  async function changes(): Promise<number> {
    const info = await master.redis.info("persistence");
    return Number(/rdb_changes_since_last_save:(\d+)/.exec(info)?.[1]);
  }

  test("is answered when the replica has the job", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    const { job, created, replicas } = await enqueue(store, { payload: Buffer.from("p") });
    expect({ created, replicas }).toEqual({ created: true, replicas: 1 });
    expect(await replica.redis.exists(`{${keyPrefix}:0}:j:${job.id}`)).toBe(1);
  });

  test("tells that no replica answered in time, and stores the job", async () => {
    const store = open({ replicaTimeoutMs: SHORT_MS });
    replica.freeze();
    const { job, created, replicas } = await enqueue(store);
    expect({ created, replicas }).toEqual({ created: true, replicas: 0 });
    expect(await store.get(job.id)).toMatchObject({ status: "PENDING" });
  });

  test("waits for as many replicas as it is told to", async () => {
    const second = await startReplica();
    expect(await enqueue(open({ replicas: 2, replicaTimeoutMs: AMPLE_MS }))).toMatchObject({
      replicas: 2,
    });
    second.freeze();
    const url = `${master.url}?replicas=2&replica_timeout_ms=${SHORT_MS}`;
    expect(await enqueue(open({}, url))).toMatchObject({ replicas: 1 });
  });

  test("with a count of 1 survives the loss of the master; with 0 it can be lost", async () => {
    await replica.kill();
    const proxy = stack.use(await TcpProxy.start(master.url));
    const heir = await startReplica(Number(new URL(proxy.url).port));
    const kept = await enqueue(open({ replicaTimeoutMs: AMPLE_MS }));
    expect(kept.replicas).toBe(1);
    proxy.mode = { kind: "paused" };
    const lost = await enqueue(open({ replicaTimeoutMs: SHORT_MS }));
    expect(lost.replicas).toBe(0);

    await master.kill();
    await proxy.refuse();
    await heir.redis.replicaof("NO", "ONE");
    const store = open({}, heir.url);
    expect(await store.get(kept.job.id)).toEqual(kept.job);
    await expect(store.get(lost.job.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("of a job that is there already asks the replicas about it", async () => {
    replica.freeze();
    const request = { idempotencyKey: "k" };
    const first = await enqueue(open(), { ...request, durability: "STORED" });
    expect(first).toEqual({ job: first.job, created: true });
    // Over a connection that has written nothing so far, and once more over the same one.
    const store = open({ replicaTimeoutMs: SHORT_MS });
    const asked = { job: first.job, created: false, replicas: 0 };
    expect(await enqueue(store, request)).toEqual(asked);
    expect(await enqueue(store, request)).toEqual(asked);
    replica.thaw();
    await vi.waitFor(async () => {
      expect(await enqueue(store, request)).toEqual({ ...asked, replicas: 1 });
    }, PATIENCE);
  });

  test.each([
    ["a lone job", "the script", {}, 0],
    ["a lone job", "WAIT", {}, 1],
    ["a job with options", "the script", { idempotencyKey: "k" }, 0],
    ["a job with options", "WAIT", { idempotencyKey: "k" }, 1],
  ])("of %s, when the answer to %s is lost, is repeated with its WAIT", async (...options) => {
    const [, , request, after] = options;
    const proxy = stack.use(await TcpProxy.start(master.url));
    const store = open({ replicaTimeoutMs: SHORT_MS }, proxy.url);
    // The connection is there, so that the right answer is lost.
    expect(await enqueue(store, { type: "first", ...request })).toHaveProperty("replicas");
    replica.freeze();
    proxy.loseNextAnswer({ after });
    const { job, replicas } = await enqueue(store, request);
    expect(replicas).toBe(0);
    const { jobs } = await store.list({ type: "t" });
    expect(jobs.map(({ id, sequence }) => [id, sequence])).toEqual([[job.id, 1]]);
    replica.thaw();
    await vi.waitFor(async () => {
      expect(await enqueue(store, { type: "last" })).toMatchObject({ replicas: 1 });
    }, PATIENCE);
  });

  test("writes whatever its script finds, since WAIT tells of what was written", async () => {
    const driver = new RedisDriver(master.url, { timeoutMs: AMPLE_MS });
    stack.defer(() => driver.close());
    const [one, two] = newJobIds(0, 2) as [string, string];
    const special = (id: string, fingerprint: string) =>
      [id, "+", "", 4, "", "k", fingerprint, ""] as const;
    for (const args of [
      ["t", 5, 1, one, "a", ""],
      ["t", 5, 2, one, "a", "", two, "a", ""],
      ["t", 5, 1, ...special(one, "f")],
      ["t", 5, 1, ...special(two, "f")],
      ["t", 5, 1, ...special(two, "other")],
    ]) {
      const prefix = partitionPrefix(keyPrefix, 0);
      for (const _ of ["as new", "as a repeated one"]) {
        const before = await changes();
        await driver.run(SCRIPTS.enqueue, prefix, args);
        expect(await changes()).toBeGreaterThan(before);
      }
    }
  });

  test("shares its WAIT with those that come meanwhile, of all partitions", async () => {
    const store = open({ replicaTimeoutMs: SHORT_MS, partitions: 8 });
    await store.ready();
    replica.freeze();
    const calls = Array.from({ length: 400 }, (_, n) =>
      enqueue(store, n % 2 === 0 ? {} : { idempotencyKey: `${n}` }),
    );
    const results = await Promise.all(calls);
    expect(results.every(({ replicas }) => replicas === 0)).toBe(true);
    expect(await countedWaits()).toBeLessThan(5);
    expect((await store.list({ pageSize: 1_000 })).jobs).toHaveLength(400);
  });

  test("keeps no other enqueue waiting", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    await enqueue(store);
    replica.freeze();
    let isAnswered = false;
    const replicated = enqueue(store).finally(() => {
      isAnswered = true;
    });
    await untilWaiting();
    expect(await enqueue(store, { durability: "STORED" })).not.toHaveProperty("replicas");
    expect(isAnswered).toBe(false);
    replica.thaw();
    expect(await replicated).toMatchObject({ replicas: 1 });
  });

  test("whose master is no longer one when it waits has an outcome that is unknown", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    await enqueue(store);
    replica.freeze();
    const refused = expect(enqueue(store)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringMatching(/READONLY.*whether the call took effect is unknown/),
    });
    await untilWaiting();
    await master.redis.replicaof("127.0.0.1", replica.port);
    await refused;
  });

  test("has a connection of its own, from the first one on until the store is closed", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    await enqueue(store, { durability: "STORED" });
    expect(await connections()).toBe(0);
    await Promise.all([enqueue(store), enqueue(store)]);
    await enqueue(store);
    expect(await connections()).toBe(1);
    await store.close();
    await vi.waitFor(async () => expect(await connections()).toBe(0), PATIENCE);
    await expect(enqueue(store)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("is leased to a worker that waits, like any other", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    const terms = { types: ["t"], maxJobs: 1, leaseMs: 60_000, waitMs: 20_000, workerId: "w" };
    const leased = store.lease(terms);
    const waiting = `{${keyPrefix}:0}:waiting:t`;
    await vi.waitFor(async () => expect(await master.redis.zcard(waiting)).toBe(1), PATIENCE);
    const { job, replicas } = await enqueue(store);
    expect(replicas).toBe(1);
    expect(await leased).toMatchObject([{ job: { id: job.id } }]);
  });

  test("loads its script where it was forgotten", async () => {
    const store = open({ replicaTimeoutMs: AMPLE_MS });
    await enqueue(store);
    await master.redis.script("FLUSH");
    expect(await enqueue(store)).toMatchObject({ created: true, replicas: 1 });
  });

  test("by a user who may not WAIT tells what is missing", async () => {
    const rights = ["allkeys", "allchannels", "+@all", "-wait", "nopass"];
    await master.redis.call("ACL", "SETUSER", "ada", "on", ...rights);
    const store = open({}, master.url.replace("//", "//ada:any@"));
    await expect(enqueue(store)).rejects.toMatchObject({
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(/has stored the job .* allow the command WAIT/),
    });
  });
});
