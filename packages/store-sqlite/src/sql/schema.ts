/*
 * One row for each job. `rank` and `turn` are its place among the jobs of its type and status; every
 * look-up is ordered by rank, then by turn.
 *
 *   status                        rank
 *   0 SCHEDULED, 3 RETRYING       when it is due
 *   1 PENDING, 8 the same with a
 *   concurrency key               its priority, negated; in a queue with ageing see aging.ts of core
 *   2 RUNNING                     when its lease ends
 *   7 BLOCKED                     0
 *   4 COMPLETED, 5 FAILED,
 *   6 CANCELLED                   when it expires
 *
 * Times are milliseconds since 1970. `fingerprint` is of the request that carried the idempotency
 * key; `token` is that of the latest lease. `backoff`, `errors` and `progress` are JSON, NULL for the
 * default, for no entries and for none.
 *
 * A payload that is longer than INLINE_PAYLOAD_BYTES has a row of its own, because every move of a
 * job writes its row anew.
 */
const JOBS = `
CREATE TABLE jobs (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  status INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  token INTEGER NOT NULL,
  fingerprint TEXT,
  idempotency_key TEXT,
  priority INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  at_most_once INTEGER NOT NULL,
  backoff TEXT,
  timeout_ms INTEGER,
  retention_ms INTEGER NOT NULL,
  metadata TEXT,
  run_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  errors TEXT,
  progress TEXT,
  worker_id TEXT,
  cancel_requested INTEGER NOT NULL,
  cancel_reason TEXT,
  sequence INTEGER NOT NULL,
  result BLOB,
  payload BLOB
) STRICT;

CREATE UNIQUE INDEX jobs_by_id ON jobs (id);
CREATE INDEX jobs_by_place ON jobs (type, status, rank, turn);
CREATE UNIQUE INDEX jobs_by_key ON jobs (type, idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE TABLE large_payloads (
  number INTEGER PRIMARY KEY,
  payload BLOB NOT NULL
) STRICT;

CREATE TRIGGER forget_large_payload AFTER DELETE ON jobs WHEN old.payload IS NULL
BEGIN
  DELETE FROM large_payloads WHERE number = old.number;
END;
`;

/*
 * Turns are numbers that grow at the back of a queue, and fall at the front (for jobs that were released).
 * Each row holds the limit up to which turns may have been used.
 */
const TURNS = `
CREATE TABLE turns (
  side TEXT PRIMARY KEY,
  reserved INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO turns (side, reserved) VALUES ('back', 0), ('front', 0);
`;

/*
 * What no move depends on stands in one column, as JSON by the names of the fields, NULL for none, so
 * that a further field of that kind needs no step.
 */
const INERT = `
ALTER TABLE jobs ADD COLUMN inert TEXT;

UPDATE jobs SET inert = '{' || concat_ws(
  ',', '"timeoutMs":' || timeout_ms, '"metadata":' || metadata
) || '}'
WHERE timeout_ms IS NOT NULL OR metadata IS NOT NULL;

ALTER TABLE jobs DROP COLUMN timeout_ms;
ALTER TABLE jobs DROP COLUMN metadata;
`;

