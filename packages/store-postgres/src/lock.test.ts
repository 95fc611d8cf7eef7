import type { EnqueueResult } from "@millrace/core";
import { Bench } from "@millrace/store-conformance";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
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

const hold = async (key: string) => {
  await holder.query("BEGIN");
  await holder.query(`SELECT ${schema.of("enqueue")}($1, '1', idempotency_key => $2)`, [TYPE, key]);
};

const holdJob = async (id: string) => {
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
