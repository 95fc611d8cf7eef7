import { readFileSync } from "node:fs";
import { BOUNDS, DEFAULT_LIMITS, JOB_DEFAULTS } from "@millrace/core";
import { LOCK_WAIT_MS } from "./lock-wait.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";

/** The most jobs that a lease makes pending before it leases. */
const PROMOTIONS_PER_LEASE = 1_000;

/** The tables as they came to be, the oldest first: forward only, never edited once released. */
const MIGRATIONS = ["0001-jobs"] as const;

/**
 * The functions, each in a form that every version of Millrace that knows the schema can call. They
 * are created anew with each version of the schema, callees before their callers.
 */
const FUNCTIONS = [
  "now_ms",
  "tell_changed",
  "claim_key",
  "enqueue_jobs",
  "enqueue_keyed_jobs",
  "new_job_id",
  "enqueue",
  "promote_jobs",
  "lease_jobs",
  "complete_jobs",
  "extend_jobs",
  "change_jobs",
  "delete_job",
  "job_types",
  "maintain",
] as const;

/** The version of the schema that this code works with. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The statements that lead from `version` of the schema to this code's. */
export function migrationsAfter(version: number, schema: string): string[] {
  const tables = MIGRATIONS.slice(version).map((name) => load(`migrations/${name}`, schema));
  return [...tables, ...FUNCTIONS.map((name) => load(`functions/${name}`, schema))];
}

function load(path: string, schema: string): string {
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
  const source = readFileSync(new URL(`./${path}.sql`, import.meta.url), "utf8");
  return source.replaceAll(/\{([a-zA-Z]+)\}/g, (text, name: string) => values[name] ?? text);
}
