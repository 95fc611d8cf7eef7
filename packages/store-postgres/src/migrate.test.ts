import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { enqueueOne, newJobIds } from "@millrace/core";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { migrate } from "./migrate.ts";
import { PostgresStore } from "./postgres-store.ts";
import { escapeIdentifier } from "./quoting.ts";
import { FUNCTIONS_REVISION } from "./schema-functions.ts";
import { migrationsAfter, SCHEMA_VERSION } from "./sql.ts";
import { url } from "./test/test-schema.ts";

const client = new Client({ connectionString: url });
let schema: string;
let name: string;

beforeAll(() => client.connect());
afterAll(() => client.end());
beforeEach(() => {
  schema = `test-${randomUUID()}`;
  name = escapeIdentifier(schema);
});
afterEach(async () => {
  await client.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
});

const withParameters = (base: string, parameters: Record<string, string>) => {
  const target = new URL(base);
  for (const [key, value] of Object.entries(parameters)) target.searchParams.set(key, value);
  return target.href;
};

test("makes the schema once, and then leaves it alone", async () => {
  expect(await migrate(url, { schema })).toEqual({ schema, from: 0, to: SCHEMA_VERSION });
  expect(await migrate(url, { schema })).toEqual({
    schema,
    from: SCHEMA_VERSION,
    to: SCHEMA_VERSION,
  });
});

