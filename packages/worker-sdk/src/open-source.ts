import { type JobSource, MillraceError } from "@millrace/core";
import { parseStoreUrl, storeUrlFromEnv } from "@millrace/store-url";

/**
 * Opens the source that `url`, or else the environment, names. What leads there is loaded only now,
 * so a worker needs only the packages that it uses. Resolves with nothing when `signal` is aborted
 * before the source has answered.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source of jobs,
 *   `FAILED_PRECONDITION` when something has to be put right before the source can be used.
 */
export async function openSource(
  url: string | undefined,
  signal: AbortSignal,
): Promise<JobSource | undefined> {
  const { kind, href } = url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
  switch (kind) {
    case "redis": {
      const { RedisStore } = await loaded("@millrace/store-redis", import("@millrace/store-redis"));
      return whenUsable(new RedisStore(href), signal);
    }
    case "postgres": {
      const { PostgresStore } = await loaded(
        "@millrace/store-postgres",
        import("@millrace/store-postgres"),
      );
      return whenUsable(new PostgresStore(href), signal);
    }
    case "server": {
      const { RemoteJobSource } = await loaded(
        "@millrace/client",
        import("@millrace/client/worker"),
      );
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

/** What `loading`, the import of the package `name`, resolves with: bundlers follow no name that they cannot read. */
async function loaded<Module>(name: string, loading: Promise<Module>): Promise<Module> {
  try {
    return await loading;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `${name}, which leads where the URL points, cannot be loaded (${reason}); install it, or put it into the bundle`,
      { cause },
    );
  }
}

/** A store in which something has to be put right is closed; one that is only away is not. */
async function whenUsable<Store extends JobSource & { readonly ready: () => Promise<void> }>(
  store: Store,
  signal: AbortSignal,
): Promise<Store | undefined> {
  try {
    await Promise.race([store.ready(), whenAborted(signal)]);
    if (!signal.aborted) return store;
  } catch (error) {
    if (error instanceof MillraceError && error.code === "UNAVAILABLE") return store;
    await store.close();
    throw error;
  }
  await store.close();
  return undefined;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