/** The fence of the one who took a role last. */
const ROLES = `
CREATE TABLE roles (
  role TEXT PRIMARY KEY,
  fence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What is set for the queues of types: JSON, see QueueSettings. */
const SETTINGS = `
CREATE TABLE queue_settings (
  type TEXT PRIMARY KEY,
  settings TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`;

/*
 * `unique_hold` says what ends the job's hold on its unique key. `key_held_until` is when time does, or far
 * beyond all times; NULL once the job holds the key no more. So a key is free when its job is gone.
 */
const UNIQUE = `
ALTER TABLE jobs ADD COLUMN unique_key TEXT;
ALTER TABLE jobs ADD COLUMN unique_hold TEXT;
ALTER TABLE jobs ADD COLUMN key_held_until INTEGER;

CREATE UNIQUE INDEX jobs_by_held_key ON jobs (type, unique_key) WHERE key_held_until IS NOT NULL;
`;

/*
 * What blocked jobs wait for: a row for each job that has not ended, which is marked as awaited, and each job
 * that waits for it. `waits_for` is what the blocked job itself says of it, as JSON.
 */
const WAITS = `
ALTER TABLE jobs ADD COLUMN awaited INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN waits_for TEXT;

CREATE TABLE waits (
  awaited_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (awaited_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX waits_by_job ON waits (number);
`;

/* When the first attempt of a job must have begun, if ever, and how long that is after it is due. */
const START_DEADLINES = `
ALTER TABLE jobs ADD COLUMN expires_in_ms INTEGER;
ALTER TABLE jobs ADD COLUMN start_by INTEGER;
CREATE INDEX jobs_by_start ON jobs (type, start_by) WHERE status = 1 AND start_by IS NOT NULL;
`;

/** The lines of a job's log: JSON, NULL for none. */
const LOG = `
ALTER TABLE jobs ADD COLUMN log TEXT;
`;

/** What is done to many jobs: JSON, see OperationRecord. `ended_at` is NULL while it is open. */
const OPERATIONS = `
CREATE TABLE operations (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  record TEXT NOT NULL,
  ended_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX operations_open ON operations (id) WHERE ended_at IS NULL;
CREATE INDEX operations_ended ON operations (ended_at) WHERE ended_at IS NOT NULL;
`;

/*
 * Jobs with concurrency keys: when they are pending, they stand apart from those without one, and idempotency
 * and unique keys are among those of jobs of the same one. What is known of the keys that wait for their turns
 * is described by KeyRows of core: `state` is its place among the states, `rank` as that of a pending job.
 */
const CONCURRENCY_KEYS = `
ALTER TABLE jobs ADD COLUMN concurrency_key TEXT;

CREATE INDEX jobs_by_concurrency_key ON jobs (type, concurrency_key, status, rank, turn)
  WHERE concurrency_key IS NOT NULL AND status IN (2, 8);

DROP INDEX jobs_by_key;
CREATE UNIQUE INDEX jobs_by_key ON jobs (type, idempotency_key, ifnull(concurrency_key, ''))
  WHERE idempotency_key IS NOT NULL;
DROP INDEX jobs_by_held_key;
CREATE UNIQUE INDEX jobs_by_held_key ON jobs (type, unique_key, ifnull(concurrency_key, ''))
  WHERE key_held_until IS NOT NULL;
DROP INDEX jobs_by_start;
CREATE INDEX jobs_by_start ON jobs (type, start_by) WHERE status IN (1, 8) AND start_by IS NOT NULL;

CREATE TABLE concurrency_keys (
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  state INTEGER NOT NULL,
  rank INTEGER NOT NULL,
  tag REAL NOT NULL,
  PRIMARY KEY (type, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX keys_by_turn ON concurrency_keys (type, state, rank, tag, key);

CREATE TABLE key_clocks (
  type TEXT PRIMARY KEY,
  floor REAL NOT NULL,
  join_tag REAL NOT NULL,
  plain REAL NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What the rate of a queue counts: JSON, see RateState; NULL for nothing. */
const RATES = `
ALTER TABLE queue_settings ADD COLUMN starts TEXT;
`;

/*
 * Schedules as JSON, with when they are to be looked at; and what became of their times, the latest with the
 * greatest number.
 */
const SCHEDULES = `
CREATE TABLE schedules (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  wake_at INTEGER,
  record TEXT NOT NULL
) STRICT;

CREATE INDEX schedules_by_time ON schedules (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE schedule_firings (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  firing TEXT NOT NULL
) STRICT;

CREATE INDEX schedule_firings_by_name ON schedule_firings (name, number);
`;

/*
 * A row for each group: JSON, see Group of core, and when it is to be forgotten. Those that wait for it stand in
 * `waits` by its id.
 */
const GROUPS = `
ALTER TABLE jobs ADD COLUMN group_id TEXT;
CREATE INDEX jobs_by_group ON jobs (group_id, number) WHERE group_id IS NOT NULL;

CREATE TABLE groups (
  id TEXT PRIMARY KEY,
  expires_at INTEGER,
  description TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX groups_by_expiry ON groups (expires_at) WHERE expires_at IS NOT NULL;
`;

/** Keys of which no job is leased before a time, because the attempt of a job was throttled. */
const KEY_WAITS = `
CREATE TABLE key_waits (
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  until INTEGER NOT NULL,
  job_id TEXT NOT NULL,
  PRIMARY KEY (type, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX key_waits_by_end ON key_waits (type, until, key);
`;

/** What the rates of concurrency keys count: JSON, see RateState, while anything of it does. */
const KEY_STARTS = `
CREATE TABLE key_starts (
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  ends_at INTEGER NOT NULL,
  starts TEXT NOT NULL,
  PRIMARY KEY (type, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX key_starts_by_end ON key_starts (type, ends_at);
`;

/** What is set for single concurrency keys. */
const KEY_LIMITS = `
CREATE TABLE key_limits (
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  max_running INTEGER,
  weight REAL,
  PRIMARY KEY (type, key)
) STRICT, WITHOUT ROWID;
`;

/** How many attempts of a single key may start in a time: JSON, see Rate. */
const OWN_KEY_RATES = "ALTER TABLE key_limits ADD COLUMN rate TEXT;";

/*
 * Versions of workflows; runs, whose records the store does not read, what each keeps beside that, and what has happened
 * to it since. The jobs of a run stand in `jobs_by_group`, see `groupCell`.
 */
const RUNS = `
CREATE TABLE workflows (
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (name, version)
) STRICT;

CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  wake_at INTEGER,
  workflow TEXT NOT NULL,
  state TEXT NOT NULL,
  key TEXT UNIQUE,
  record TEXT NOT NULL
) STRICT;

CREATE INDEX runs_by_time ON runs (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX runs_by_age ON runs (created_at, id);
CREATE INDEX runs_by_state ON runs (state, created_at, id);
CREATE INDEX runs_of_workflow ON runs (workflow, created_at, id);
CREATE INDEX runs_of_workflow_by_state ON runs (workflow, state, created_at, id);

CREATE TABLE run_parts (
  run_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (run_id, name)
) STRICT;

CREATE TABLE run_news (
  number INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  told TEXT NOT NULL,
  job_id TEXT
) STRICT;

CREATE INDEX run_news_by_run ON run_news (run_id, number);
`;

/** The jobs that keep the turn of their concurrency key: see KeyOnFailure of core. */
const KEY_KEEPERS = `
CREATE TABLE key_keepers (
  type TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (type, key, number)
) STRICT, WITHOUT ROWID;
`;

/**
 * The steps from an empty file to the present schema; `user_version` counts those that were taken.
 * A step that was published never changes: what is new comes as a further step.
 */
export const MIGRATIONS: readonly string[] = [
  JOBS + TURNS,
  INERT,
  ROLES,
  SETTINGS,
  UNIQUE,
  WAITS,
  START_DEADLINES,
  LOG,
  OPERATIONS,
  CONCURRENCY_KEYS,
  RATES,
  SCHEDULES,
  GROUPS,
  KEY_WAITS,
  KEY_STARTS,
  KEY_LIMITS,
  OWN_KEY_RATES,
  RUNS,
  KEY_KEEPERS,
];

/** What `application_id` marks our files with: "MILR". */
export const APPLICATION_ID = 0x4d494c52;
