import { createHash } from "node:crypto";
import {
  AFTER_RULES,
  AGED_JOBS,
  AGED_SHIFT,
  BOUNDS,
  canMove,
  DEFAULT_LIMITS,
  END_OF_AGED_RANKS,
  FINAL_STATUSES,
  IN_VAIN,
  isInVain,
  JOB_DEFAULTS,
  JOB_STATUSES,
  JOIN_RULES,
  JOIN_STEP,
  MAX_COUNTED_TYPES,
  MAX_LOG_LINES,
  MINUTE_MS,
  MillraceError,
  NEVER,
  ON_CONFLICT,
  PROMOTED_STATUSES,
  STATS_MINUTES,
  statusesThatMay,
  TIME_SPAN_MS,
  TURN,
  UNIQUE_UNTIL,
  WAIT_ENDS,
} from "@millrace/core";
import { SQL, type SqlName } from "./gen/sql.ts";
import { COLUMN_LISTS, type Column } from "./job-columns.ts";
import { LOCK_WAIT_MS } from "./lock-wait.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";

/** The most jobs that a lease makes pending before it leases. */
const PROMOTIONS_PER_LEASE = 1_000;

/** Among how many times the concurrency keys that they want leases spread that are made at the same time, and the most. */
const LEASES_AHEAD = 4;
const KEYS_AHEAD = 256;

/** The tables as they came to be, the oldest first: forward only, never edited once released. */
export const MIGRATIONS = [
  "migrations/0001-jobs",
  "migrations/0002-due",
  "migrations/0003-inert",
  "migrations/0004-roles",
  "migrations/0005-counts",
  "migrations/0006-workers",
  "migrations/0007-queues",
  "migrations/0008-unique",
  "migrations/0009-waits",
  "migrations/0010-queue-limits",
  "migrations/0011-start-deadlines",
  "migrations/0012-log",
  "migrations/0013-operations",
  "migrations/0014-keys",
  "migrations/0015-rates",
  "migrations/0016-schedules",
  "migrations/0017-groups",
  "migrations/0018-scheduled-keys",
  "migrations/0019-throttles",
  "migrations/0020-rate-reasons",
  "migrations/0021-key-waits",
  "migrations/0022-key-rates",
  "migrations/0023-key-limits",
  "migrations/0024-own-key-rates",
  "migrations/0025-sql-enqueue",
  "migrations/0026-key-order",
  "migrations/0027-runs",
  "migrations/0028-key-keepers",
  "migrations/0029-aging",
] as const satisfies readonly SqlName[];

/**
 * The functions, callees before their callers, each in a form that every version of Millrace that
 * knows the schema can call: what needs other parameters or answers has another name, or comes with a
 * migration that drops the old one.
 */
const FUNCTIONS = [
  "functions/now_ms",
  "functions/note_key_arrival",
  "functions/scoped_key",
  "functions/tell_changed",
  "functions/tell_runs",
  "functions/end_waits",
  "functions/count_members",
  "functions/hold_awaited",
  "functions/waits_of",
  "functions/tell_room",
  "functions/claim_key",
  "functions/hold_json",
  "functions/unique_key_holder",
  "functions/claim_unique_key",
  "functions/restore_jobs",
  "functions/replace_job",
  "functions/add_jobs",
  "functions/seal_group",
  "functions/create_group",
  "functions/enqueue_jobs",
  "functions/enqueue_keyed_jobs",
  "functions/write_schedule",
  "functions/fire_schedule",
  "functions/put_workflow",
  "functions/change_run",
  "functions/tell_run",
  "functions/read_run",
  "functions/due_runs",
  "functions/delete_run",
  "functions/list_workflows",
  "functions/new_job_id",
  "functions/enqueue",
  "functions/promote_jobs",
  "functions/end_holds",
  "functions/end_key_waits",
  "functions/throttle_queues",
  "functions/key_band",
  "functions/strict_place",
  "functions/age_jobs",
  "functions/age_queue",
  "functions/key_head",
  "functions/absorb_keys",
  "functions/reorder_keys",
  "functions/counts_until",
  "functions/starts_at",
  "functions/rate_room",
  "functions/explain_job",
  "functions/count_starts",
  "functions/uncount_start",
  "functions/uncount_starts",
  "functions/take_turns",
  "functions/lease_jobs",
  "functions/forget_expired",
  "functions/complete_jobs",
  "functions/longer_log",
  "functions/extend_jobs",
  "functions/change_jobs",
  "functions/complete_parent",
  "functions/update_job",
  "functions/redrive_unique_job",
  "functions/delete_job_at",
  "functions/list_types",
  "functions/list_queues",
  "functions/count_jobs",
  "functions/promote_due",
  "functions/maintain_due",
  "functions/expire_keepers",
  "functions/keep_turns",
  "functions/resume_key",
  "functions/configure_queue",
  "functions/set_key_limits",
  "functions/turn_keepers",
  "functions/list_keys",
  "functions/add_operation",
  "functions/hold_role",
  "functions/require_room",
] as const satisfies readonly SqlName[];

/** The version of the schema that this code works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The names of the functions, without the schema. */
export const FUNCTION_NAMES: readonly string[] = FUNCTIONS.map((name) => name.split("/")[1] ?? "");

