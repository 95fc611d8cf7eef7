import { randomUUID } from "node:crypto";
import { jobSourceSuite, openStore } from "@millrace/store-conformance";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Connection } from "./connection.ts";
import { enqueue } from "./enqueue.ts";
import { migrate } from "./migrate.ts";
import { PostgresStore } from "./postgres-store.ts";
import { escapeIdentifier } from "./quoting.ts";
import { SessionSettings } from "./session-settings.ts";
import { hostileRole } from "./test/hostile-role.ts";
import { SettingsRefuser } from "./test/settings-refuser.ts";
import { testedStore, testSchema } from "./test/test-schema.ts";

const schema = testSchema();
/** Every setting that a role, a database or a URL can turn against the store. */
const deadly = hostileRole(schema, true);
/** What is left of them behind a pooler, where the store can set nothing. */
const confusing = hostileRole(schema, false);
let pooler: SettingsRefuser;

beforeAll(async () => {
  pooler = await SettingsRefuser.start(confusing.url);
});
afterAll(() => pooler[Symbol.asyncDispose]());

/** Every byte, and what looks like the beginning of the other form. */
const BYTES = new Uint8Array([
  ...Buffer.from("\\x00"),
  ...Array.from({ length: 256 }, (_, i) => i),
]);
const KEY = "\\x e\u0301 \u0000 \u{1F600} \\001 '\"";
const TYPE = "task";

const OPENINGS = [
  ["directly", () => deadly.url],
  ["behind a pooler that refuses settings", () => pooler.url],
] as const;

// These settings make each call some ten times slower, which the usual 5 s are too short for on a busy
// machine.
const PATIENCE = { timeoutMs: 30_000 };

jobSourceSuite("the Postgres store with hostile settings, which it cannot change,", () =>
  openStore(testedStore(schema, pooler.url, PATIENCE)),
);

for (const [way, target] of OPENINGS) {
  test(`bytes, texts and times come back as they were, ${way}`, async () => {
    await schema.empty();
    const store = new PostgresStore(target(), { schema: schema.name });
    const request = {
      type: TYPE,
      payload: BYTES,
      idempotencyKey: KEY,
      metadata: { [KEY]: KEY },
      runAt: 1_700_000_000_123,
      retentionMs: 86_400_123,
    };
    const [enqueued] = await store.enqueue([request]);
    const [again] = await store.enqueue([request]);
    const leases = { types: [TYPE], maxJobs: 1, leaseMs: 60_000, waitMs: 0, workerId: KEY };
    const [lease] = await store.lease(leases);
    if (lease === undefined) throw new Error("nothing was leased");
    const { job, token } = lease;
    expect(new Uint8Array(job.payload)).toEqual(BYTES);
    expect(job).toMatchObject({ idempotencyKey: KEY, metadata: { [KEY]: KEY }, workerId: KEY });
    expect(job.retentionMs).toBe(request.retentionMs);
    expect(enqueued).toMatchObject({ created: true, job: { id: job.id } });
    expect(again).toMatchObject({ created: false, job: { id: job.id, idempotencyKey: KEY } });
    // The server's own time, and no other's.
    expect(Math.abs(job.createdAt - Date.now())).toBeLessThan(3_600_000);
    const outcome = { kind: "completed", result: BYTES } as const;
    expect(await store.settle([{ jobId: job.id, token, outcome }])).toEqual([
      { status: "COMPLETED" },
    ]);
    expect(new Uint8Array((await store.get(job.id)).result ?? [])).toEqual(BYTES);
    await store.close();
  });

  test(`notifications are heard for as long as it lasts, ${way}`, async () => {
    await schema.empty();
    const store = new PostgresStore(target(), { schema: schema.name });
    const other = new PostgresStore(target(), { schema: schema.name });
    const stop = store.onCancelRequested(() => {});
    await expect.poll(() => store.hears, { timeout: 10_000 }).toBe(true);
    const lease = { types: [TYPE], maxJobs: 1, leaseMs: 60_000, waitMs: 60_000, workerId: "w" };
    const waiting = store.lease(lease);
    await other.enqueue([{ type: TYPE }]);
    expect(await waiting).toHaveLength(1);
    stop();
    await Promise.all([store.close(), other.close()]);
  });

  test(`three that start at once make the schema, ${way}`, async () => {
    const name = `test-${randomUUID()}`;
    const stores = [1, 2, 3].map(() => new PostgresStore(target(), { schema: name }));
    await Promise.all(stores.map((store) => store.ready()));
    const made = await Promise.all(stores.map((store) => store.enqueue([{ type: TYPE }])));
    expect(made.flat()).toMatchObject([{ created: true }, { created: true }, { created: true }]);
    await Promise.all(stores.map((store) => store.close()));
    await schema.client.query(`DROP SCHEMA ${escapeIdentifier(name)} CASCADE`);
  });
}

