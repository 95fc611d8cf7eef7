import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  DEFAULT_BACKOFF,
  JOB_DEFAULTS,
  JOB_STATUSES,
  LEASE_EXPIRED_MESSAGE,
  MAX_ERRORS,
  RELEASED_AT_MOST_ONCE,
} from "@millrace/core";
import { encodeBackoff } from "./job-hash.ts";

/** A Lua script and the digest under which Redis knows it. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

/** What the domain fixes and the scripts need to know. */
const CONSTANTS: Readonly<Record<string, string | number>> = {
  DEFAULT_BACKOFF: encodeBackoff(DEFAULT_BACKOFF),
  DEFAULT_MAX_ATTEMPTS: JOB_DEFAULTS.maxAttempts,
  DEFAULT_PRIORITY: JOB_DEFAULTS.priority,
  DEFAULT_RETENTION_MS: JOB_DEFAULTS.retentionMs,
  LEASE_EXPIRED_MESSAGE,
  MAX_ERRORS,
  RELEASED_AT_MOST_ONCE,
};

/** The libraries of `scripts/lib` in the order in which each may use those before it. */
const LIBRARIES = ["partition", "index", "due", "general", "reply", "waiting"] as const;

type Library = (typeof LIBRARIES)[number];

/** The script `scripts/NAME.lua` after the constants and the libraries that it uses. */
function loadScript(name: string, uses: readonly Library[]): Script {
  const constants = Object.entries(CONSTANTS).map(
    ([constant, value]) => `local ${constant} = ${JSON.stringify(value)}`,
  );
  const statuses = JOB_STATUSES.map((status) => `${status} = true`).join(", ");
  if (uses.includes("general")) constants.push(`local STATUSES = { ${statuses} }`);
  const libraries = LIBRARIES.filter(
    (library) => library === "partition" || uses.includes(library),
  );
  const source = [
    ...constants,
    ...libraries.map((library) => readLua(`lib/${library}`)),
    readLua(name),
  ].join("\n");
  return { source, sha1: createHash("sha1").update(source).digest("hex") };
}

function readLua(path: string): string {
  return readFileSync(new URL(`./scripts/${path}.lua`, import.meta.url), "utf8");
}

/** Every script, one an operation. */
export const SCRIPTS = {
  cancel: loadScript("cancel", ["index", "due", "general", "reply"]),
  delete: loadScript("delete", ["index", "due", "general"]),
  enqueue: loadScript("enqueue", ["index", "reply", "waiting"]),
  extend: loadScript("extend", ["index", "due", "general"]),
  get: loadScript("get", ["reply"]),
  lease: loadScript("lease", ["index", "due", "general", "waiting"]),
  list: loadScript("list", ["reply"]),
  maintain: loadScript("maintain", ["index", "due", "general"]),
  retry: loadScript("retry", ["index", "due", "general", "reply"]),
  settle: loadScript("settle", ["index", "due", "general"]),
  stopWaiting: loadScript("stop-waiting", ["waiting"]),
  types: loadScript("types", []),
  watch: loadScript("watch", []),
} as const satisfies Record<string, Script>;
