import { createHash } from "node:crypto";
import {
  AGED_JOBS,
  BOUNDS,
  DEFAULT_BACKOFF,
  FINAL_STATUSES,
  FOLLOWED_MS,
  IN_VAIN,
  isInVain,
  JOB_DEFAULTS,
  JOB_STATUSES,
  JOIN_RULES,
  JOIN_STEP,
  LEASE_BYTES,
  LEASE_EXPIRED_MESSAGE,
  MAX_COUNTED_TYPES,
  MAX_ERRORS,
  MAX_LOG_LINES,
  MAX_RUN_NEWS,
  MAX_WORKERS,
  MINUTE_COUNTS,
  MINUTE_MS,
  NEVER,
  PREVIEW_BYTES,
  PROMOTED_STATUSES,
  RELEASED_AT_MOST_ONCE,
  RUN_NEWS_BYTES,
  SCHEDULES_CHANGED,
  STATS_MINUTES,
  statusesThatMay,
  TIME_SPAN_MS,
  TIMED_STATUSES,
  TURN,
  WAIT_ENDS,
  WORKER_LIFE_MS,
} from "@millrace/core";
import { LUA, type LuaName } from "./gen/lua.ts";
import { GRANT_MARGIN_MS } from "./grant-margin.ts";
import { encodeBackoff, MAX_PIECES } from "./job-hash.ts";

/** A Lua script and the digest under which Redis knows it. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

/** What the domain fixes and the scripts need to know, in Lua. */
const CONSTANTS: Readonly<Record<string, string>> = {
  // The scores of pending jobs of one priority: see lib/place.lua.
  BAND: `${2 ** 45}`,
  DEFAULT_BACKOFF: JSON.stringify(encodeBackoff(DEFAULT_BACKOFF)),
  DEFAULT_MAX_ATTEMPTS: `${JOB_DEFAULTS.maxAttempts}`,
  DEFAULT_PRIORITY: `${JOB_DEFAULTS.priority}`,
  DEFAULT_RETENTION_MS: `${JOB_DEFAULTS.retentionMs}`,
  FOLLOWED_MS: `${FOLLOWED_MS}`,
  FINAL: luaSet(FINAL_STATUSES),
  FINAL_STATUSES: luaList(FINAL_STATUSES),
  IN_VAIN: luaText(Object.entries(IN_VAIN).map(([end, words]) => `${end} ${words.join(" ")}`)),
  JOB_STATUSES: luaList(JOB_STATUSES),
  JOIN_STEP: `${JOIN_STEP}`,
  GRANT_MARGIN_MS: `${GRANT_MARGIN_MS}`,
  KEY_TURN: `${TURN}`,
  LEASE_BYTES: `${LEASE_BYTES}`,
  AGED_JOBS: `${AGED_JOBS}`,
  LEASE_EXPIRED_MESSAGE: JSON.stringify(LEASE_EXPIRED_MESSAGE),
  MAX_COUNTED_TYPES: `${MAX_COUNTED_TYPES}`,
  MAX_ERRORS: `${MAX_ERRORS}`,
  MAX_LOG_LINES: `${MAX_LOG_LINES}`,
  MAX_PIECES: `${MAX_PIECES}`,
  MAX_WORKERS: `${MAX_WORKERS}`,
  MAX_RUN_NEWS: `${MAX_RUN_NEWS}`,
  MAY_CANCEL: luaSet(statusesThatMay("cancel")),
  MAY_DELETE: luaSet(statusesThatMay("delete")),
  MAY_REDRIVE: luaSet(statusesThatMay("redrive")),
  MAY_UPDATE: luaSet(statusesThatMay("update")),
  MINUTE_COUNTS: `${MINUTE_COUNTS.length}`,
  MINUTE_MS: `${MINUTE_MS}`,
  NEVER: `'${NEVER}'`,
  PREVIEW_BYTES: `${PREVIEW_BYTES}`,
  PROMOTED_STATUSES: luaList(PROMOTED_STATUSES),
  RELEASED_AT_MOST_ONCE: JSON.stringify(RELEASED_AT_MOST_ONCE),
  RUNS_AFTER: luaText(
    JOIN_RULES.flatMap((rule) =>
      WAIT_ENDS.filter((end) => !isInVain(rule, end)).map((end) => `${rule} ${end}`),
    ),
  ),
  SCHEDULES_CHANGED: JSON.stringify(SCHEDULES_CHANGED),
  RUN_NEWS_BYTES: `${RUN_NEWS_BYTES}`,
  RUN_JOB_RETENTION_MS: `${BOUNDS.maxRetentionMs}`,
  STATS_MINUTES: `${STATS_MINUTES}`,
  STATUSES: luaSet(JOB_STATUSES),
  TIME_SPAN_MS: `${TIME_SPAN_MS}`,
  TIMED: luaText(TIMED_STATUSES),
  TIMED_STATUSES: luaList(TIMED_STATUSES),
  TIMELESS_STATUSES: luaList(JOB_STATUSES.filter((status) => !TIMED_STATUSES.includes(status))),
  WORKER_LIFE_MS: `${WORKER_LIFE_MS}`,
};

