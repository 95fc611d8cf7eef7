import { type JobStore, type Limits, MillraceError, type StoreUrl } from "@millrace/core";

/**
 * Opens the store that `url` names; the code of the other stores is not loaded. A store that cannot
 * be reached goes on trying by itself, and its calls fail with `UNAVAILABLE` until then.
 */
export async function openStore({ kind, href }: StoreUrl, limits: Limits): Promise<JobStore> {
  switch (kind) {
    case "memory": {
      const { MemoryStore } = await import("@millrace/store-memory");
      return new MemoryStore({ limits });
    }
    case "redis": {
      const { RedisStore } = await import("@millrace/store-redis");
      return new RedisStore(href, { limits });
    }
    case "server":
      throw new MillraceError("INVALID_ARGUMENT", "a server has a store of its own");
  }
}
