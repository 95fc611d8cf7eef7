import { type OpenedStore, openStore } from "@millrace/open";
import type { StoreUrl } from "@millrace/store-url";
import { usageError } from "./cli-error.ts";
import { findPlace } from "./connection.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";

/**
 * The store that is meant, for what only a store has.
 *
 * @throws CliError when it is a server.
 */
export async function findStore(global: GlobalOptions, env: Io["env"]): Promise<StoreUrl> {
  const { url, source } = await findPlace(global, env);
  if (url.kind !== "server") return url;
  throw usageError(
    `${url.shown}, named by ${source}, is a server, and this works on a store`,
    "name the store by --store",
  );
}

/**
 * Opens a store by itself.
 *
 * @param onWarning is told what an operator should know of it.
 */
export async function openOwnStore(
  url: StoreUrl,
  onWarning: (message: string) => void,
): Promise<OpenedStore> {
  return await openStore(url, { logger: { warn: (_fields, text) => onWarning(text) } });
}
