import type { Lease } from "@millrace/core";
import { afterEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const schema = testSchema();
const stores: PostgresStore[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function open(): PostgresStore {
  const store = new PostgresStore(url, { schema: schema.name });
  stores.push(store);
  return store;
}

const terms = { leaseMs: 60_000, waitMs: 0, workerId: "w" };

async function count(table: string): Promise<number> {
  const { rows } = await schema.client.query(`SELECT count(*)::int AS n FROM ${schema.of(table)}`);
  return rows[0].n;
}

test("a limit on each key holds over connections that lease at the same time, in whatever order of types", async () => {
  await schema.empty();
  const [first, ...others] = Array.from({ length: 4 }, open) as [PostgresStore, ...PostgresStore[]];
  const types = ["a", "b"];
  for (const type of types) await first.queues.setLimits(type, { keyMaxRunning: 2 });
  const JOBS = 120;
  await first.enqueue(
    Array.from({ length: JOBS }, (_, i) => ({
      type: types[i % 2] as string,
      concurrencyKey: `tenant ${i % 6}`,
    })),
  );
  const held = new Map<string, number>();
  let [done, most] = [0, 0];
  const add = (key: string, jobs: number) => {
    const now = (held.get(key) ?? 0) + jobs;
    held.set(key, now);
    most = Math.max(most, now);
  };
  const work = async (store: PostgresStore, order: readonly string[]) => {
    while (done < JOBS) {
      const leases = await store.lease({ ...terms, types: order, maxJobs: 5 });
      const names = leases.map(({ job }) => `${job.type} ${job.concurrencyKey}`);
      for (const name of names) add(name, 1);
      await store.ping();
      // Before the settle: a job that is about to end may make room at any moment.
      for (const name of names) add(name, -1);
      const outcome = { kind: "completed" } as const;
      const results = await store.settle(
        leases.map(({ job, token }) => ({ jobId: job.id, token, outcome })),
      );
      expect(results).toEqual(leases.map(() => ({ status: "COMPLETED" })));
      done += leases.length;
    }
  };
  await Promise.all(
    [first, ...others].map((store, i) => work(store, i % 2 === 0 ? types : types.toReversed())),
  );
  expect(most).toBeLessThanOrEqual(2);
  // The last lease of a type finds that no key waits any more.
  expect(await first.lease({ ...terms, types, maxJobs: 1 })).toEqual([]);
  for (const table of [
    "concurrency_keys",
    "key_clocks",
    "key_arrivals",
    "key_waits",
    "key_starts",
  ]) {
    expect(await count(table), table).toBe(0);
  }
});

test("an open transaction that enqueues for a key holds none of its other jobs up", async () => {
  await schema.empty();
  const store = open();
  const job = { type: "a", concurrencyKey: "k" };
  await store.enqueue([job, job]);
  const { client } = schema;
  await client.query("BEGIN");
  await client.query(
    `SELECT FROM ${schema.of("enqueue_jobs")}(
      '{9-0000000000000000}', '{a}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}',
      p_concurrency_keys => ARRAY['k'::bytea]
    )`,
  );
  expect(await store.lease({ ...terms, types: ["a"], maxJobs: 5 })).toHaveLength(2);
  await client.query("COMMIT");
  expect(await store.lease({ ...terms, types: ["a"], maxJobs: 5 })).toHaveLength(1);
});

test("workers are told of the end of a job whose key was full, and of no other one", async () => {
  await schema.empty();
  const store = open();
  const { client } = schema;
  const heard: string[] = [];
  const hear = ({ payload }: { payload?: string | undefined }) => heard.push(payload ?? "");
  client.on("notification", hear);
  await client.query(`LISTEN "${schema.name}"`);
  await store.queues.setLimits("a", { keyMaxRunning: 2 });
  const request = { ...terms, types: ["a"] };
  const enqueue = (...keys: string[]) =>
    store.enqueue(keys.map((concurrencyKey) => ({ type: "a", concurrencyKey })));
  const settle = async (leases: readonly Lease[]) => {
    await client.query("SELECT");
    heard.length = 0;
    await store.settle(
      leases.map(({ job, token }) => ({ jobId: job.id, token, outcome: { kind: "completed" } })),
    );
    await client.query("SELECT");
    return heard.filter((text) => text.startsWith("wake"));
  };

  await enqueue("k", "k", "l");
  expect(await settle(await store.lease({ ...request, maxJobs: 3 }))).toEqual([]);

  await enqueue("k", "k", "k", "l");
  const leases = await store.lease({ ...request, maxJobs: 4 });
  expect(leases).toHaveLength(3);
  const [k, l] = ["k", "l"].map((key) => leases.filter(({ job }) => job.concurrencyKey === key));
  expect(await settle(l as Lease[])).toEqual([]);
  expect(await settle(k as Lease[])).toEqual(["wake a 2"]);
  expect(await store.lease({ ...request, maxJobs: 4 })).toHaveLength(1);
  client.off("notification", hear);
  await client.query(`UNLISTEN "${schema.name}"`);
});

test("a lease that finds all keys held by another one looks again in a moment", async () => {
  await schema.empty();
  const store = open();
  await store.enqueue([
    { type: "a", concurrencyKey: "k" },
    { type: "a", concurrencyKey: "k" },
  ]);
  const request = { ...terms, types: ["a"], maxJobs: 1 };
  expect(await store.lease(request)).toHaveLength(1);
  const { client } = schema;
  await client.query("BEGIN");
  const rows = `SELECT FROM ${schema.of("concurrency_keys")} FOR UPDATE`;
  expect((await client.query(rows)).rowCount).toBe(1);
  const waiting = store.lease({ ...request, waitMs: 60_000 });
  // Behind the first look of that lease, which finds nothing.
  await store.lease(request);
  await client.query("COMMIT");
  expect(await waiting).toHaveLength(1);
});

/** Two jobs of a key that may have one of them run, which does, and how to lease the other. */
async function fullKey(store: PostgresStore) {
  await schema.empty();
  await store.queues.setLimits("a", { keyMaxRunning: 1 });
  await store.enqueue([
    { type: "a", concurrencyKey: "k" },
    { type: "a", concurrencyKey: "k" },
  ]);
  const next = () => store.lease({ ...terms, types: ["a"], maxJobs: 1 });
  const [lease] = (await next()) as [Lease];
  return { lease, next };
}

test("an attempt that is just ending as a lease finds its key full leaves its room to the next one", async () => {
  const store = open();
  const { lease, next } = await fullKey(store);
  const { client } = schema;
  await client.query("BEGIN");
  await client.query(`SELECT FROM ${schema.of("complete_jobs")}($1, $2, '{}')`, [
    [lease.job.id],
    [lease.token],
  ]);
  expect(await next()).toEqual([]);
  await client.query("COMMIT");
  expect(await next()).toHaveLength(1);
});

test("an attempt ends while a lease that finds its key full has not ended, and leaves its room to the next one", async () => {
  const store = open();
  const { lease, next } = await fullKey(store);
  const { client } = schema;
  await client.query("BEGIN");
  const call = `SELECT id FROM ${schema.of("lease_jobs")}('{a}', 1, 4194304, 60000, '"w"')`;
  expect((await client.query(call)).rows).toEqual([{ id: null }]);
  const outcome = { kind: "completed" } as const;
  const settled = await store.settle([{ jobId: lease.job.id, token: lease.token, outcome }]);
  expect(settled).toEqual([{ status: "COMPLETED" }]);
  await client.query("COMMIT");
  expect(await next()).toHaveLength(1);
});
