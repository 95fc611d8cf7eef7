import { COLUMNS } from "./job-columns.ts";
import type { Statement } from "./statement.ts";

const columnsOf = (wanted: "jobs" | "finished") =>
  COLUMNS.filter(({ table = wanted }) => table === wanted)
    .map(({ name, type }) => `${name} ${type}`)
    .join(", ");

const TABLES: Readonly<Record<string, string>> = {
  jobs: columnsOf("jobs"),
  finished: columnsOf("finished"),
  idempotency_keys: "type text, key bytea, job_id text, fingerprint text",
  unique_keys: "token bigint, ends_at bigint, type text, key bytea, job_id text",
  roles: "role text, holder text, fence bigint, held_at bigint, expires_at bigint",
  waits: "turn bigint, delay_ms bigint, ord integer, awaited_id text, job_id text, rule text",
  watches: "job_id text, until bigint",
  queue_minutes:
    "starts_at bigint, enqueued bigint, completed bigint, failed bigint, retried bigint, type text",
  queue_times: "starts_at bigint, jobs bigint, place smallint, type text",
  counted_types: "counted_at bigint, type text",
  queues:
    "paused_at bigint, paused_until bigint, draining_at bigint, draining_until bigint, throttled_at bigint, throttled_until bigint, type text, paused json, draining json, throttled json, max_running integer, key_max_running integer, rate bigint[], starts bigint[], key_rate bigint[], own_key_limits boolean, key_order text, key_on_failure text, aging_ms bigint, aging_ends boolean",
  concurrency_keys: "tag double precision, priority smallint, type text, state text, key bytea",
  key_clocks:
    "floor double precision, join_tag double precision, plain double precision, type text",
  key_arrivals: "number bigint, type text, key bytea",
  key_starts: "ends_at bigint, type text, key bytea, starts bigint[]",
  key_limits: "weight double precision, max_running integer, type text, key bytea, rate bigint[]",
  key_keepers: "type text, key bytea, job_id text",
  key_waits: "until bigint, type text, key bytea, job_id text",
  operations: "revision bigint, ended_at bigint, id text, record text",
  schedules: "version bigint, wake_at bigint, name text, record text",
  schedule_firings: "number bigint, name text, firing text",
  groups:
    "open bigint, completed bigint, failed bigint, cancelled bigint, created_at bigint, finished_at bigint, expires_at bigint, retention_ms bigint, sealed boolean, id text, callbacks json",
  workflows: "version bigint, name text, definition text, content text",
  runs: "version bigint, created_at bigint, wake_at bigint, id text, workflow text, state text, key bytea, record text",
  run_parts: "run_id text, name text, value bytea",
  run_news: "number bigint, at bigint, run_id text, job_id text, told text",
  workers: "told_at bigint, ends_at bigint, name bytea, types text[], beat json",
  migrations: "version integer, applied_at timestamp with time zone",
};

const INDEXES = [
  "jobs_pkey",
  "jobs_pending",
  "jobs_pending_keyed",
  "jobs_pending_of_key",
  "jobs_running_of_key",
  "jobs_waiting",
  "jobs_running",
  "jobs_due",
  "jobs_blocked",
  "jobs_start_by",
  "waits_pkey",
  "waits_of_job",
  "finished_pkey",
  "finished_by_expiry",
  "finished_due",
  "idempotency_keys_pkey",
  "unique_keys_pkey",
  "watches_pkey",
  "roles_pkey",
  "queue_minutes_pkey",
  "queue_times_pkey",
  "counted_types_pkey",
  "queues_pkey",
  "queues_limited",
  "operations_pkey",
  "operations_open",
  "operations_ended",
  "concurrency_keys_pkey",
  "keys_ready",
  "keys_full",
  "keys_drained",
  "key_clocks_pkey",
  "key_arrivals_in_order",
  "key_starts_pkey",
  "key_starts_by_end",
  "key_limits_pkey",
  "key_keepers_pkey",
  "key_keepers_by_job",
  "key_waits_pkey",
  "key_waits_by_end",
  "schedules_pkey",
  "schedules_by_time",
  "schedule_firings_pkey",
  "groups_pkey",
  "groups_by_expiry",
  "jobs_by_group",
  "finished_by_group",
  "workflows_pkey",
  "runs_pkey",
  "runs_by_key",
  "runs_by_time",
  "runs_by_age",
  "runs_by_state",
  "runs_of_workflow",
  "runs_of_workflow_by_state",
  "run_parts_pkey",
  "run_news_pkey",
  "workers_pkey",
  "migrations_pkey",
];

/** What the migrations make, in the words of {@link partsStatement}. */
export const SCHEMA_PARTS: readonly string[] = [
  "sequence places",
  "sequence schedule_firings_number_seq",
  "sequence run_news_number_seq",
  ...Object.keys(TABLES).map((table) => `table ${table}`),
  ...Object.entries(TABLES).flatMap(([table, columns]) =>
    columns.split(/,\s*/).map((column) => `column ${table}.${column}`),
  ),
  ...INDEXES.map((index) => `index ${index}`),
];

/** Tells what there is in a schema, without its functions: each part is a row. */
export function partsStatement(schema: string): Statement {
  return {
    text: `WITH relation AS (
        SELECT c.oid, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = $1
      )
      SELECT CASE relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || relname
      FROM relation WHERE relkind IN ('S', 'r', 'p')
      UNION ALL
      SELECT 'column ' || r.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid
      WHERE r.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT 'index ' || r.relname
      FROM relation r JOIN pg_index i ON i.indexrelid = r.oid WHERE i.indisvalid`,
    values: [schema],
  };
}
