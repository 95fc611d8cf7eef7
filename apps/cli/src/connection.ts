import { Client } from "@millrace/client";
import { parseStoreUrl, type StoreUrl, storeUrlFromEnv } from "@millrace/store-url";
import { usageError } from "./cli-error.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import type { Messages } from "./messages.ts";

/** Where a server is unless something says otherwise: what `millrace-server` listens to. */
const DEFAULT_SERVER = "http://localhost:8080";

/** The URL of the server or the store that is meant. */
export function findUrl({ server, store }: GlobalOptions, env: Io["env"]): StoreUrl {
  if (server !== undefined && store !== undefined) {
    throw usageError("--server and --store exclude each other", "give the one that is meant");
  }
  if (server !== undefined) {
    const url = parseStoreUrl(server);
    if (url.kind === "server") return url;
    throw usageError(`--server must be http: or https:, but is ${url.shown}`, "use --store for it");
  }
  const url = store === undefined ? fromEnvironment(env) : parseStoreUrl(store);
  if (store !== undefined && url.kind === "server") {
    throw usageError(`--store must be a store, but is ${url.shown}`, "use --server for it");
  }
  if (url.kind !== "memory") return url;
  throw usageError(
    "memory: holds no jobs but those of its own process, which this one would end",
    "name the server that has it by --server, or use sqlite:FILE",
  );
}

function fromEnvironment(env: Io["env"]): StoreUrl {
  const { url, source } = storeUrlFromEnv(env);
  return source === "default" ? parseStoreUrl(DEFAULT_SERVER) : url;
}

/** A client of the server or the store that is meant. */
export function openClient(global: GlobalOptions, io: Io, messages: Messages): Client {
  const url = findUrl(global, io.env);
  const isRemote = url.kind !== "sqlite";
  return new Client({
    url: url.href,
    ...(isRemote && global.timeout !== undefined && { callTimeout: global.timeout }),
    logger: { warn: (_fields, text) => messages.note(text) },
  });
}
