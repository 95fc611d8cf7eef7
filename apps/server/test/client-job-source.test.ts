import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RemoteJobSource } from "@millrace/client/worker";
import type { Store } from "@millrace/core";
import { MillraceServer } from "@millrace/server";
import { jobSourceSuite } from "@millrace/store-conformance";
import { MemoryStore } from "@millrace/store-memory";
import { migrate, PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import { SqliteStore } from "@millrace/store-sqlite";
import { Client } from "pg";
import { afterAll, beforeAll, describe } from "vitest";

const redisUrl = process.env["REDIS_URL"];
if (redisUrl === undefined) throw new Error("set REDIS_URL to the URL of a Redis for tests");
const dsn = process.env["POSTGRES_DSN"];
if (dsn === undefined) throw new Error("set POSTGRES_DSN to the URL of a Postgres for tests");

async function open(store: Store) {
  const server = new MillraceServer(store, { version: "0.0.0-test", maintain: false });
  const { port } = await server.start(0, "127.0.0.1");
  const source = new RemoteJobSource({ url: `http://127.0.0.1:${port}` });
  const close = async () => {
    await source.close();
    await server.stop(0);
    await store.close();
  };
  // Calls travel in real time, so the stores keep real time too.
  return { store, source, close };
}

jobSourceSuite("the remote source over the memory store", () => open(new MemoryStore()));

jobSourceSuite("the remote source over the SQLite store", async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-sqlite-"));
  const harness = await open(await SqliteStore.open(`sqlite:${join(folder, "jobs.db")}`));
  const close = async () => {
    await harness.close();
    rmSync(folder, { recursive: true });
  };
  return { ...harness, close };
});

jobSourceSuite("the remote source over the Redis store", () =>
  open(new RedisStore(redisUrl, { keyPrefix: `test-${randomUUID()}` })),
);

describe("over Postgres", () => {
  const schema = `test-${randomUUID()}`;
  const client = new Client({ connectionString: dsn });

  // Made once, since that takes longer than a test.
  beforeAll(async () => {
    await client.connect();
    await migrate(dsn, { schema });
  });
  afterAll(async () => {
    await client.query(`DROP SCHEMA "${schema}" CASCADE`);
    await client.end();
  });

  jobSourceSuite("the remote source over the Postgres store", async () => {
    // What a throttled handler has asked for outlasts the jobs.
    const tables = ["jobs", "finished", "queues", "key_waits"];
    await client.query(`TRUNCATE ${tables.map((table) => `"${schema}".${table}`)} CASCADE`);
    return open(new PostgresStore(dsn, { schema }));
  });
});
