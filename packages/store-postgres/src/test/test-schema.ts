import { randomUUID } from "node:crypto";
import type { TestedStore } from "@millrace/store-conformance";
import { Client } from "pg";
import { afterAll, beforeAll } from "vitest";
import { migrate } from "../migrate.ts";
import { PostgresStore, type PostgresStoreOptions } from "../postgres-store.ts";
import { escapeIdentifier } from "../quoting.ts";

const dsn = process.env["POSTGRES_DSN"];
if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");

/** The Postgres of the tests. */
export const url: string = dsn;

/** A Postgres of the oldest version that the store supports, if there is one. */
export const oldestUrl: string | undefined = process.env["MILLRACE_TEST_OLDEST_POSTGRES_DSN"];

/** A schema that one file of tests has for itself, and a connection beside that of the store. */
export interface TestSchema {
  readonly name: string;
  readonly client: Client;
  /** Deletes every job, which is faster than to make the tables anew. */
  empty(): Promise<void>;
  /** The name of a table or function of the schema, quoted. */
  of(name: string): string;
}

/** A schema that is there for the tests of this file, in the Postgres at `database`. */
export function testSchema(database: string = url): TestSchema {
  const name = `test-${randomUUID()}`;
  const quoted = escapeIdentifier(name);
  const client = new Client({ connectionString: database });
  beforeAll(async () => {
    await client.connect();
    await migrate(database, { schema: name });
  });
  afterAll(async () => {
    await client.query(`DROP SCHEMA ${quoted} CASCADE`);
    await client.end();
  });
  const tables = [
    ...["jobs", "finished", "idempotency_keys", "watches", "roles"],
    ...["queue_minutes", "queue_times", "counted_types", "workers", "queues", "operations"],
    ...["concurrency_keys", "key_clocks", "key_arrivals", "key_waits", "key_starts", "key_limits"],
    "key_keepers",
    ...["schedules", "schedule_firings", "groups", "workflows", "runs", "run_parts", "run_news"],
  ];
  return {
    name,
    client,
    empty: async () => {
      await client.query(tables.map((table) => `DELETE FROM ${quoted}.${table}`).join(";"));
    },
    of: (part) => `${quoted}.${part}`,
  };
}

/** The Postgres store in `schema` of the Postgres at `database`, emptied each time. */
export function testedStore(
  schema: TestSchema,
  database: string = url,
  options: Pick<PostgresStoreOptions, "timeoutMs"> = {},
): TestedStore {
  return {
    time: "real",
    open: async () => {
      await schema.empty();
      return new PostgresStore(database, { schema: schema.name, ...options });
    },
  };
}