function luaSet(names: readonly string[]): string {
  return `{ ${names.map((name) => `${name} = true`).join(", ")} }`;
}

/** What stands between bars in one text, which costs a script nothing, as making a table at each call does. */
function luaText(parts: readonly string[]): string {
  return `'|${parts.join("|")}|'`;
}

function luaList(names: readonly string[]): string {
  return `{ ${names.map((name) => `'${name}'`).join(", ")} }`;
}

const INCLUDE = /^ *-- include( anew)?: (\S+)$/gm;

/**
 * Parts of a script that most of its runs do not come to, the innermost first: the constants that they alone
 * use are made there, because making a few takes as long as a command.
 */
const RARE_PARTS = [
  /^ *-- key turns begin\n(?:.*\n)*? *-- key turns end\n/m,
  /^ *-- general way begins\n(?:.*\n)*? *-- general way ends\n/m,
  /^-- short way ends\n[\s\S]*/m,
] as const;

/** The script `scripts/NAME.lua` with the files that it includes, behind the constants that they use. */
function loadScript(name: LuaName): Script {
  const body = withTexts(withIncludes(name, new Set()));
  const parts = RARE_PARTS.flatMap((part) => part.exec(body) ?? []);
  const constants = Object.entries(CONSTANTS).flatMap(([constant, value]) => {
    if (!isTable(value)) return [];
    const uses = usesOf(constant, body);
    if (uses === 0) return [];
    const home = parts.find((part) => usesOf(constant, part) === uses);
    return [{ home, statement: `local ${constant} = ${value}\n` }];
  });
  const madeIn = (home: string | undefined) =>
    constants.flatMap((one) => (one.home === home ? [one.statement] : [])).join("");
  const source = parts.reduce((text, part) => {
    const [mark = ""] = part.split("\n", 1);
    return text.replace(`${mark}\n`, () => `${mark}\n${madeIn(part)}`);
  }, madeIn(undefined) + body);
  return { source, sha1: createHash("sha1").update(source).digest("hex") };
}

function isTable(value: string): boolean {
  return value.startsWith("{");
}

/** A script with its constants that are no tables where they are named. */
function withTexts(script: string): string {
  return script.replaceAll(/\b[A-Z][A-Z_]+\b/g, (name) => {
    const value = CONSTANTS[name];
    return value === undefined || isTable(value) ? name : value;
  });
}

const INNER_FUNCTION = /^-- inner function begins$/gm;

/**
 * A file with its parts, each behind such a line, as functions that it ends with. To make a function, Lua looks for each
 * variable of the one around it that it uses among all others which are in use so, but for those that are from further
 * outside: without this a lease spent a seventh of its time on that.
 */
function withInnerFunctions(file: string): string {
  const parts = file.match(INNER_FUNCTION)?.length ?? 0;
  return file.replaceAll(INNER_FUNCTION, "return (function()") + "end)()\n".repeat(parts);
}

function usesOf(constant: string, text: string): number {
  return text.match(new RegExp(`\\b${constant}\\b`, "g"))?.length ?? 0;
}

