import { setTimeout as wait } from "node:timers/promises";
import { checkEnqueue, type Lease } from "@millrace/core";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { enqueue, enqueueAll } from "./enqueue.ts";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const TYPE = "task";
const schema = testSchema();
const options = { schema: schema.name };
let client: Client;
let store: PostgresStore;

beforeEach(async () => {
  await schema.empty();
  client = new Client({ connectionString: url });
  await client.connect();
  store = new PostgresStore(url, options);
});

afterEach(async () => {
  await store.close();
  await client.end();
});

const lease = (waitMs = 0): Promise<Lease[]> =>
  store.lease({ types: [TYPE], maxJobs: 10, leaseMs: 60_000, waitMs, workerId: "w" });

const listed = async () => (await store.list({})).jobs.map(({ id }) => id);

/** The two ways to enqueue in a transaction of one's own; both return the job's id. */
const WAYS = [
  [
    "the function enqueue",
    async (key?: string) => {
      const payload = Buffer.from('{"n": 1}');
      const request = {
        type: TYPE,
        payload,
        ...(key === undefined ? {} : { idempotencyKey: key }),
      };
      return (await enqueue(client, request, options)).job.id;
    },
  ],
  [
    "SQL",
    async (key?: string) => {
      const text = `SELECT ${schema.of("enqueue")}($1, '{"n": 1}', idempotency_key => $2) AS id`;
      const { rows } = await client.query(text, [TYPE, key]);
      return rows[0].id as string;
    },
  ],
] as const;

describe.each(WAYS)("in a transaction, by %s", (_, add) => {
  test("a job is there when it commits, and not before", async () => {
    await client.query("BEGIN");
    const id = await add();
    expect(await listed()).toEqual([]);
    expect(await lease()).toEqual([]);
    await client.query("COMMIT");
    const [leased] = await lease();
    expect(leased?.job).toMatchObject({ id, priority: 5, maxAttempts: 4, retentionMs: 86_400_000 });
    expect(JSON.parse(Buffer.from(leased?.job.payload ?? []).toString())).toEqual({ n: 1 });
  });

  test("a job is not there when it rolls back, and its key is free", async () => {
    await client.query("BEGIN");
    await add("k");
    await client.query("ROLLBACK");
    expect(await listed()).toEqual([]);
    expect(await add("k")).toEqual((await listed())[0]);
  });

  test("a savepoint takes with it what was enqueued since", async () => {
    await client.query("BEGIN");
    const kept = await add("kept");
    await client.query("SAVEPOINT here");
    await add("dropped");
    await client.query("ROLLBACK TO SAVEPOINT here");
    const last = await add();
    await client.query("COMMIT");
    expect(await listed()).toEqual([kept, last]);
  });

  test("a waiting worker is woken at commit", async () => {
    const waiting = lease(60_000);
    // Once this arrives, so do notifications.
    await expect.poll(() => store.hears).toBe(true);
    await client.query("BEGIN");
    const id = await add();
    const begunAt = performance.now();
    await client.query("COMMIT");
    expect((await waiting).map(({ job }) => job.id)).toEqual([id]);
    // Far below the slow poll that covers lost wake-ups.
    expect(performance.now() - begunAt).toBeLessThan(2_500);
  });

  test("the same key again leads to the same job", async () => {
    const id = await add("k");
    await client.query("BEGIN");
    expect(await add("k")).toBe(id);
    await client.query("COMMIT");
    expect(await listed()).toEqual([id]);
  });

  test("another transaction that wants the same key waits for this one", async () => {
    await client.query("BEGIN");
    await add("k");
    const other = store.enqueue([{ type: TYPE, idempotencyKey: "k" }]);
    // Others are not held up.
    expect(await store.enqueue([{ type: "other" }])).toMatchObject([{ created: true }]);
    expect(await Promise.race([other, wait(0, "waits")])).toBe("waits");
    await client.query("ROLLBACK");
    expect(await other).toMatchObject([{ created: true }]);
  });
});

test("enqueueAll takes or refuses each request by itself, and the transaction goes on", async () => {
  await client.query("BEGIN");
  const requests = [{ type: TYPE, priority: 7 }, { type: "no spaces" }, { type: TYPE }];
  const results = await enqueueAll(client, requests, options);
  expect(results).toMatchObject([
    { created: true, job: { priority: 7 } },
    { error: { code: "INVALID_ARGUMENT" } },
    { created: true },
  ]);
  await expect(enqueue(client, { type: "" }, options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
  });
  await client.query("COMMIT");
  const ids = results.flatMap((result) => ("job" in result ? [result.job.id] : []));
  expect(await listed()).toEqual(ids);
});

