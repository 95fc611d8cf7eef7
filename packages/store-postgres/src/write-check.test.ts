import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PostgresStore } from "./postgres-store.ts";
import { testSchema, url } from "./test/test-schema.ts";

const TYPE = "task";

const schema = testSchema();
/** A role of its own, whose settings may change. */
const role = `test_${randomUUID().replaceAll("-", "")}`;
let store: PostgresStore;

beforeAll(async () => {
  await schema.client.query(`CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'secret'`);
  const target = new URL(url);
  target.username = role;
  target.password = "secret";
  store = new PostgresStore(target.href, { schema: schema.name });
  await store.ready();
});
afterAll(async () => {
  await store.close();
  await schema.client.query(`DROP ROLE ${role}`);
});
beforeEach(() => schema.empty());

const enqueue = () => store.enqueue([{ type: TYPE }]);

test("a database that may only be read fails the ping, until it may be written", async () => {
  await store.ping();
  await schema.client.query(`ALTER ROLE ${role} SET default_transaction_read_only = on`);
  await schema.client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1",
    [role],
  );
  const refusal = { code: "UNAVAILABLE", message: expect.stringContaining("read-only") };
  await expect(store.ping()).rejects.toMatchObject(refusal);
  await expect(enqueue()).rejects.toMatchObject(refusal);
  await expect(store.ping()).rejects.toMatchObject(refusal);
  await schema.client.query(`ALTER ROLE ${role} RESET default_transaction_read_only`);
  await store.ping();
  await enqueue();
});

test("a full disk fails the ping from the first refused write on, until there is room again", async () => {
  const jobs = schema.of("jobs");
  await schema.client.query(`
    CREATE FUNCTION ${schema.of("no_room")}() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
      END $$;
    CREATE TRIGGER no_room BEFORE INSERT ON ${jobs} EXECUTE FUNCTION ${schema.of("no_room")}()`);
  await store.ping();
  const refusal = { code: "UNAVAILABLE", message: expect.stringContaining("No space left") };
  await expect(enqueue()).rejects.toMatchObject(refusal);
  const pings = await Promise.allSettled([store.ping(), store.ping()]);
  for (const ping of pings) expect(ping).toMatchObject({ reason: refusal });
  await expect(store.ping()).rejects.toMatchObject(refusal);
  await schema.client.query(`DROP TRIGGER no_room ON ${jobs}`);
  await store.ping();
  // Nothing is left of the probe.
  const { rows } = await schema.client.query(`SELECT count(*)::integer AS jobs FROM ${jobs}`);
  expect(rows).toMatchObject([{ jobs: 0 }]);
  await enqueue();
});
