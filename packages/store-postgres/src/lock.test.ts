import type { EnqueueResult } from "@millrace/core";
import { Bench } from "@millrace/store-conformance";
import { Client, type QueryResult } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { groupStatement } from "./enqueue-arguments.ts";
import { PostgresStore } from "./postgres-store.ts";
import { escapeIdentifier } from "./quoting.ts";
import { testSchema, url } from "./test/test-schema.ts";

const TYPE = "task";
const schema = testSchema();
/** Holds locks in a transaction that stays open. */
let holder: Client;
let store: PostgresStore;
/** Gives up soon, for tests that wait for that. */
let impatient: PostgresStore;
let bench: Bench;

beforeEach(async () => {
  await schema.empty();
  holder = new Client({ connectionString: url });
  await holder.connect();
  store = new PostgresStore(url, { schema: schema.name });
  impatient = new PostgresStore(url, { schema: schema.name, timeoutMs: 1_500 });
  bench = new Bench({ store, source: store, close: () => store.close() });
  await Promise.all([store.ready(), impatient.ready()]);
});

afterEach(async () => {
  await Promise.all([store.close(), impatient.close(), holder.end()]);
});

const HELD = {
  code: "UNAVAILABLE",
  message: expect.stringMatching(/another transaction holds .*nothing was changed/),
};

const FAILED = { kind: "failed", message: "no", permanent: true } as const;

const hold = async (key: string) => {
  await holder.query("BEGIN");
  await holder.query(`SELECT ${schema.of("enqueue")}($1, '1', idempotency_key => $2)`, [TYPE, key]);
};

const holdJob = async (id: string) => {
  // Within a transaction this is only a warning.
  await holder.query("BEGIN");
  await holder.query(`SELECT FROM ${schema.of("jobs")} WHERE id = $1 FOR UPDATE`, [id]);
};

const enqueue = (keys: readonly string[], to = store): Promise<EnqueueResult[]> =>
  to.enqueue(keys.map((idempotencyKey) => ({ type: TYPE, idempotencyKey })));

/** Those of this schema alone: other tests use the server at the same time. */
const waiting = async (): Promise<number> => {
  const { rows } = await schema.client.query(
    "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND position($1 in query) > 0",
    [schema.name],
  );
  return rows.length;
};

test("a key that another transaction holds is refused, and no backend goes on waiting", async () => {
  await hold("held");
  expect(await enqueue(["held"], impatient)).toMatchObject([{ error: HELD }]);
  await expect.poll(waiting).toBe(0);
  await holder.query("COMMIT");
});

test("a backend does not outlast a store that was closed while it waited", async () => {
  await hold("held");
  const refused = enqueue(["held"]).then(
    ([result]) => result,
    (error: unknown) => ({ error }),
  );
  await expect.poll(waiting).toBe(1);
  await store.close();
  expect(await refused).toMatchObject({ error: { code: "UNAVAILABLE" } });
  await expect.poll(waiting).toBe(0);
  await holder.query("COMMIT");
});

test("other keys of the same batch, and of later ones, do not wait for the one that is held", async () => {
  await hold("held");
  const held = enqueue(["held"]);
  const free = await Promise.all(Array.from({ length: 20 }, (_, i) => enqueue([`free-${i}`])));
  free.push(await enqueue(["later"]));
  for (const result of free) expect(result).toMatchObject([{ created: true }]);
  await holder.query("ROLLBACK");
  expect(await held).toMatchObject([{ created: true }]);
});

test("a call with many keys that are held does not keep others waiting", async () => {
  await holder.query("BEGIN");
  const add = `SELECT ${schema.of("enqueue")}($1, '1', idempotency_key => 'held-' || n) FROM generate_series(0, 199) n`;
  await holder.query(add, [TYPE]);
  const held = enqueue(Array.from({ length: 200 }, (_, i) => `held-${i}`));
  expect(await enqueue(["free"])).toMatchObject([{ created: true }]);
  await holder.query("ROLLBACK");
  for (const result of await held) expect(result).toMatchObject({ created: true });
});

test("of one call, the jobs whose keys are free are made", async () => {
  await hold("held");
  expect(await enqueue(["a", "held", "b"], impatient)).toMatchObject([
    { created: true, job: { idempotencyKey: "a" } },
    { error: HELD },
    { created: true, job: { idempotencyKey: "b" } },
  ]);
  await holder.query("ROLLBACK");
  expect(await enqueue(["a", "held", "b"])).toMatchObject([
    { created: false },
    { created: true },
    { created: false },
  ]);
});

test("a key that comes free in time is claimed", async () => {
  await hold("held");
  const held = enqueue(["held", "free"]);
  await expect.poll(waiting).toBe(1);
  await holder.query("ROLLBACK");
  expect(await held).toMatchObject([{ created: true }, { created: true }]);
});