test("an idempotency key of another request is refused", async () => {
  await enqueue(client, { type: TYPE, idempotencyKey: "k" }, options);
  const other = { type: TYPE, idempotencyKey: "k", priority: 9 };
  await expect(enqueue(client, other, options)).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  const sql = `SELECT ${schema.of("enqueue")}('${TYPE}', idempotency_key => 'k')`;
  await expect(client.query(sql)).rejects.toMatchObject({ code: "23505" });
});

describe("the SQL function", () => {
  const call = async (args: string) => {
    const { rows } = await client.query(`SELECT ${schema.of("enqueue")}(${args}) AS id`);
    return store.get(rows[0].id);
  };

  test("takes every option", async () => {
    const job = await call(
      `'${TYPE}', '{"a": "é"}', delay => '1 minute', priority => 77, max_attempts => 9,
       idempotency_key => 'k', timeout => '1.5 s', retention => '5 s', at_most_once => true,
       metadata => '{"team": "payments"}'`,
    );
    expect(job).toMatchObject({
      type: TYPE,
      status: "SCHEDULED",
      payload: new Uint8Array(Buffer.from('{"a": "é"}')),
      runAt: job.createdAt + 60_000,
      priority: 77,
      maxAttempts: 9,
      idempotencyKey: "k",
      timeoutMs: 1_500,
      retentionMs: 5_000,
      delivery: "AT_MOST_ONCE",
      metadata: { team: "payments" },
    });
  });

  test("makes the job that core makes when it says nothing", async () => {
    const job = await call(`'${TYPE}'`);
    const spec = checkEnqueue({ type: TYPE }, { payloadBytes: 0 } as never);
    const { delayMs: _, ...defaults } = spec as never as Record<string, unknown>;
    expect(job).toMatchObject(defaults);
  });

  test.each([
    ["type", `'no spaces'`],
    ["type", "NULL"],
    ["run_at", `'t', run_at => now(), delay => '1 s'`],
    ["run_at", `'t', run_at => '9999-01-01'`],
    ["delay", `'t', delay => '-1 s'`],
    ["priority", `'t', priority => 101`],
    ["max_attempts", `'t', max_attempts => 0`],
    ["timeout", `'t', timeout => '0 s'`],
    ["retention", `'t', retention => '1 ms'`],
    ["idempotency_key", `'t', idempotency_key => ''`],
    ["metadata", `'t', metadata => '{"a": 1}'`],
    ["metadata", `'t', metadata => '[]'`],
    ["payload", `'t', to_jsonb(repeat('x', 1048577))`],
  ])("refuses a wrong %s: %s", async (field, args) => {
    await expect(call(args)).rejects.toThrow(`cannot enqueue: ${field}`);
    expect(await listed()).toEqual([]);
  });
});

test("a connection with answers in binary form is refused", async () => {
  // Not in the types of the driver, but in its documentation.
  const config = { connectionString: url, binary: true };
  const binary = new Client(config);
  await binary.connect();
  await expect(enqueue(binary, { type: TYPE }, options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining("make it without `binary: true`"),
  });
  await binary.end();
});

test("a schema that is not there is named, with what to do", async () => {
  await expect(enqueue(client, { type: TYPE }, { schema: "nowhere" })).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringMatching(/schema "nowhere" does not exist; .*run migrate\(url\)/),
  });
});

test.each([
  ["a function", () => []],
  ["nothing", undefined],
  ["one that answers a list", { query: async () => [] }],
  ["one that answers objects", { query: async () => ({ rows: [{ now_ms: 1 }] }) }],
])("%s in place of a client is refused, with what to do", async (_, wrong) => {
  await expect(enqueue(wrong as never, { type: TYPE }, options)).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: expect.stringContaining("SELECT millrace.enqueue("),
  });
});

