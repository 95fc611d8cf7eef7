import {
  type ChildRequest,
  type JobStatus,
  type Lease,
  type RunJob,
  runStepIds,
} from "@millrace/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { RedisStore } from "./redis-store.ts";
import {
  NO_OLDEST_REDIS_BINARY,
  NO_REDIS_BINARY,
  OLDEST_REDIS_BINARY,
  REDIS_BINARY,
  RedisServer,
} from "./test/redis-server.ts";

const LEASE_MS = 60_000;

const SERVERS = [
  ["a full Redis", REDIS_BINARY, NO_REDIS_BINARY],
  ["a full Redis 6.2", OLDEST_REDIS_BINARY, NO_OLDEST_REDIS_BINARY],
] as const;

describe.each(SERVERS)("%s", (_name, binary, reason) => {
  let server: RedisServer;
  let store: RedisStore;
  /** A type of its own for each test. */
  let type = "";
  let types = 0;

  beforeAll(async () => {
    if (binary === undefined) return;
    server = await RedisServer.startBinary(binary, "--maxmemory-policy", "noeviction");
    store = new RedisStore(server.url, { timeoutMs: 2_000 });
    await store.ready();
  });
  afterAll(async () => {
    await store?.close();
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async (context) => {
    if (binary === undefined) return context.skip(reason);
    type = `t${types++}`;
    await letMemoryBe("0");
  });

  /** `1` is less than any Redis has, `0` is no bound. */
  const letMemoryBe = (bytes: "0" | "1") => server.redis.config("SET", "maxmemory", bytes);

  async function enqueue(
    request: { readonly retentionMs?: number; readonly delayMs?: number } = {},
  ) {
    const [result] = await store.enqueue([{ type, ...request }]);
    if (result === undefined || "error" in result) throw new Error("not enqueued");
    return result.job.id;
  }

  async function lease(maxJobs = 1): Promise<Lease[]> {
    return store.lease({ types: [type], maxJobs, leaseMs: LEASE_MS, waitMs: 0, workerId: "w" });
  }

  const statusOf = async (id: string): Promise<JobStatus> => (await store.get(id)).status;

  test("takes no new jobs, and says what to do", async () => {
    await enqueue();
    await letMemoryBe("1");
    const refusal = {
      code: "UNAVAILABLE",
      message: expect.stringMatching(/nothing was changed: OOM .*raise maxmemory/),
    };
    await expect(store.enqueue([{ type }])).rejects.toMatchObject(refusal);
    await expect(store.enqueue([{ type, idempotencyKey: "k" }])).rejects.toMatchObject(refusal);
    await expect(store.enqueue([{ type }, { type }])).rejects.toMatchObject(refusal);
  });

  test("is told from one that has room", async () => {
    await store.ping();
    await letMemoryBe("1");
    await expect(store.ping()).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("OOM"),
    });
    await letMemoryBe("0");
    await store.ping();
    expect(await server.redis.exists("{mr:0}")).toBe(0);
  });

  test("gives out what it has, extends its leases and takes how they ended", async () => {
    const ids = [
      await enqueue(),
      await enqueue(),
      await enqueue({ retentionMs: LEASE_MS }),
      await enqueue(),
    ];
    await letMemoryBe("1");
    const leases = [...(await lease()), ...(await lease(3))];
    expect(leases.map(({ job }) => job.id)).toEqual(ids);
    const items = leases.map(({ job, token }) => ({ jobId: job.id, token }));
    const progress = { fraction: 0.5, message: "half" };
    const extended = await store.extend(
      items.map((item) => ({ ...item, progress })),
      LEASE_MS,
    );
    expect(new Set(extended)).toEqual(new Set(["OK"]));
    const outcomes = [
      { kind: "completed" },
      { kind: "completed", result: new Uint8Array(9) },
      { kind: "failed", message: "no" },
      { kind: "snoozed", delayMs: LEASE_MS },
    ] as const;
    const settled: unknown[] = [];
    for (const [i, item] of items.entries()) {
      const outcome = outcomes[i] as (typeof outcomes)[number];
      settled.push(...(await store.settle([{ ...item, outcome }])));
    }
    expect(settled).toEqual(
      ["COMPLETED", "COMPLETED", "RETRYING", "SCHEDULED"].map((status) => ({ status })),
    );
  });

  test("takes the end of a plain job alone", async () => {
    const id = await enqueue();
    const [{ token } = { token: 0 }] = await lease();
    await letMemoryBe("1");
    const item = { jobId: id, token, outcome: { kind: "completed" } } as const;
    expect(await store.settle([item])).toEqual([{ status: "COMPLETED" }]);
  });

  test("takes the end of no job that has children, and of all others in the same call", async () => {
    const ids = [await enqueue(), await enqueue()];
    const [parent, other] = await lease(2);
    if (parent === undefined || other === undefined) throw new Error("not leased");
    const settle = (enqueue: readonly ChildRequest[]) =>
      store.settle(
        [
          { jobId: ids[0] as string, token: parent.token, outcome: { kind: "completed", enqueue } },
          { jobId: ids[1] as string, token: other.token, outcome: { kind: "completed" } },
        ],
        { resend: true },
      );
    await letMemoryBe("1");
    const refused = { error: { code: "UNAVAILABLE", message: expect.stringContaining("OOM") } };
    expect(await settle([{ type: `${type}-child` }])).toMatchObject([
      refused,
      { status: "COMPLETED" },
    ]);
    expect(await statusOf(parent.job.id)).toBe("RUNNING");
    await letMemoryBe("0");
    const done = { status: "COMPLETED" };
    expect(await settle([{ type: `${type}-child` }])).toEqual([done, done]);
    expect((await store.list({ type: `${type}-child` })).jobs).toHaveLength(1);
    expect(await server.redis.exists("{mr:0}")).toBe(0);
  });

  test("lets a job that waits be put off, and takes no other payload for it", async () => {
    const id = await enqueue();
    const before = await store.get(id);
    await letMemoryBe("1");
    for (const update of [{ payload: new Uint8Array(9) }, { metadata: { a: "b" } }]) {
      await expect(store.update(id, update)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: expect.stringMatching(/nothing was changed: OOM .*raise maxmemory/),
      });
    }
    expect(await store.get(id)).toEqual(before);
    const later = await store.update(id, { delayMs: LEASE_MS, priority: 7 });
    expect(later).toMatchObject({ status: "SCHEDULED", priority: 7 });
    expect((await store.update(id, { delayMs: 0 })).status).toBe("PENDING");
  });

  test("lets a job be cancelled, retried, watched and deleted", async () => {
    const id = await enqueue();
    await letMemoryBe("1");
    const seen: JobStatus[] = [];
    const watching = (async () => {
      for await (const { job } of store.watch({ id })) {
        seen.push(job.status);
        if (job.status === "CANCELLED") return;
      }
    })();
    await expect.poll(() => seen).toEqual(["PENDING"]);
    await store.cancel(id);
    await watching;
    expect((await store.redrive(id)).status).toBe("PENDING");
    await store.delete(id);
    await expect(store.get(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("makes no runs and no jobs of runs, and lets runs end", async () => {
    const { runs } = store;
    const base = { workflow: "w", record: "{}", taken: [] };
    const jobs = (id: string, step: string): RunJob[] => [
      { id: runStepIds(id, step, 1)(0), place: { step, epoch: 1 }, request: { type } },
    ];
    const id = await runs.newId();
    const make = { ...base, id, ifVersion: 0, state: "RUNNING", jobs: jobs(id, "a") };
    await runs.change(make);
    await letMemoryBe("1");
    const other = await runs.newId();
    const full = { code: "UNAVAILABLE", message: expect.stringContaining("OOM") };
    await expect(runs.change({ ...make, id: other, jobs: [] })).rejects.toMatchObject(full);
    const [first] = await lease();
    const settlement = { jobId: first?.job.id as string, token: first?.token as number };
    await store.settle([{ ...settlement, outcome: { kind: "completed" } }]);
    const { news } = await runs.get(id, { maxNews: 10 });
    const taken = news.map(({ number }) => number);
    const next = { ...make, ifVersion: 1, taken, jobs: jobs(id, "b") };
    await expect(runs.change(next)).rejects.toMatchObject(full);
    expect(await runs.get(id, { maxNews: 10 })).toMatchObject({ stored: { version: 1 }, news });
    expect(await runs.change({ ...next, jobs: [], state: "DONE" })).toEqual({ changed: true });
    expect(await runs.delete(id, 2, 10)).toBe("DELETED");
  });

  test("is maintained, and hands jobs out that come due to leases that wait", async () => {
    const id = await enqueue({ delayMs: 1 });
    const waiting = store.lease({
      types: [`${type}-later`],
      maxJobs: 1,
      leaseMs: LEASE_MS,
      waitMs: 20_000,
      workerId: "w",
    });
    await letMemoryBe("1");
    await expect.poll(async () => (await store.maintain()) && statusOf(id)).toBe("PENDING");
    await letMemoryBe("0");
    await store.enqueue([{ type: `${type}-later` }]);
    expect(await waiting).toHaveLength(1);
  });

  test("can be used by a worker that comes new", async () => {
    const id = await enqueue();
    await letMemoryBe("1");
    await using stack = new AsyncDisposableStack();
    const fresh = new RedisStore(server.url);
    stack.defer(() => fresh.close());
    await fresh.ready();
    const terms = { types: [type], maxJobs: 1, leaseMs: LEASE_MS, waitMs: 1_000, workerId: "w" };
    expect((await fresh.lease(terms)).map(({ job }) => job.id)).toEqual([id]);
  });
});
