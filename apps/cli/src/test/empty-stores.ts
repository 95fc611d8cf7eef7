import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenedStore, openStore } from "@millrace/open";
import { parseStoreUrl } from "@millrace/store-url";
import { Redis } from "ioredis";
import pg from "pg";
import { afterAll } from "vitest";

/** Opens an empty store, which is its own. */
export interface OpenEmptyStore {
  (): Promise<OpenedStore>;
  readonly url: string;
}

/** Stores of all kinds for the tests of a file, by kind. */
export function emptyStores(): Readonly<
  Record<"memory" | "sqlite" | "postgres" | "redis", OpenEmptyStore>
> {
  const folder = mkdtempSync(join(tmpdir(), "millrace-archive-"));
  const schema = `archive_${process.pid}`;
  const redis = new URL(process.env["REDIS_URL"] ?? "");
  const prefix = `archive-${process.pid}`;
  redis.searchParams.set("prefix", prefix);
  const postgres = `${process.env["POSTGRES_DSN"]}?schema=${schema}`;
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    const database = new pg.Client({ connectionString: process.env["POSTGRES_DSN"] });
    await database.connect();
    await database.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await database.end();
    const keys = new Redis(process.env["REDIS_URL"] ?? "");
    for await (const found of keys.scanStream({ match: `*${prefix}*`, count: 1_000 })) {
      if ((found as string[]).length > 0) await keys.del(found as string[]);
    }
    keys.disconnect();
  });
  const open = (url: string): OpenEmptyStore => {
    const openIt = () => openStore(parseStoreUrl(url), { logger: { warn: () => {} } });
    return Object.assign(openIt, { url });
  };
  return {
    memory: open("memory:"),
    sqlite: open(`sqlite:${join(folder, "archive.db")}`),
    postgres: open(postgres),
    redis: open(redis.href),
  };
}