/**
 * The text of a file, with each file that it includes in the place where that is first named. One that is included anew
 * has all but the beginning of every script for itself.
 */
function withIncludes(name: LuaName, included: Set<string>): string {
  return withInnerFunctions(LUA[name]).replaceAll(INCLUDE, (_, anew, file: LuaName) => {
    if (anew !== undefined) return withIncludes(file, new Set(["lib/partition"]));
    if (included.has(file)) return "";
    included.add(file);
    return withIncludes(file, included);
  });
}

/** Every script, one an operation. */
export const SCRIPTS = {
  addGrants: loadScript("add-grants"),
  archivedGroups: loadScript("archived-groups"),
  archivedRun: loadScript("archived-run"),
  addOperation: loadScript("add-operation"),
  cancel: loadScript("cancel"),
  changeRuns: loadScript("change-runs"),
  changeSchedule: loadScript("change-schedule"),
  completeParent: loadScript("complete-parent"),
  changeAll: loadScript("change-all"),
  configure: loadScript("configure"),
  count: loadScript("count"),
  countWorkers: loadScript("count-workers"),
  createGroup: loadScript("create-group"),
  delete: loadScript("delete"),
  deleteRun: loadScript("delete-run"),
  endKeyWaits: loadScript("end-key-waits"),
  dueRuns: loadScript("due-runs"),
  dueSchedules: loadScript("due-schedules"),
  enqueue: loadScript("enqueue"),
  enqueueKeyed: loadScript("enqueue-keyed"),
  enqueueOne: loadScript("enqueue-one"),
  enqueueOptions: loadScript("enqueue-options"),
  explain: loadScript("explain"),
  extend: loadScript("extend"),
  firings: loadScript("firings"),
  get: loadScript("get"),
  getOperation: loadScript("get-operation"),
  getGroup: loadScript("get-group"),
  groupMembers: loadScript("group-members"),
  getRuns: loadScript("get-runs"),
  getSchedule: loadScript("get-schedule"),
  getWorkflow: loadScript("get-workflow"),
  heartbeat: loadScript("heartbeat"),
  holdRole: loadScript("hold-role"),
  keepGrants: loadScript("keep-grants"),
  lease: loadScript("lease"),
  list: loadScript("list"),
  listOperations: loadScript("list-operations"),
  listKeys: loadScript("list-keys"),
  listRuns: loadScript("list-runs"),
  listSchedules: loadScript("list-schedules"),
  listWorkers: loadScript("list-workers"),
  listWorkflows: loadScript("list-workflows"),
  lookAtGrants: loadScript("look-at-grants"),
  maintain: loadScript("maintain"),
  minutes: loadScript("minutes"),
  partitions: loadScript("partitions"),
  putWorkflow: loadScript("put-workflow"),
  queues: loadScript("queues"),
  recent: loadScript("recent"),
  releaseGrants: loadScript("release-grants"),
  releaseKeys: loadScript("release-keys"),
  releaseRole: loadScript("release-role"),
  listRoles: loadScript("list-roles"),
  redrive: loadScript("redrive"),
  replaceOperation: loadScript("replace-operation"),
  runningJobs: loadScript("running-jobs"),
  sealGroup: loadScript("seal-group"),
  restore: loadScript("restore"),
  restoreGroup: loadScript("restore-group"),
  restoreRun: loadScript("restore-run"),
  resumeKey: loadScript("resume-key"),
  setKeyLimits: loadScript("set-key-limits"),
  settle: loadScript("settle"),
  standings: loadScript("standings"),
  stopWaiting: loadScript("stop-waiting"),
  takeGrants: loadScript("take-grants"),
  tellRun: loadScript("tell-run"),
  throttle: loadScript("throttle"),
  time: loadScript("time"),
  types: loadScript("types"),
  update: loadScript("update"),
  wakeForGrants: loadScript("wake-for-grants"),
  watch: loadScript("watch"),
  workerLeaves: loadScript("worker-leaves"),
  workersOf: loadScript("workers-of"),
} as const satisfies Record<string, Script>;
