import { type Limits, MillraceError, type Store } from "@millrace/core";
import type { StoreUrl } from "@millrace/store-url";
import { type CheckedStore, FirstContact } from "./first-contact.ts";

/** A store, which may be out of reach as yet. */
export interface OpenedStore {
  readonly store: Store;
  /**
   * Resolves once the store was reached and found usable. Without it, the store has been.
   *
   * @throws MillraceError as long as it was not: what has to be put right, or that it is away.
   */
  readonly check?: () => Promise<void>;
}

/**
 * Opens the store that `url` names; the code of the other stores is not loaded. A store that cannot
 * be reached goes on trying by itself, and its calls fail with `UNAVAILABLE` until then; `onWarning`
 * hears of that, and of what else an operator should know, once the store is reached.
 *
 * @throws MillraceError `FAILED_PRECONDITION` when someone has to put something right before the store
 *   can be used, `UNAVAILABLE` when another process has the file: the message says what to do.
 */
export async function openStore(
  { kind, href }: StoreUrl,
  limits: Limits,
  onWarning: (message: string) => void,
): Promise<OpenedStore> {
  switch (kind) {
    case "memory": {
      const { MemoryStore } = await import("@millrace/store-memory");
      return { store: new MemoryStore({ limits }) };
    }
    case "sqlite": {
      const { SqliteStore } = await import("@millrace/store-sqlite");
      return { store: await SqliteStore.open(href, { limits }) };
    }
    case "redis": {
      const { RedisStore } = await import("@millrace/store-redis");
      return requireUsable(new RedisStore(href, { limits, onWarning }), onWarning);
    }
    case "postgres": {
      const { PostgresStore } = await import("@millrace/store-postgres");
      return requireUsable(new PostgresStore(href, { limits, onWarning }), onWarning);
    }
    case "server":
      throw new MillraceError("INVALID_ARGUMENT", "a server has a store of its own");
  }
}

/** A store to which something has to be said or granted is closed; one that is only away is not. */
async function requireUsable(
  store: Store & CheckedStore,
  onWarning: (message: string) => void,
): Promise<OpenedStore> {
  const contact = new FirstContact(store, onWarning);
  try {
    await contact.check();
  } catch (error) {
    if (!(error instanceof MillraceError && error.code === "UNAVAILABLE")) {
      await store.close();
      throw error;
    }
    onWarning(error.message);
  }
  return { store, check: () => contact.check() };
}
