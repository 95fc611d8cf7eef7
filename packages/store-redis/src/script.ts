import { createHash } from "node:crypto";
import {
  DEFAULT_BACKOFF,
  JOB_DEFAULTS,
  JOB_STATUSES,
  LEASE_BYTES,
  LEASE_EXPIRED_MESSAGE,
  MAX_ERRORS,
  RELEASED_AT_MOST_ONCE,
} from "@millrace/core";
import { LUA, type LuaName } from "./gen/lua.ts";
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
  LEASE_BYTES,
  LEASE_EXPIRED_MESSAGE,
  MAX_ERRORS,
  RELEASED_AT_MOST_ONCE,
};

/** What moves jobs of any kind, in the order in which each file uses those before it. */
const GENERAL = [
  "lib/job-keys",
  "lib/watch",
  "lib/place",
  "lib/index",
  "lib/due",
  "lib/general",
] as const satisfies readonly LuaName[];

/** The script `scripts/NAME.lua` after the constants, `lib/partition.lua` and the files that it uses. */
function loadScript(name: LuaName, uses: readonly LuaName[]): Script {
  const constants = Object.entries(CONSTANTS).map(
    ([constant, value]) => `local ${constant} = ${JSON.stringify(value)}`,
  );
  const statuses = JOB_STATUSES.map((status) => `${status} = true`).join(", ");
  if (uses.includes("lib/general")) constants.push(`local STATUSES = { ${statuses} }`);
  const files = ["lib/partition", ...uses, name] as const;
  const source = [...constants, ...files.map((file) => LUA[file])].join("\n");
  return { source, sha1: createHash("sha1").update(source).digest("hex") };
}

/** What a script begins with that must run while Redis is full. */
const DRAIN = "lib/drain";

/** Every script, one an operation. */
export const SCRIPTS = {
  cancel: loadScript("cancel", [DRAIN, ...GENERAL, "lib/reply"]),
  delete: loadScript("delete", [DRAIN, ...GENERAL]),
  enqueue: loadScript("enqueue", ["lib/place", "lib/job-keys", "lib/index", "lib/reply"]),
  enqueueOne: loadScript("enqueue-one", ["lib/place"]),
  extend: loadScript("extend", [DRAIN, ...GENERAL]),
  get: loadScript("get", ["lib/job-keys", "lib/reply"]),
  lease: loadScript("lease", [DRAIN, ...GENERAL, "lib/waiting"]),
  list: loadScript("list", ["lib/job-keys", "lib/reply"]),
  maintain: loadScript("maintain", [DRAIN, ...GENERAL]),
  partitions: loadScript("partitions", [DRAIN]),
  retry: loadScript("retry", [DRAIN, ...GENERAL, "lib/reply"]),
  settle: loadScript("settle", ["settle-one", DRAIN, ...GENERAL]),
  stopWaiting: loadScript("stop-waiting", [DRAIN, "lib/waiting"]),
  types: loadScript("types", []),
  watch: loadScript("watch", [DRAIN]),
} as const satisfies Record<string, Script>;
