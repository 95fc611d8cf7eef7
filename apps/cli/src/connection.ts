import { existsSync } from "node:fs";
import { Client } from "@millrace/client";
import { parseSqliteUrl, parseStoreUrl, type StoreUrl, storeUrlFromEnv } from "@millrace/store-url";
import { CliError, usageError } from "./cli-error.ts";
import { type Context, contextOf, readContexts } from "./contexts.ts";
import type { GlobalOptions } from "./global-options.ts";
import type { Io } from "./io.ts";
import type { Messages } from "./messages.ts";

/** Where a server is unless something says otherwise: what `millrace-server` listens to. */
const DEFAULT_SERVER = "http://localhost:8080";

/** Where the jobs are. */
export interface FoundPlace {
  readonly url: StoreUrl;
  /** What says so, for people. */
  readonly source: string;
  /** The name of the context that says so. */
  readonly context?: string;
}

/**
 * The server or the store that is meant.
 *
 * @throws CliError or MillraceError when what is said cannot be used.
 */
export async function findPlace(global: GlobalOptions, env: Io["env"]): Promise<FoundPlace> {
  const found = await find(global, env);
  if (found.url.kind !== "memory") return found;
  throw usageError(
    "memory: holds no jobs but those of its own process, which this one would end",
    "name the server that has it by --server, or use sqlite:FILE",
  );
}

async function find(global: GlobalOptions, env: Io["env"]): Promise<FoundPlace> {
  const { server, store, context } = global;
  const given = Object.entries({ server, store, context }).filter(([, value]) => value);
  if (given.length > 1) {
    const [first, second] = given.map(([name]) => `--${name}`);
    throw usageError(`${first} and ${second} exclude each other`, "give the one that is meant");
  }
  if (server !== undefined) return { url: serverUrl("--server", server), source: "--server" };
  if (store !== undefined) return { url: storeUrl("--store", store), source: "--store" };
  const isNamed = context !== undefined || env["MILLRACE_URL"];
  const contexts = isNamed && context === undefined ? undefined : await readContexts(env);
  const name = context ?? (isNamed ? undefined : env["MILLRACE_CONTEXT"] || contexts?.current);
  if (contexts !== undefined && name !== undefined) {
    const url = urlOf(contextOf(contexts, name), name);
    return { url, source: `the context ${name}`, context: name };
  }
  const { url, source } = storeUrlFromEnv(env);
  if (source !== "default") return { url, source: `the environment variable ${source}` };
  return { url: parseStoreUrl(DEFAULT_SERVER), source: "the default" };
}

/** The URL of a context. @throws CliError when it is not that of what it is said to be. */
export function urlOf(context: Context, name: string): StoreUrl {
  return "server" in context
    ? serverUrl(`the server of the context ${name}`, context.server)
    : storeUrl(`the store of the context ${name}`, context.store);
}

/** @throws CliError when `text` is not the URL of a server. */
export function serverUrl(who: string, text: string): StoreUrl {
  const url = parseStoreUrl(text);
  if (url.kind === "server") return url;
  throw usageError(`${who} must be http: or https:, but is ${url.shown}`, "use --store for it");
}

/** @throws CliError when `text` is not the URL of a store. */
export function storeUrl(who: string, text: string): StoreUrl {
  const url = parseStoreUrl(text);
  if (url.kind !== "server") return url;
  throw usageError(`${who} must be a store, but is ${url.shown}`, "use --server for it");
}

/** A client of the server or the store that is meant. */
export async function openClient(
  global: GlobalOptions,
  io: Io,
  messages: Messages,
): Promise<Client> {
  const { url } = await findPlace(global, io.env);
  checkFile(url);
  const isRemote = url.kind !== "sqlite";
  return new Client({
    url: url.href,
    ...(isRemote && global.timeout !== undefined && { callTimeout: global.timeout }),
    ...(url.kind === "server" && global.http1 && { httpVersion: "1.1" }),
    // What is wrong with a store in general, "store check" and "server doctor" tell.
    logger: { warn: (_fields, text) => global.debug && messages.note(text) },
  });
}

/**
 * A store makes its file; a command that looks for jobs must not, where the name is misspelt.
 *
 * @throws CliError when a SQLite file is not there.
 */
export function checkFile({ kind, href }: StoreUrl): void {
  if (kind !== "sqlite") return;
  const { file } = parseSqliteUrl(href);
  if (existsSync(file)) return;
  throw new CliError(`there is no file ${file}`, {
    exit: "notFound",
    code: "NOT_FOUND",
    remedy: `name one that is there; millrace dev, or millrace-server, with --store ${href} makes it`,
  });
}
