import { type JobStore, type Limits, MillraceError, type StoreUrl } from "@millrace/core";

/**
 * Opens the store that `url` names; the code of the other stores is not loaded. A store that cannot
 * be reached goes on trying by itself, and its calls fail with `UNAVAILABLE` until then; `onWarning`
 * hears of that, and of what else an operator should know.
 *
 * @throws MillraceError `FAILED_PRECONDITION` when someone has to put something right before the store
 *   can be used, `UNAVAILABLE` when another process has the file: the message says what to do.
 */
export async function openStore(
  { kind, href }: StoreUrl,
  limits: Limits,
  onWarning: (message: string) => void,
): Promise<JobStore> {
  switch (kind) {
    case "memory": {
      const { MemoryStore } = await import("@millrace/store-memory");
      return new MemoryStore({ limits });
    }
    case "sqlite": {
      const { SqliteStore } = await import("@millrace/store-sqlite");
      return SqliteStore.open(href, { limits });
    }
    case "redis": {
      const { RedisStore } = await import("@millrace/store-redis");
      const store = new RedisStore(href, { limits });
      await requireUsable(store, onWarning);
      for (const warning of await store.warnings()) onWarning(warning);
      return store;
    }
    case "postgres": {
      const { PostgresStore } = await import("@millrace/store-postgres");
      const store = new PostgresStore(href, { limits });
      await requireUsable(store, onWarning);
      return store;
    }
    case "server":
      throw new MillraceError("INVALID_ARGUMENT", "a server has a store of its own");
  }
}

/** A store to which something has to be said or granted is closed; one that is only away is not. */
async function requireUsable(
  store: JobStore & { readonly ready: () => Promise<void> },
  onWarning: (message: string) => void,
): Promise<void> {
  try {
    await store.ready();
  } catch (error) {
    if (error instanceof MillraceError && error.code === "UNAVAILABLE") {
      onWarning(error.message);
      return;
    }
    await store.close();
    throw error;
  }
}
