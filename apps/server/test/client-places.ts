// The places where jobs can lie, and how a client and a worker get there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientOptions } from "@millrace/client";
import type { JobSource } from "@millrace/core";
import { MemoryStore } from "@millrace/store-memory";
import { PostgresStore } from "@millrace/store-postgres";
import { RedisStore } from "@millrace/store-redis";
import { SqliteStore } from "@millrace/store-sqlite";
import { afterAll } from "vitest";
import { serve } from "./serve.ts";

function setting(name: "REDIS_URL" | "POSTGRES_DSN"): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name} to the URL of one for tests`);
  return value;
}

const folder = mkdtempSync(join(tmpdir(), "millrace-parity-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A place where jobs lie. */
export interface Place {
  /** How a client gets there. */
  readonly options: ClientOptions;
  /** Where a worker gets its jobs from; absent where the client alone has the store. */
  readonly source?: JobSource;
  close(): Promise<void>;
}

async function ofStore(store: MemoryStore | SqliteStore): Promise<Place> {
  return { options: { store }, source: store, close: () => store.close() };
}

async function ofUrl(url: string, source?: JobSource): Promise<Place> {
  return {
    options: { url },
    ...(source && { source }),
    close: async () => source?.close(),
  };
}

async function behindServer(store: MemoryStore | RedisStore | PostgresStore): Promise<Place> {
  const served = await serve(store);
  return {
    options: { url: served.url },
    source: store,
    close: async () => {
      await served[Symbol.asyncDispose]();
    },
  };
}

const redis = setting("REDIS_URL");
const postgres = setting("POSTGRES_DSN");

/** Those where a worker can be as well. */
export const SHARED: [string, () => Promise<Place>][] = [
  ["a memory store", () => ofStore(new MemoryStore())],
  ["a SQLite store", async () => ofStore(await SqliteStore.open(`sqlite:${folder}/given.db`))],
  ["redis://", () => ofUrl(redis, new RedisStore(redis))],
  ["postgres://", () => ofUrl(postgres, new PostgresStore(postgres))],
  ["a server over memory", () => behindServer(new MemoryStore())],
  ["a server over Redis", () => behindServer(new RedisStore(redis))],
  ["a server over Postgres", () => behindServer(new PostgresStore(postgres))],
];

/** Those that a client opens for itself alone. */
export const OWN: [string, () => Promise<Place>][] = [
  ["memory:", () => ofUrl("memory:")],
  ["sqlite:", () => ofUrl(`sqlite:${folder}/own.db`)],
];
