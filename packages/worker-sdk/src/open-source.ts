import { type JobSource, type Logger, MillraceError } from "@millrace/core";
import { missingPackage, neederOf, openStore, whole } from "@millrace/open";
import { parseStoreUrl, storeUrlFromEnv } from "@millrace/store-url";

/** Where jobs come from, and its end. */
export interface OpenedSource {
  readonly source: JobSource;
  /** Where it is; absent for one that was given. */
  readonly url?: string;
  close(): Promise<void>;
}

/**
 * Opens the source that `url`, or else the environment, names. What leads there is loaded only now,
 * so a worker needs only the packages that it uses. `logger` hears what an operator should know of
 * a store. Resolves with nothing when `signal` is aborted before the source has answered.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the URL leads to no source of jobs,
 *   `FAILED_PRECONDITION` when something has to be put right before the source can be used, or its
 *   package is not installed.
 */
export async function openSource(
  url: string | undefined,
  logger: Pick<Logger, "warn">,
  signal: AbortSignal,
): Promise<OpenedSource | undefined> {
  const target = url === undefined ? storeUrlFromEnv(process.env).url : parseStoreUrl(url);
  switch (target.kind) {
    case "redis":
    case "postgres": {
      try {
        const opened = await openStore(target, { logger, signal });
        return { source: opened.store, url: target.href, close: () => opened.close() };
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    }
    case "server": {
      const { RemoteJobSource } = await clientPackage(target.href);
      const source = new RemoteJobSource({ url: target.href });
      return { source, url: target.href, close: () => source.close() };
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

async function clientPackage(url: string) {
  // Bundlers follow only a name that they can read, and let it be missing only where it is tried.
  try {
    return whole(await import("@millrace/client/worker"), "RemoteJobSource", "@millrace/client");
  } catch (error) {
    throw missingPackage(neederOf(url), "@millrace/client", error);
  }
}