/** The statements that lead the tables from `version` of the schema to this code's. */
export function migrationsAfter(version: number, schema: string): string[] {
  return MIGRATIONS.slice(version).map((name) => fill(name, schemaValues(schema)));
}

/** The statements that make the functions, or make them anew. */
export function functionStatements(schema: string): string[] {
  const values = { ...DOMAIN_VALUES, ...schemaValues(schema) };
  return FUNCTIONS.map((name) => fill(name, values));
}

/**
 * @throws MillraceError `FAILED_PRECONDITION` when it is not the text that `sha256` was made of: what a bundler
 *   or a patch puts in its place must not run.
 */
export function requireDigest(name: string, text: string, sha256: string): void {
  if (createHash("sha256").update(text).digest("hex") === sha256) return;
  throw new MillraceError(
    "FAILED_PRECONDITION",
    `the SQL of ${name} is not what this version of Millrace was built with, so it was not run; install @millrace/store-postgres anew, and exclude it from what a bundler changes`,
  );
}

/** Names in a list of SQL. */
export function sqlList(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}

type Values = Readonly<Record<string, string>>;

/** What the domain fixes. No migration may have any of it: what one has made must stay the same. */
const DOMAIN_VALUES: Values = {
  defaultPriority: `${JOB_DEFAULTS.priority}`,
  defaultMaxAttempts: `${JOB_DEFAULTS.maxAttempts}`,
  defaultRetentionMs: `${JOB_DEFAULTS.retentionMs}`,
  joinStep: `${JOIN_STEP}`,
  leasesAhead: `${LEASES_AHEAD}`,
  keysAhead: `${KEYS_AHEAD}`,
  turn: `${TURN}`,
  agedJobs: `${AGED_JOBS}`,
  agedShift: `${AGED_SHIFT}`,
  endOfAgedRanks: `${END_OF_AGED_RANKS}`,
  maxRunning: `${BOUNDS.maxRunning}`,
  never: `${NEVER}`,
  lockWaitMs: `${LOCK_WAIT_MS}`,
  maxLogLines: `${MAX_LOG_LINES}`,
  minuteMs: `${MINUTE_MS}`,
  timeSpanMs: `${TIME_SPAN_MS}`,
  statsMinutes: `${STATS_MINUTES}`,
  maxCountedTypes: `${MAX_COUNTED_TYPES}`,
  promotionsPerLease: `${PROMOTIONS_PER_LEASE}`,
  payloadBytes: `${DEFAULT_LIMITS.payloadBytes}`,
  metadataBytes: `${DEFAULT_LIMITS.metadataBytes}`,
  ...Object.fromEntries(Object.entries(BOUNDS).map(([name, bound]) => [name, `${bound}`])),
  finalStatuses: sqlList(FINAL_STATUSES),
  afterRules: sqlList(AFTER_RULES),
  uniqueUntil: sqlList(UNIQUE_UNTIL),
  onConflict: sqlList(ON_CONFLICT),
  promotedStatuses: sqlList(PROMOTED_STATUSES),
  queuedStatuses: sqlList(
    JOB_STATUSES.filter((status) => canMove(status, "promote") || canMove(status, "lease")),
  ),
  deletableStatuses: sqlList(statusesThatMay("delete")),
  updatableStatuses: sqlList(statusesThatMay("update")),
  /** By which rule and end of what it comes after a job runs. */
  runsAfter: JOIN_RULES.flatMap((rule) =>
    WAIT_ENDS.filter((end) => !isInVain(rule, end)).map((end) => `('${rule}', '${end}')`),
  ).join(", "),
  inVain: Object.entries(IN_VAIN)
    .map(([end, [what, became]]) => `WHEN '${end}' THEN '${what} ' || v_in_vain || ', ${became}'`)
    .join(" "),
};

function schemaValues(schema: string): Values {
  return { schema: escapeIdentifier(schema), channel: escapeLiteral(schema) };
}

/** In which form a list of columns stands: `{name}`, `{name:typed}`, `{name:of:alias}`, and so on. */
const COLUMN_FORMS: Readonly<Record<string, (column: Column, alias: string) => string>> = {
  "": ({ name }) => name,
  typed: ({ name, type }) => `${name} ${type}`,
  of: ({ name }, alias) => `${alias}.${name}`,
  // JSON is given as text: a function that takes JSON apart cannot take U+0000.
  given: ({ name, type }) => `${name} ${type === "json" ? "text" : type}`,
  /** Of a record of a function. */
  readof: ({ name, type }, alias) => `${alias}_job.${name}${type === "json" ? "::json" : ""}`,
  read: ({ name, type }, alias) => `${alias}.${name}${type === "json" ? "::json" : ""}`,
};

/** The text with each `{name}` that is known in place. */
function fill(name: SqlName, values: Values): string {
  const { text, sha256 } = SQL[name];
  requireDigest(name, text, sha256);
  return text.replaceAll(
    /\{([a-zA-Z]+)(?::([a-z]+))?(?::([a-z]+))?\}/g,
    (part, value: string, form = "", alias = "") => {
      if (Object.hasOwn(values, value)) return values[value] as string;
      const columns = (COLUMN_LISTS as Readonly<Record<string, readonly Column[]>>)[value];
      const write = COLUMN_FORMS[form];
      if (columns === undefined || write === undefined) return part;
      return columns.map((column) => write(column, alias)).join(", ");
    },
  );
}
