import { createHash } from "node:crypto";
import { BOUNDS, DEFAULT_LIMITS, JOB_DEFAULTS, MillraceError } from "@millrace/core";
import { SQL, type SqlName } from "./gen/sql.ts";
import { LOCK_WAIT_MS } from "./lock-wait.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";

/** The most jobs that a lease makes pending before it leases. */
const PROMOTIONS_PER_LEASE = 1_000;

/** The tables as they came to be, the oldest first: forward only, never edited once released. */
const MIGRATIONS = [
  "migrations/0001-jobs",
  "migrations/0002-due",
] as const satisfies readonly SqlName[];

/**
 * The functions, callees before their callers, each in a form that every version of Millrace that
 * knows the schema can call: what needs other parameters or answers has another name.
 */
const FUNCTIONS = [
  "functions/now_ms",
  "functions/tell_changed",
  "functions/claim_key",
  "functions/enqueue_jobs",
  "functions/enqueue_keyed_jobs",
  "functions/new_job_id",
  "functions/enqueue",
  "functions/promote_jobs",
  "functions/lease_jobs",
  "functions/forget_expired",
  "functions/complete_jobs",
  "functions/extend_jobs",
  "functions/change_jobs",
  "functions/delete_job",
  "functions/list_types",
  "functions/promote_due",
  "functions/maintain_due",
  "functions/require_room",
] as const satisfies readonly SqlName[];

/** The version of the schema that this code works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The names of the functions, without the schema. */
export const FUNCTION_NAMES: readonly string[] = FUNCTIONS.map((name) => name.split("/")[1] ?? "");

/** The statements that lead the tables from `version` of the schema to this code's. */
export function migrationsAfter(version: number, schema: string): string[] {
  return MIGRATIONS.slice(version).map((name) => load(name, schema));
}

/** The statements that make the functions, or make them anew. */
export function functionStatements(schema: string): string[] {
  return FUNCTIONS.map((name) => load(name, schema));
}

/**
 * @throws MillraceError `FAILED_PRECONDITION` when it is not the text that `sha256` was made of: what a bundler
 *   or a patch puts in its place must not run.
 */
export function requireDigest(name: string, text: string, sha256: string): void {
  if (createHash("sha256").update(text).digest("hex") === sha256) return;
  throw new MillraceError(
    "FAILED_PRECONDITION",
    `the SQL of ${name} is not what this version of Millrace was built with, so it was not run; install @millrace/store-postgres anew, and leave it out of what a bundler changes`,
  );
}

function load(name: SqlName, schema: string): string {
  const values: Readonly<Record<string, string>> = {
    schema: escapeIdentifier(schema),
    channel: escapeLiteral(schema),
    defaultPriority: `${JOB_DEFAULTS.priority}`,
    defaultMaxAttempts: `${JOB_DEFAULTS.maxAttempts}`,
    defaultRetentionMs: `${JOB_DEFAULTS.retentionMs}`,
    lockWaitMs: `${LOCK_WAIT_MS}`,
    promotionsPerLease: `${PROMOTIONS_PER_LEASE}`,
    payloadBytes: `${DEFAULT_LIMITS.payloadBytes}`,
    metadataBytes: `${DEFAULT_LIMITS.metadataBytes}`,
    ...Object.fromEntries(Object.entries(BOUNDS).map(([name, bound]) => [name, `${bound}`])),
  };
  const { text, sha256 } = SQL[name];
  requireDigest(name, text, sha256);
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (part, value: string) => values[value] ?? part);
}
