import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPostgres, openRedis, POSTGRES, REDIS } from "@millrace/faults";
import { Redis } from "ioredis";
import { Pool } from "pg";

/** What is looked at besides the processes, by its name: bytes where the name ends with "bytes". */
export type StoreSample = Readonly<Record<string, number>>;

/** A store that is soaked. */
export interface SoakStore extends AsyncDisposable {
  readonly url: string;
  /** Whether workers of other processes reach it without a server. */
  readonly isShared: boolean;
  sample(): Promise<StoreSample>;
}

/** One kind of store. */
export interface SoakStoreKind {
  readonly name: string;
  /** Why it cannot be started here, or `undefined` when it can. */
  readonly missing: string | undefined;
  open(): Promise<SoakStore>;
}

export const SOAK_STORES: readonly SoakStoreKind[] = [
  { name: "memory", missing: undefined, open: async () => memory() },
  { name: "SQLite", missing: undefined, open: async () => sqlite() },
  { name: "Redis", missing: REDIS.missing, open: redis },
  { name: "Postgres", missing: POSTGRES.missing, open: postgres },
];

function memory(): SoakStore {
  return {
    url: "memory:",
    isShared: false,
    sample: async () => ({}),
    [Symbol.asyncDispose]: async () => {},
  };
}

function sqlite(): SoakStore {
  const folder = mkdtempSync(join(tmpdir(), "millrace-soak-"));
  const file = join(folder, "jobs.db");
  return {
    url: `sqlite:${file}`,
    isShared: false,
    sample: async () => ({ "file bytes": sizeOf(file), "WAL bytes": sizeOf(`${file}-wal`) }),
    [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

async function redis(): Promise<SoakStore> {
  const engine = await openRedis();
  const client = new Redis(engine.url);
  return {
    url: engine.url,
    isShared: true,
    async sample() {
      const info = await client.info();
      const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
      return {
        keys: await client.dbsize(),
        "data bytes": field("used_memory"),
        connections: field("connected_clients"),
      };
    },
    async [Symbol.asyncDispose]() {
      client.disconnect();
      await engine[Symbol.asyncDispose]();
    },
  };
}

const POSTGRES_SIZES = `
  SELECT coalesce(sum(n_dead_tup), 0)::float8 AS "dead rows",
         coalesce(sum(n_live_tup), 0)::float8 AS rows,
         coalesce(sum(pg_total_relation_size(relid)), 0)::float8 AS "table bytes",
         (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')::float8
           AS connections
  FROM pg_stat_user_tables WHERE schemaname = 'millrace'`;

async function postgres(): Promise<SoakStore> {
  const engine = await openPostgres();
  const pool = new Pool({ connectionString: engine.url, max: 1 });
  pool.on("error", () => {
    // The next sample says so.
  });
  return {
    url: engine.url,
    isShared: true,
    async sample() {
      const { rows } = await pool.query<StoreSample>(POSTGRES_SIZES);
      return rows[0] ?? {};
    },
    async [Symbol.asyncDispose]() {
      await pool.end();
      await engine[Symbol.asyncDispose]();
    },
  };
}
