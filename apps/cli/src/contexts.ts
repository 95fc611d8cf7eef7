import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { CliError } from "./cli-error.ts";
import type { Io } from "./io.ts";

/** Where jobs are, under a name. */
export type Context = { readonly server: string } | { readonly store: string };

/** What the configuration file says. */
export interface Contexts {
  /** The name of the context that counts where nothing else is said. */
  readonly current?: string;
  readonly contexts: Readonly<Record<string, Context>>;
}

const NONE: Contexts = { contexts: {} };

/** The path of the configuration file. */
export function contextsFile(env: Io["env"]): string {
  const base =
    env["XDG_CONFIG_HOME"] ||
    (process.platform === "win32" && env["APPDATA"]) ||
    join(env["HOME"] || homedir(), ".config");
  return join(base, "millrace", "config.yaml");
}

/** @throws CliError when the file is none of this program. */
export async function readContexts(env: Io["env"]): Promise<Contexts> {
  const file = contextsFile(env);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return NONE;
    throw unreadable(file, error);
  }
  let contents: unknown;
  try {
    contents = parse(text) ?? NONE;
  } catch (error) {
    throw unreadable(file, error);
  }
  if (!isContexts(contents))
    throw unreadable(file, "it has not the form of `millrace context add`");
  return contents;
}

/** Writes the file anew, for its owner alone: URLs can hold passwords. */
export async function writeContexts(contexts: Contexts, env: Io["env"]): Promise<void> {
  const file = contextsFile(env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const written = `${file}.${process.pid}`;
  try {
    await writeFile(written, stringify(contexts), { mode: 0o600, flag: "wx" });
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
}

/** @throws CliError when there is no such context. */
export function contextOf({ contexts }: Contexts, name: string): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context !== undefined) return context;
  const names = Object.keys(contexts);
  throw new CliError(`there is no context ${name}`, {
    exit: "notFound",
    code: "NOT_FOUND",
    remedy:
      names.length === 0
        ? "millrace context add makes one"
        : `there are ${names.join(", ")}; millrace context add makes others`,
  });
}

function isContexts(contents: unknown): contents is Contexts {
  if (!isObject(contents) || !isObject(contents["contexts"])) return false;
  const { current, contexts } = contents;
  return (
    (current === undefined || typeof current === "string") &&
    Object.values(contexts).every(
      (context) => isObject(context) && typeof (context["server"] ?? context["store"]) === "string",
    )
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(file: string, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CliError(`the configuration ${file} cannot be read: ${reason}`, {
    exit: "invalid",
    code: "INVALID_ARGUMENT",
    remedy: "mend it, or move it away and add the contexts again",
  });
}