describe("SQL", () => {
  /** Enqueues by the function with these arguments; resolves with the job's id. */
  const add = async (more: string, type = TYPE): Promise<string> => {
    const { rows } = await client.query(
      `SELECT ${schema.of("enqueue")}('${type}', '1'${more && `, ${more}`}) AS id`,
    );
    return rows[0].id;
  };
  const complete = async ([held]: readonly Lease[]) => {
    if (held === undefined) throw new Error("nothing was leased");
    const { job, token } = held;
    await store.settle([{ jobId: job.id, token, outcome: { kind: "completed" } }]);
  };

  test("enqueues a job that comes after others", async () => {
    const first = await add("");
    const id = await add(`after => ARRAY['${first}', '${first}'], delay => '1 minute'`);
    expect(await store.get(id)).toMatchObject({
      status: "BLOCKED",
      waitsFor: { rule: "COMPLETED", jobIds: [first] },
    });
    await complete(await lease());
    expect((await store.get(id)).status).toBe("SCHEDULED");
    await expect(add("after => ARRAY['0-nobody000000000000']")).rejects.toThrow(
      /after names job 0-nobody000000000000, which does not exist/,
    );
  });

  test("enqueues a job of a concurrency key and of a group", async () => {
    const group = await store.groups.create({ sealed: false });
    const id = await add(`concurrency_key => 'tenant-4', group_id => '${group.id}'`);
    expect(await store.get(id)).toMatchObject({ concurrencyKey: "tenant-4", groupId: group.id });
    expect((await store.groups.get(group.id)).counts.open).toBe(1);
    await store.groups.seal(group.id);
    await expect(add(`group_id => '${group.id}'`)).rejects.toThrow(/takes no more jobs/);
    await expect(add("group_id => '0-nobody000000000000'")).rejects.toThrow(/there is no group/);
  });

  test("holds a unique key as long as it is told", async () => {
    const id = await add("unique_key => 'u'");
    expect(await add("unique_key => 'u'")).toBe(id);
    await expect(add("unique_key => 'u', on_conflict => 'REJECT'")).rejects.toMatchObject({
      code: "23505",
      message: expect.stringContaining(id),
    });
    expect(await add("unique_key => 'u', priority => 9, on_conflict => 'REPLACE'")).toBe(id);
    expect(await store.get(id)).toMatchObject({ priority: 9, uniqueKey: "u" });
    expect(await add("unique_key => 'u'", "other")).not.toBe(id);
    await complete(await lease());
    const next = await add("unique_key => 'u', unique_ttl => '1 hour'");
    expect(next).not.toBe(id);
    await complete(await lease());
    expect(await add("unique_key => 'u'")).toBe(next);
  });

  test("has one fingerprint for what asks for the same", async () => {
    const asked = "idempotency_key => 'k', unique_key => 'u', concurrency_key => 'c'";
    const id = await add(asked);
    expect(await add(asked)).toBe(id);
    await expect(add("idempotency_key => 'k', concurrency_key => 'c'")).rejects.toThrow(
      /belongs to job/,
    );
  });

  test.each([
    ["concurrency_key => ''", /concurrency_key must have 1 to 256 bytes/],
    ["unique_key => repeat('k', 257)", /unique_key must have 1 to 256 bytes/],
    ["unique_ttl => '1 hour'", /are of use with unique_key only/],
    ["on_conflict => 'REJECT'", /are of use with unique_key only/],
    ["unique_key => 'u', unique_until => 'NEVER'", /must be one of FINISHED, STARTED, COMPLETED/],
    ["unique_key => 'u', on_conflict => NULL", /must be one of RETURN_EXISTING, REJECT/],
    ["unique_key => 'u', unique_until => 'STARTED', unique_ttl => '1 s'", /excludes unique_until/],
    ["unique_key => 'u', unique_ttl => '2 days'", /raise the retention as well/],
    ["unique_key => 'u', on_conflict => 'REPLACE', after => ARRAY['a']", /cannot be REPLACE/],
    ["after => ARRAY['a', NULL]", /after must be a list of at most 100 ids/],
    ["after => ARRAY['a b']", /after must be a list of at most 100 ids/],
    ["after => array_fill('a'::text, ARRAY[101])", /after must be a list of at most 100 ids/],
    ["after => ARRAY['a'], after_rule => 'SOON'", /after_rule must be one of COMPLETED/],
  ])("refuses %s", async (more, message) => {
    await expect(add(more)).rejects.toThrow(message);
    expect(await listed()).toEqual([]);
  });
});
