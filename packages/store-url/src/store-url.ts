import { MillraceError } from "@millrace/core";
import {
  isPostgresUrl,
  type PostgresUrl,
  readPostgresUrl,
  showPostgresUrl,
} from "./postgres-url.ts";
import { isRedisUrl, type RedisUrl, readRedisUrl, showRedisUrl } from "./redis-url.ts";
import { showUrl } from "./shown-url.ts";
import { readSqliteUrl, type SqliteUrl } from "./sqlite-url.ts";

/**
 * What a store URL leads to:
 *
 * - `memory`: a store in this process; its jobs end with it.
 * - `sqlite`: a SQLite file, which one process has at a time.
 * - `redis`: a Redis or Valkey server, alone, behind Sentinels, or a cluster.
 * - `postgres`: a database of a Postgres server.
 * - `server`: a Millrace server, which has a store of its own.
 */
export type StoreKind = "memory" | "sqlite" | "redis" | "postgres" | "server";

/** Which store to use. */
export interface StoreUrl {
  readonly kind: StoreKind;
  /** The URL, with the password that it may have. */
  readonly href: string;
  /** The URL with `***` for its password, for logs and people. */
  readonly shown: string;
  /** Nobody has named it: it was taken because nothing else is said. */
  readonly isDefault?: true;
}

const KINDS: { readonly [protocol: string]: StoreKind } = {
  "memory:": "memory",
  "sqlite:": "sqlite",
  "http:": "server",
  "https:": "server",
};

/** Who opens a store: a client or a worker, or a server, which cannot keep its jobs in another one. */
export type StoreUser = "client" | "server";

const STORE_FORMS =
  "redis://[user:password@]host[:port][/database], redis+sentinel://host:port,host:port/master, redis+cluster://host:port,host:port, rediss for redis with TLS, postgres://[user[:password]@]host[:port]/database[?schema=name], sqlite:FILE";

const FORMS: Readonly<Record<StoreUser, string>> = {
  client: `${STORE_FORMS}, memory:, http://host:port or https://host`,
  server: `${STORE_FORMS} or memory:`,
};

/**
 * Reads a store URL.
 *
 * @param user who opens the store. Defaults to a client.
 * @throws MillraceError `INVALID_ARGUMENT` that names the forms that `user` takes; it never repeats the
 *   URL, which may hold a password.
 */
export function parseStoreUrl(text: string, user: StoreUser = "client"): StoreUrl {
  const read = readStoreUrl(text, user);
  if (typeof read === "string") throw unusable(read, user);
  return read;
}

/** What is wrong with the URL, if anything. */
function readStoreUrl(text: string, user: StoreUser): StoreUrl | string {
  if (isRedisUrl(text)) {
    const read = readRedisUrl(text);
    return typeof read === "string"
      ? read
      : { kind: "redis", href: text, shown: showRedisUrl(text) };
  }
  if (isPostgresUrl(text)) {
    const read = readPostgresUrl(text);
    return typeof read === "string"
      ? read
      : { kind: "postgres", href: text, shown: showPostgresUrl(text) };
  }
  if (!URL.canParse(text)) return "it is not a URL";
  const url = new URL(text);
  const kind = KINDS[url.protocol];
  if (kind === undefined) {
    if (!HOST_AND_PORT.test(text)) return `there is no store for ${url.protocol}`;
    const redis = `it has no scheme; use redis://${text} for Redis there`;
    return user === "server" ? redis : `${redis}, or http://${text} for a server`;
  }
  if (kind === "memory") {
    if (text !== "memory:") return 'a store in memory is just "memory:"';
    return { kind, href: text, shown: text };
  }
  if (kind === "sqlite") {
    const read = readSqliteUrl(text);
    return typeof read === "string" ? read : { kind, href: text, shown: text };
  }
  if (user === "server") return "a server cannot keep its jobs in another server";
  if (url.hostname === "") return "it names no host";
  return { kind, href: url.href, shown: showUrl(url) };
}

/**
 * Reads the URL of a SQLite store: `sqlite:FILE`, where FILE is a path as the system has it, relative
 * to the working directory; `?synchronous=normal` behind it trades the last moments before a loss of
 * power for speed.
 *
 * @throws MillraceError `INVALID_ARGUMENT`.
 */