test("a job comes after one that another transaction holds, once that lets go", async () => {
  const [free, held] = await bench.enqueueAll([{ type: "awaited" }, { type: "awaited" }]);
  await holdJob(held?.id ?? "");
  const after = [free?.id, held?.id] as string[];
  expect(await impatient.enqueue([{ type: TYPE, after }])).toMatchObject([{ error: HELD }]);
  // While it waits for the one, it holds none of the others.
  const waits = store.enqueue([{ type: TYPE, after, idempotencyKey: "k" }]);
  await expect.poll(waiting).toBe(1);
  const [lease] = await bench.lease({ types: ["awaited"] });
  expect(lease?.job.id).toBe(free?.id);
  await holder.query("ROLLBACK");
  const [result] = await waits;
  expect(result).toMatchObject({ created: true, job: { waitsFor: { jobIds: after } } });
});

test("a job that another transaction holds is not cancelled, and others are", async () => {
  const { id } = await bench.enqueue();
  const other = await bench.enqueue();
  await holdJob(id);
  const held = store.cancel(id);
  expect((await store.cancel(other.id)).status).toBe("CANCELLED");
  await expect(impatient.cancel(id)).rejects.toMatchObject(HELD);
  await expect(impatient.delete(id)).rejects.toMatchObject(HELD);
  await holder.query("COMMIT");
  expect((await held).status).toBe("CANCELLED");
});

test("a leased job that another transaction holds is not settled, and keeps its lease", async () => {
  await bench.enqueue();
  const [lease] = await bench.lease();
  if (lease === undefined) throw new Error("nothing was leased");
  const { job, token } = lease;
  await holdJob(job.id);
  await expect(impatient.extend([{ jobId: job.id, token }], 60_000)).rejects.toMatchObject(HELD);
  const settlement = { jobId: job.id, token, outcome: { kind: "completed" } } as const;
  await expect(impatient.settle([settlement])).rejects.toMatchObject(HELD);
  await holder.query("COMMIT");
  expect(await store.settle([settlement])).toEqual([{ status: "COMPLETED" }]);
});

test("of a call that settles, the jobs that nobody holds are settled", async () => {
  for (let i = 0; i < 6; i++) await bench.enqueue();
  const leases = await bench.lease({ maxJobs: 6 });
  const settlements = leases.map(({ job, token }, i) => {
    const outcome = i < 3 ? ({ kind: "completed" } as const) : FAILED;
    return { jobId: job.id, token, outcome };
  });
  for (const i of [1, 4]) await holdJob(leases[i]?.job.id as string);
  expect(await store.settle(settlements)).toMatchObject([
    { status: "COMPLETED" },
    { error: HELD },
    { status: "COMPLETED" },
    { status: "FAILED" },
    { error: HELD },
    { status: "FAILED" },
  ]);
  await holder.query("COMMIT");
  const again = settlements.filter((_, i) => i === 1 || i === 4);
  expect(await store.settle(again)).toEqual([{ status: "COMPLETED" }, { status: "FAILED" }]);
});

test("of a call that extends, the leases of jobs that nobody holds are extended", async () => {
  for (let i = 0; i < 3; i++) await bench.enqueue();
  const leases = await bench.lease({ maxJobs: 3 });
  const items = leases.map(({ job, token }) => ({ jobId: job.id, token }));
  await holdJob(items[1]?.jobId as string);
  expect(await store.extend(items, 60_000)).toEqual(["OK", "NOT_EXTENDED", "OK"]);
  await holder.query("COMMIT");
  expect(await store.extend(items, 60_000)).toEqual(["OK", "OK", "OK"]);
});

test("a job that another transaction holds does not keep others from being rescued", async () => {
  for (let i = 0; i < 3; i++) await bench.enqueue();
  const leases = await bench.lease({ maxJobs: 3, leaseMs: 10 });
  await holdJob(leases[1]?.job.id as string);
  await expect
    .poll(
      async () => {
        await store.maintain();
        return (await store.list({ statuses: ["RUNNING"] })).jobs.length;
      },
      { timeout: 10_000 },
    )
    .toBe(1);
  await holder.query("COMMIT");
});

test("an expired lease of a job that another transaction holds does not stop its type", async () => {
  await bench.enqueue();
  const [lease] = await bench.lease({ leaseMs: 10 });
  await holdJob(lease?.job.id as string);
  await expect
    .poll(async () => {
      const [job] = (await store.list({ statuses: ["RUNNING"] })).jobs;
      return (job?.leaseExpiresAt ?? 0) < Date.now();
    })
    .toBe(true);
  const { id } = await bench.enqueue();
  expect((await bench.lease()).map(({ job }) => job.id)).toEqual([id]);
  await holder.query("COMMIT");
});

