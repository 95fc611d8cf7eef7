import { BOUNDS, DEFAULT_LIMITS, JOB_DEFAULTS } from "@millrace/core";
import { SQL, type SqlName } from "./gen/sql.ts";
import { LOCK_WAIT_MS } from "./lock-wait.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";

/** The most jobs that a lease makes pending before it leases. */
const PROMOTIONS_PER_LEASE = 1_000;

/** The tables as they came to be, the oldest first: forward only, never edited once released. */
const MIGRATIONS = ["migrations/0001-jobs"] as const satisfies readonly SqlName[];

/**
 * The functions, each in a form that every version of Millrace that knows the schema can call. They
 * are created anew with each version of the schema, callees before their callers.
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
  "functions/complete_jobs",
  "functions/extend_jobs",
  "functions/change_jobs",
  "functions/delete_job",
  "functions/job_types",
  "functions/maintain",
] as const satisfies readonly SqlName[];

/** The version of the schema that this code works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The statements that lead from `version` of the schema to this code's. */
export function migrationsAfter(version: number, schema: string): string[] {
  const tables = MIGRATIONS.slice(version).map((name) => load(name, schema));
  return [...tables, ...FUNCTIONS.map((name) => load(name, schema))];
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
  return SQL[name].text.replaceAll(
    /\{([a-zA-Z]+)\}/g,
    (text, value: string) => values[value] ?? text,
  );
}