export function parseSqliteUrl(text: string): SqliteUrl {
  const read = readSqliteUrl(text);
  if (typeof read === "string") throw unusable(read);
  return read;
}

/**
 * Reads the URL of a Redis store: one server, `redis://user:password@host:port/database`; Sentinels,
 * `redis+sentinel://host:port,host:port/master`; or a cluster, `redis+cluster://host:port,host:port`.
 * `rediss` in place of `redis` means TLS.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that says what is wrong, without the URL's secrets.
 */
export function parseRedisUrl(text: string): RedisUrl {
  const read = readRedisUrl(text);
  if (typeof read === "string") throw unusable(read);
  return read;
}

/**
 * Reads the URL of a Postgres store: `postgres://user:password@host:port/database?schema=name`, or
 * with the folder of a Unix socket, `postgres://user:password@/database?host=/folder`.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that says what is wrong, without the URL's secrets.
 */
export function parsePostgresUrl(text: string): PostgresUrl {
  const read = readPostgresUrl(text);
  if (typeof read === "string") throw unusable(read);
  return read;
}

/** A store URL, and where it was found. */
export interface FoundStoreUrl {
  readonly url: StoreUrl;
  /** The name of the environment variable, or `default`. */
  readonly source: string;
}

/** What reads as a URL with the host for its scheme. */
const HOST_AND_PORT = /^[\w.-]+:\d+$/;

/** The store that is used when nothing else is said. */
export const DEFAULT_STORE_URL = "redis://localhost:6379";

/**
 * The store that the environment names: `MILLRACE_URL`, then `REDIS_URL`, then `REDIS_ADDR`
 * (`host` or `host:port`, with `REDIS_PASSWORD` and `REDIS_DB`), then `POSTGRES_DSN`, then
 * {@link DEFAULT_STORE_URL}. An empty variable counts as none.
 *
 * @param user who opens the store. Defaults to a client.
 * @throws MillraceError `INVALID_ARGUMENT` that names the variable at fault.
 */
export function storeUrlFromEnv(
  env: { readonly [name: string]: string | undefined },
  user: StoreUser = "client",
): FoundStoreUrl {
  const { MILLRACE_URL, REDIS_URL, REDIS_ADDR, REDIS_PASSWORD, REDIS_DB, POSTGRES_DSN } = env;
  if (MILLRACE_URL) return found("MILLRACE_URL", MILLRACE_URL, user);
  if (REDIS_URL) {
    const result = found("REDIS_URL", REDIS_URL, user);
    if (result.url.kind === "redis") return result;
    throw unusable("REDIS_URL must begin with redis or rediss; use MILLRACE_URL for other stores");
  }
  if (REDIS_ADDR) {
    const secret = REDIS_PASSWORD ? `:${encodeURIComponent(REDIS_PASSWORD)}@` : "";
    const database = REDIS_DB ? `/${REDIS_DB}` : "";
    return found("REDIS_ADDR", `redis://${secret}${REDIS_ADDR}${database}`, user);
  }
  if (POSTGRES_DSN) {
    const result = found("POSTGRES_DSN", POSTGRES_DSN, user);
    if (result.url.kind === "postgres") return result;
    throw unusable(
      "POSTGRES_DSN must begin with postgres:// or postgresql://; use MILLRACE_URL for other stores",
    );
  }
  const url = parseStoreUrl(DEFAULT_STORE_URL);
  const shown = `${url.shown}, the default, because no URL is given and MILLRACE_URL is not set`;
  return { url: { ...url, shown, isDefault: true }, source: "default" };
}

function found(source: string, text: string, user: StoreUser): FoundStoreUrl {
  try {
    return { url: parseStoreUrl(text, user), source };
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const { code, message, violations } = error;
    throw new MillraceError(code, `${source}: ${message}`, { violations });
  }
}

function unusable(why: string, user: StoreUser = "client"): MillraceError {
  const description = why.includes("; use ") ? why : `${why}; use ${FORMS[user]}`;
  return new MillraceError("INVALID_ARGUMENT", `cannot use the URL: ${description}`, {
    violations: [{ field: "url", description }],
  });
}