test("an expired job whose key another transaction takes over holds up no settle and no maintenance", async () => {
  const retentionMs = 1_000;
  const [kept] = await store.enqueue([{ type: TYPE, idempotencyKey: "a", retentionMs }]);
  if (kept === undefined || "error" in kept) throw new Error("refused");
  await store.cancel(kept.job.id);
  const other = await bench.enqueue({ retentionMs });
  await store.cancel(other.id);
  await bench.until(async () => {
    await expect(store.get(other.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
  await holder.query("BEGIN");
  await holder.query(`SELECT FROM ${schema.of("idempotency_keys")} WHERE job_id = $1 FOR UPDATE`, [
    kept.job.id,
  ]);
  await bench.enqueue();
  expect(await bench.settle(await bench.leaseOne(), { kind: "completed" })).toEqual({
    status: "COMPLETED",
  });
  await impatient.maintain();
  const finished = async () => {
    const { rows } = await schema.client.query(`SELECT id FROM ${schema.of("finished")}`);
    return rows.map(({ id }) => id as string);
  };
  expect(await finished()).toContain(kept.job.id);
  expect(await finished()).not.toContain(other.id);
  await holder.query("ROLLBACK");
  await store.maintain();
  expect(await finished()).not.toContain(kept.job.id);
});

test("jobs that end at the same time by many workers open each job that waits for them once", async () => {
  const workers = Array.from({ length: 8 }, () => new PostgresStore(url, { schema: schema.name }));
  const awaited = await bench.enqueueAll(Array.from({ length: 100 }, () => ({ type: "awaited" })));
  const ids = awaited.map(({ id }) => id);
  // Each in another order, so that locks in the order of a request would wait in circles.
  const rotated = (n: number) => [...ids.slice(n), ...ids.slice(0, n)];
  const waiting = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      bench.enqueue({ after: rotated(i * 5), afterRule: "FINISHED" }),
    ),
  );
  const behind = await bench.enqueueAll(
    waiting.map(({ id }) => ({ after: [id, ...ids.slice(0, 9)] })),
  );
  const leases = await bench.lease({ types: ["awaited"], maxJobs: 100 });
  const settled = await Promise.all(
    leases.map(({ job, token }, i) => {
      const outcome = i % 10 === 9 ? FAILED : ({ kind: "completed" } as const);
      const worker = workers[i % workers.length] as PostgresStore;
      return worker.settle([{ jobId: job.id, token, outcome }]);
    }),
  );
  for (const [result] of settled) expect(result).toHaveProperty("status");
  for (const { id } of waiting) {
    expect(await store.get(id)).toMatchObject({ status: "PENDING", sequence: 2 });
  }
  for (const { id } of behind) expect((await store.get(id)).status).toBe("BLOCKED");
  expect(await bench.lease({ types: [TYPE, "conformance"], maxJobs: 100 })).toHaveLength(20);
  await Promise.all(workers.map((worker) => worker.close()));
});

test("chains that are cancelled from several ends at the same time end as a whole", async () => {
  const heads = await bench.enqueueAll(Array.from({ length: 8 }, () => ({ type: "awaited" })));
  let layer = heads.map(({ id }) => id);
  for (let depth = 0; depth < 8; depth++) {
    const next = await bench.enqueueAll(
      layer.map((id, i) => ({ after: [layer[(i + 3) % layer.length] as string, id] })),
    );
    layer = next.map(({ id }) => id);
  }
  const cancelled = await Promise.all(
    heads.map(({ id }, i) => (i % 2 === 0 ? store : impatient).cancel(id)),
  );
  for (const { status } of cancelled) expect(status).toBe("CANCELLED");
  for (const id of layer) expect((await store.get(id)).status).toBe("CANCELLED");
});

test("a group that is created again, while the call whose answer was lost is under way, is there once", async () => {
  const planned = { sealed: false, retentionMs: 60_000, callbacks: [], jobs: [] };
  const { text, values = [] } = groupStatement(escapeIdentifier(schema.name), planned, [
    "0-created0twice0000",
  ]);
  await holder.query("BEGIN");
  await holder.query(text, [...values]);
  const second = new Client({ connectionString: url });
  await second.connect();
  // A statement waits for 100 ms at most, and a busy machine may take longer to commit.
  const untilFree = async (): Promise<QueryResult> => {
    try {
      return await second.query(text, [...values]);
    } catch (error) {
      if ((error as { code?: string }).code !== "55P03") throw error;
      return untilFree();
    }
  };
  const again = untilFree();
  await expect.poll(waiting).toBe(1);
  await holder.query("COMMIT");
  expect((await again).rows).toEqual([]);
  await second.end();
  const { rows } = await schema.client.query(`SELECT FROM ${schema.of("groups")}`);
  expect(rows).toHaveLength(1);
});