test("brings what the columns of version 2 held into the one of version 3", async () => {
  await client.query(`CREATE SCHEMA ${name}`);
  for (const step of migrationsAfter(0, schema).slice(0, 2)) await client.query(step);
  await client.query(`CREATE TABLE ${name}.migrations
    (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`);
  await client.query(`INSERT INTO ${name}.migrations (version) VALUES (1), (2)`);
  // Whose answer cannot be changed by making it anew.
  await client.query(`CREATE FUNCTION ${name}.lease_jobs(text[], integer, bigint, bigint, text)
    RETURNS TABLE (id text) LANGUAGE sql AS $$ SELECT '' $$`);
  const metadata = { "\u0000": "é" };
  const [waiting, over] = newJobIds(0, 2) as [string, string];
  const values = [JSON.stringify(metadata), Date.now() + 3_600_000];
  await client.query({
    text: `INSERT INTO ${name}.jobs (id, type, status, payload, place, run_at, created_at,
        updated_at, retention_ms, max_attempts, priority, at_most_once, timeout_ms, metadata)
      VALUES ('${waiting}', 't', 'PENDING', '', 1, 0, 0, 0, 1000, 4, 5, false, 7000, $1)`,
    values: values.slice(0, 1),
  });
  await client.query({
    text: `INSERT INTO ${name}.finished (id, type, status, payload, place, token, sequence, attempt,
        run_at, created_at, updated_at, retention_ms, expires_at, max_attempts, priority,
        at_most_once, cancel_requested, metadata)
      VALUES ('${over}', 't', 'FAILED', '', 1, 1, 2, 1, 0, 0, 0, 1000, $2, 4, 5, false, false, $1)`,
    values,
  });
  expect(await migrate(url, { schema })).toEqual({ schema, from: 2, to: SCHEMA_VERSION });
  const store = new PostgresStore(url, { schema });
  expect(await store.get(waiting)).toMatchObject({ timeoutMs: 7_000, metadata });
  const finished = await store.get(over);
  expect(finished).toMatchObject({ metadata });
  expect(finished.timeoutMs).toBeUndefined();
  const lease = { types: ["t"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
  expect((await store.lease(lease)).map(({ job }) => job.id)).toEqual([waiting]);
  await store.close();
});

test("takes a time-out that no timer can count for none", async () => {
  const timeoutMs = 2 ** 31;
  expect(await migrate(url, { schema, timeoutMs })).toMatchObject({ to: SCHEMA_VERSION });
  const store = new PostgresStore(url, { schema, timeoutMs });
  await store.ready();
  expect(await enqueueOne(store, { type: "a" })).toMatchObject({ created: true });
  await store.close();
});

test("takes the schema's name from the URL", async () => {
  expect(await migrate(withParameters(url, { schema }))).toMatchObject({ schema });
  const store = new PostgresStore(withParameters(url, { schema }));
  await store.enqueue([{ type: "a" }]);
  await store.close();
  const { rows } = await client.query(`SELECT type FROM ${name}.jobs`);
  expect(rows).toEqual([{ type: "a" }]);
});

test("uses a schema that is there and empty", async () => {
  await client.query(`CREATE SCHEMA ${name}`);
  expect(await migrate(url, { schema })).toMatchObject({ from: 0 });
});

test("is safe when many do it at once", async () => {
  const stores = Array.from({ length: 8 }, () => new PostgresStore(url, { schema }));
  const results = await Promise.all(stores.map((store) => store.enqueue([{ type: "a" }])));
  expect(results.flat()).toHaveLength(8);
  expect((await stores[0]?.list({}))?.jobs).toHaveLength(8);
  await Promise.all(stores.map((store) => store.close()));
  const { rows } = await client.query(`SELECT version FROM ${name}.migrations`);
  expect(rows).toHaveLength(SCHEMA_VERSION);
});

test("changes nothing when it fails half way", async () => {
  await client.query(`CREATE SCHEMA ${name}; CREATE TABLE ${name}.watches (other integer)`);
  await expect(migrate(url, { schema })).rejects.toThrow("watches");
  const { rows } = await client.query("SELECT to_regclass($1) AS jobs", [`${name}.jobs`]);
  expect(rows).toEqual([{ jobs: null }]);
});

test("a schema of a newer version is refused, by its store too", async () => {
  await migrate(url, { schema });
  await client.query(`INSERT INTO ${name}.migrations (version) VALUES (${SCHEMA_VERSION + 1})`);
  const refusal = `has version ${SCHEMA_VERSION + 1}, made by a newer Millrace than this one, which knows version ${SCHEMA_VERSION}; upgrade this one`;
  await expect(migrate(url, { schema })).rejects.toMatchObject({
    code: "FAILED_PRECONDITION",
    message: expect.stringContaining(refusal),
  });
  const store = new PostgresStore(url, { schema });
  await expect(store.ready()).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
  await expect(store.enqueue([{ type: "a" }])).rejects.toMatchObject({
    code: "UNAVAILABLE",
    message: expect.stringContaining(refusal),
  });
  // What was in the way goes away, and the store finds out by itself.
  await client.query(`DELETE FROM ${name}.migrations WHERE version > ${SCHEMA_VERSION}`);
  await expect
    .poll(
      () =>
        store.ping().then(
          () => "up",
          () => "down",
        ),
      { timeout: 10_000 },
    )
    .toBe("up");
  await store.close();
});

describe("a schema that somebody has changed", () => {
  const definition = async (name: string) => {
    const { rows } = await client.query(
      `SELECT pg_get_functiondef(p.oid) AS text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname = $1 AND p.proname = $2`,
      [schema, name],
    );
    return rows.map(({ text }) => text as string);
  };

  test("gets back functions that are gone", async () => {
    await migrate(url, { schema });
    const before = await definition("maintain_due");
    await client.query(`DROP FUNCTION ${name}.maintain_due, ${name}.lease_jobs`);
    const store = new PostgresStore(url, { schema });
    await store.ready();
    expect(await definition("maintain_due")).toEqual(before);
    const lease = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
    expect(await store.lease(lease)).toEqual([]);
    await store.close();
  });

  test.each(["NULL", "'Millrace functions, revision 0, sha256 00'"])(
    "gets its functions anew when they are noted as %s",
    async (note) => {
      await migrate(url, { schema });
      const before = await definition("now_ms");
      await client.query(
        `CREATE OR REPLACE FUNCTION ${name}.now_ms() RETURNS bigint LANGUAGE sql RETURN 1;
        COMMENT ON FUNCTION ${name}.now_ms() IS ${note}`,
      );
      await migrate(url, { schema });
      expect(await definition("now_ms")).toEqual(before);
    },
  );

  test.each([
    ["a function", "DROP FUNCTION $.lease_jobs"],
    ["the whole schema", "DROP SCHEMA $ CASCADE"],
  ])("gets back %s that is dropped while a store works", async (_, change) => {
    const store = new PostgresStore(url, { schema });
    await store.ready();
    await enqueueOne(store, { type: "a" });
    await client.query(change.replace("$", name));
    const lease = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
    await store.lease(lease);
    expect(await enqueueOne(store, { type: "a" })).toMatchObject({ created: true });
    await store.close();
  });

  test("that a working store cannot mend fails its calls with what it lacks", async () => {
    const store = new PostgresStore(url, { schema });
    await store.ready();
    await client.query(`DROP TABLE ${name}.finished`);
    await expect(enqueueOne(store, { type: "a" })).rejects.toMatchObject({
      name: "MillraceError",
      code: "UNAVAILABLE",
      message: expect.stringContaining("it lacks the table finished"),
    });
    await store.close();
  });

  test("keeps the functions of a newer version that knows the same tables", async () => {
    await migrate(url, { schema });
    const newer = `Millrace functions, revision ${FUNCTIONS_REVISION + 1}, sha256 00`;
    await client.query(`COMMENT ON FUNCTION ${name}.now_ms() IS '${newer}'`);
    const store = new PostgresStore(url, { schema });
    await store.ready();
    const { rows } = await client.query(
      `SELECT obj_description('${name}.now_ms()'::regprocedure, 'pg_proc') AS note`,
    );
    expect(rows).toEqual([{ note: newer }]);
    await store.close();
  });

  test("is made anew when it has a version and no table", async () => {
    await client.query(`CREATE SCHEMA ${name};
      CREATE TABLE ${name}.migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
      INSERT INTO ${name}.migrations VALUES (1);
      CREATE FUNCTION ${name}.change_jobs(json) RETURNS TABLE (changed text) LANGUAGE sql RETURN NULL`);
    const store = new PostgresStore(url, { schema });
    await store.ready();
    expect(await store.enqueue([{ type: "a" }])).toMatchObject([{ created: true }]);
    await store.close();
  });

  test.each([
    ["DROP TABLE $.finished", "the table finished, the column finished.id text"],
    ["DROP INDEX $.jobs_running", "it lacks the index jobs_running;"],
    ["ALTER TABLE $.jobs DROP COLUMN worker", "it lacks the column jobs.worker json;"],
    ["ALTER TABLE $.jobs ALTER attempt TYPE bigint", "the column jobs.attempt integer"],
    ["DROP SEQUENCE $.places", "it lacks the sequence places;"],
  ])("after %s is refused, with what it lacks and what to do", async (change, lack) => {
    await migrate(url, { schema });
    await client.query(change.replaceAll("$", name));
    const store = new PostgresStore(url, { schema });
    const refusal = {
      code: "FAILED_PRECONDITION",
      message: expect.stringMatching(/is incomplete: .*as from a backup.*DROP SCHEMA/),
    };
    await expect(store.ready()).rejects.toMatchObject(refusal);
    await expect(store.ready()).rejects.toThrow(lack);
    await store.close();
  });
});

describe("says in one line what to do about", () => {
  const role = `test_${randomUUID().replaceAll("-", "")}`;
  const asRole = () => {
    const target = new URL(url);
    target.username = role;
    target.password = "secret";
    return target.href;
  };

  beforeAll(() => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`));
  afterAll(() => client.query(`DROP ROLE ${role}`));

  const refuses = async (target: string, code: string, ...parts: string[]) => {
    const error = await migrate(target, { schema, timeoutMs: 2_000 }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "MillraceError", code });
    for (const part of [new URL(target).host, ...parts]) expect(error.message).toContain(part);
    expect(error.message).not.toContain("\n");
    expect(error.message).not.toContain("secret");
  };

  test("a host that does not answer", async () => {
    await refuses(
      "postgres://u:secret@127.0.0.1:1/db",
      "UNAVAILABLE",
      "cannot be reached (connect ECONNREFUSED 127.0.0.1:1); check that it runs",
    );
  });

  test("a database that is not there", async () => {
    const target = new URL(url);
    target.pathname = "/nowhere";
    await refuses(
      target.href,
      "FAILED_PRECONDITION",
      'database "nowhere" does not exist; create it',
    );
  });

  test("a database in another encoding than UTF8", async () => {
    const database = `test_${randomUUID().replaceAll("-", "")}`;
    await client.query(`CREATE DATABASE ${database} ENCODING LATIN1 LOCALE 'C' TEMPLATE template0`);
    const target = new URL(url);
    target.pathname = `/${database}`;
    await refuses(target.href, "FAILED_PRECONDITION", "the encoding LATIN1", "--encoding=UTF8");
    await client.query(`DROP DATABASE ${database} WITH (FORCE)`);
  });

  test("a user that may not connect", async () => {
    const target = new URL(url);
    target.username = "nobody_here";
    await refuses(target.href, "FAILED_PRECONDITION", "check the user and the password in the URL");
  });

  test("a user that may not create the schema", async () => {
    await refuses(
      asRole(),
      "FAILED_PRECONDITION",
      "permission denied",
      "grant CREATE on the database",
    );
  });

  test("and needs no such right where the schema is there", async () => {
    await migrate(url, { schema });
    await client.query(`GRANT USAGE ON SCHEMA ${name} TO ${role}`);
    await client.query(`GRANT SELECT ON ${name}.migrations TO ${role}`);
    expect(await migrate(asRole(), { schema })).toMatchObject({ from: SCHEMA_VERSION });
  });

  test("and works with the rights that the documentation names", async () => {
    await migrate(url, { schema });
    const page = readFileSync(new URL("../../../docs/postgres.md", import.meta.url), "utf8");
    const [, grants = ""] = /```sql\n(GRANT [^`]*)```/.exec(page) ?? [];
    await client.query(grants.replaceAll("millrace", name).replaceAll("app;", `${role};`));
    const store = new PostgresStore(asRole(), { schema });
    const { job } = await enqueueOne(store, { type: "a", idempotencyKey: "k" });
    const lease = { types: ["a"], maxJobs: 1, leaseMs: 1_000, waitMs: 0, workerId: "w" };
    const [leased] = await store.lease(lease);
    const outcome = { kind: "failed", message: "no", permanent: true } as const;
    const settlement = { jobId: job.id, token: leased?.token ?? 0, outcome };
    expect(await store.settle([settlement])).toEqual([{ status: "FAILED" }]);
    await store.redrive(job.id);
    await store.maintain();
    await store.delete(job.id);
    await store.close();
  });
});

test.each(["", "pg_x", "1a", 'a"b', "a".repeat(64), "a.b"])("%o names no schema", (wrong) => {
  expect(() => new PostgresStore(url, { schema: wrong })).toThrow("schema must be");
});
