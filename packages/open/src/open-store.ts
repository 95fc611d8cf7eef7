import { type Limits, type Logger, MillraceError, type Store } from "@millrace/core";
import { parseStoreUrl, type StoreUrl } from "@millrace/store-url";
import { missingPackage, neederOf, whole } from "./missing-package.ts";
import { OpenedStore } from "./opened-store.ts";

export interface OpenOptions {
  /** Hears what an operator should know of the store, when it is opened and later. */
  readonly logger: Pick<Logger, "warn">;
  /** How much the store takes at most. Defaults to `DEFAULT_LIMITS`, field by field. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * How long a call waits for Redis or Postgres, reconnects included, before it fails with
   * `UNAVAILABLE`, in milliseconds. Defaults to 5,000.
   */
  readonly timeoutMs?: number | undefined;
  /** Gives up: the store is closed, and the call rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the store that `url` names; the code of the other stores is not loaded. A store that cannot
 * be reached goes on trying by itself, and its calls fail with `UNAVAILABLE` until then.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the URL names no store, `FAILED_PRECONDITION` when
 *   someone has to put something right before the store can be used, or has to install its package,
 *   `UNAVAILABLE` when another process has the file: the message says what to do.
 */
export async function openStore(
  url: string | StoreUrl,
  { logger, limits, timeoutMs, signal }: OpenOptions,
): Promise<OpenedStore> {
  const target = typeof url === "string" ? parseStoreUrl(url) : url;
  const onWarning = (message: string) => logger.warn({ store: target.shown }, message);
  const store = await makeStore(target, { limits, timeoutMs, onWarning });
  return OpenedStore.meet(store, onWarning, signal);
}

interface StoreOptions {
  readonly limits: Partial<Limits> | undefined;
  readonly timeoutMs: number | undefined;
  readonly onWarning: (message: string) => void;
}

async function makeStore(
  { kind, href, isDefault }: StoreUrl,
  { limits, timeoutMs, onWarning }: StoreOptions,
): Promise<Store> {
  switch (kind) {
    case "memory": {
      const { MemoryStore } = await memoryPackage(neederOf(href));
      return new MemoryStore({ limits });
    }
    case "sqlite": {
      const { SqliteStore } = await sqlitePackage(neederOf(href));
      return SqliteStore.open(href, { limits });
    }
    case "redis": {
      const { RedisStore } = await redisPackage(isDefault ? NOBODY_NAMED_IT : neederOf(href));
      return new RedisStore(href, { limits, timeoutMs, onWarning });
    }
    case "postgres": {
      const { PostgresStore } = await postgresPackage(neederOf(href));
      return new PostgresStore(href, { limits, timeoutMs, onWarning });
    }
    case "server":
      throw new MillraceError(
        "INVALID_ARGUMENT",
        "this URL leads to a server, which has a store of its own; name a store, such as redis://localhost:6379",
      );
  }
}

/** Who has set no URL may well have a server, which needs no driver. */
const NOBODY_NAMED_IT =
  "redis://localhost:6379, which is taken because MILLRACE_URL is not set (a server would be http://localhost:8080),";

// Bundlers follow only a name that they can read, and let it be missing only where it is tried.

async function memoryPackage(needer: string) {
  try {
    return whole(await import("@millrace/store-memory"), "MemoryStore", "@millrace/store-memory");
  } catch (error) {
    throw missingPackage(needer, "@millrace/store-memory", error);
  }
}

async function sqlitePackage(needer: string) {
  try {
    return whole(await import("@millrace/store-sqlite"), "SqliteStore", "@millrace/store-sqlite");
  } catch (error) {
    throw missingPackage(needer, "@millrace/store-sqlite", error);
  }
}

async function redisPackage(needer: string) {
  try {
    return whole(await import("@millrace/store-redis"), "RedisStore", "@millrace/store-redis");
  } catch (error) {
    throw missingPackage(needer, "@millrace/store-redis", error);
  }
}

async function postgresPackage(needer: string) {
  try {
    return whole(
      await import("@millrace/store-postgres"),
      "PostgresStore",
      "@millrace/store-postgres",
    );
  } catch (error) {
    throw missingPackage(needer, "@millrace/store-postgres", error);
  }
}