test("a pooler that refuses settings is asked for them once", async () => {
  const before = pooler.refused;
  const store = new PostgresStore(pooler.url, { schema: schema.name });
  await store.ready();
  await store.ping();
  await store.enqueue([{ type: TYPE }]);
  expect(pooler.refused - before).toBe(1);
  await store.close();
});

test("enqueue() reads the answers of a connection of the user's own", async () => {
  await schema.empty();
  const client = new Client({ connectionString: confusing.url });
  await client.connect();
  const request = { type: TYPE, payload: BYTES, idempotencyKey: KEY, metadata: { [KEY]: KEY } };
  const options = { schema: schema.name };
  await client.query("BEGIN");
  const { job, created } = await enqueue(client, request, options);
  await client.query("COMMIT");
  const again = await enqueue(client, request, options);
  expect([created, again.created]).toEqual([true, false]);
  const payload = new Uint8Array(again.job.payload);
  expect({ ...again.job, payload }).toEqual({ ...job, payload: BYTES });
  await client.end();
});

test("the function enqueue means the same in every session", async () => {
  await schema.empty();
  const client = new Client({ connectionString: confusing.url });
  await client.connect();
  const call = `SELECT ${schema.of("enqueue")}($1, $2, delay => '10 minutes', idempotency_key => $3,
    metadata => $4, retention => '2 days', timeout => '1.5 seconds') AS id`;
  const values = [TYPE, { text: "\\x é" }, "\\x k", { a: "b" }];
  const { id } = (await client.query(call, values)).rows[0];
  expect((await client.query(call, values)).rows).toEqual([{ id }]);
  await client.end();
  const store = new PostgresStore(deadly.url, { schema: schema.name });
  const job = await store.get(id);
  expect(JSON.parse(Buffer.from(job.payload).toString())).toEqual({ text: "\\x é" });
  expect(job).toMatchObject({
    status: "SCHEDULED",
    idempotencyKey: "\\x k",
    metadata: { a: "b" },
    retentionMs: 172_800_000,
    timeoutMs: 1_500,
  });
  expect(job.runAt - job.createdAt).toBe(600_000);
  await store.close();
});

test("every session has the settings of the store, whatever the URL asks", async () => {
  const settings = new SessionSettings("-c statement_timeout=1 -c jit=on");
  const { rows: versions } = await schema.client.query("SHOW server_version_num");
  settings.learnVersion(Number(versions[0].server_version_num));
  const options = { purpose: "test", timeoutMs: 5_000, settings, connectionString: deadly.url };
  const connection = await Connection.open(options, () => {});
  const rows = await connection.query({
    text: "SELECT name, setting FROM pg_settings WHERE name = ANY ($1)",
    values: [["statement_timeout", "transaction_timeout", "default_transaction_isolation", "jit"]],
  });
  for (const [name, setting] of rows) {
    const wanted = { jit: "off", default_transaction_isolation: "read committed" };
    expect(setting).toBe((wanted as Record<string, string>)[name as string] ?? "0");
  }
  expect(rows.length).toBeGreaterThanOrEqual(3);
  await connection.end();
});

test("a role that may only read is refused, and told why it may be", async () => {
  const target = new URL(confusing.url);
  target.searchParams.set("options", "-c default_transaction_read_only=on");
  await expect(migrate(target.href, { schema: schema.name })).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining("default_transaction_read_only is on"),
  });
});
