import { type JobSource, MillraceError, parseStoreUrl, storeUrlFromEnv } from "@millrace/core";

/**
 * Opens the source that `url`, or else the environment, names. What leads there is loaded only now,
 * so a worker needs only the packages that it uses.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source of jobs,
 *   `FAILED_PRECONDITION` when something has to be put right before the source can be used.
 */
export async function openSource(url: string | undefined): Promise<JobSource> {
  const { kind, href } = url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
  switch (kind) {
    case "redis": {
      const { RedisStore } = await import("@millrace/store-redis");
      const store = new RedisStore(href);
      await requireUsable(store);
      return store;
    }
    case "postgres": {
      const { PostgresStore } = await import("@millrace/store-postgres");
      const store = new PostgresStore(href);
      await requireUsable(store);
      return store;
    }
    case "server": {
      const { RemoteJobSource } = await import("@millrace/client");
      return new RemoteJobSource({ url: href });
    }
    case "sqlite":
      throw new MillraceError(
        "INVALID_ARGUMENT",
        "a SQLite file belongs to one process: name the server that has it, such as http://localhost:8080, or hand the SqliteStore to the worker as `source`",
      );
    case "memory":
      throw new MillraceError(
        "INVALID_ARGUMENT",
        "a store in memory cannot be reached by its URL: hand the MemoryStore to the worker as `source`",
      );
  }
}

/** A store in which something has to be put right is closed; one that is only away is not. */
async function requireUsable(
  store: JobSource & { readonly ready: () => Promise<void> },
): Promise<void> {
  try {
    await store.ready();
  } catch (error) {
    if (error instanceof MillraceError && error.code === "UNAVAILABLE") return;
    await store.close();
    throw error;
  }
}
