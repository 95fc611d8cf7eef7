// Generated from packages/store-postgres/src by `pnpm generate`: edit the .sql files there.

export type SqlName =
  | "migrations/0001-jobs"
  | "migrations/0002-due"
  | "migrations/0003-inert"
  | "migrations/0004-roles"
  | "migrations/0005-counts"
  | "migrations/0006-workers"
  | "migrations/0007-queues"
  | "migrations/0008-unique"
  | "migrations/0009-waits"
  | "migrations/0010-queue-limits"
  | "migrations/0011-start-deadlines"
  | "migrations/0012-log"
  | "migrations/0013-operations"
  | "migrations/0014-keys"
  | "migrations/0015-rates"
  | "migrations/0016-schedules"
  | "migrations/0017-groups"
  | "migrations/0018-scheduled-keys"
  | "migrations/0019-throttles"
  | "migrations/0020-rate-reasons"
  | "migrations/0021-key-waits"
  | "migrations/0022-key-rates"
  | "migrations/0023-key-limits"
  | "migrations/0024-own-key-rates"
  | "migrations/0025-sql-enqueue"
  | "migrations/0026-key-order"
  | "migrations/0027-runs"
  | "migrations/0028-key-keepers"
  | "migrations/0029-aging"
  | "functions/absorb_keys"
  | "functions/add_jobs"
  | "functions/add_operation"
  | "functions/age_jobs"
  | "functions/age_queue"
  | "functions/change_jobs"
  | "functions/change_run"
  | "functions/claim_key"
  | "functions/claim_unique_key"
  | "functions/complete_jobs"
  | "functions/complete_parent"
  | "functions/configure_queue"
  | "functions/count_jobs"
  | "functions/count_members"
  | "functions/count_starts"
  | "functions/counts_until"
  | "functions/create_group"
  | "functions/delete_job_at"
  | "functions/delete_run"
  | "functions/due_runs"
  | "functions/end_holds"
  | "functions/end_key_waits"
  | "functions/end_waits"
  | "functions/enqueue"
  | "functions/enqueue_jobs"
  | "functions/enqueue_keyed_jobs"
  | "functions/expire_keepers"
  | "functions/explain_job"
  | "functions/extend_jobs"
  | "functions/fire_schedule"
  | "functions/forget_expired"
  | "functions/hold_awaited"
  | "functions/hold_json"
  | "functions/hold_role"
  | "functions/keep_turns"
  | "functions/key_band"
  | "functions/key_head"
  | "functions/lease_jobs"
  | "functions/list_keys"
  | "functions/list_queues"
  | "functions/list_types"
  | "functions/list_workflows"
  | "functions/longer_log"
  | "functions/maintain_due"
  | "functions/new_job_id"
  | "functions/note_key_arrival"
  | "functions/now_ms"
  | "functions/promote_due"
  | "functions/promote_jobs"
  | "functions/put_workflow"
  | "functions/rate_room"
  | "functions/read_run"
  | "functions/redrive_unique_job"
  | "functions/reorder_keys"
  | "functions/replace_job"
  | "functions/require_room"
  | "functions/restore_jobs"
  | "functions/resume_key"
  | "functions/scoped_key"
  | "functions/seal_group"
  | "functions/set_key_limits"
  | "functions/starts_at"
  | "functions/strict_place"
  | "functions/take_turns"
  | "functions/tell_changed"
  | "functions/tell_room"
  | "functions/tell_run"
  | "functions/tell_runs"
  | "functions/throttle_queues"
  | "functions/turn_keepers"
  | "functions/uncount_start"
  | "functions/uncount_starts"
  | "functions/unique_key_holder"
  | "functions/update_job"
  | "functions/waits_of"
  | "functions/write_schedule";

/** The text of each file, and its digest at the time of the build. */
export const SQL: Readonly<Record<SqlName, { readonly sha256: string; readonly text: string }>> = {
  "migrations/0001-jobs": {
    sha256: "96f0087a263cd46841b446c0aaad39604c549d8aa5082b304d614f9e15c02379",
    text: `-- Jobs that have not finished lie in \`jobs\`, which stays as small as the work that waits; what has
-- finished moves to \`finished\` and waits there for the end of its retention.
--
-- Times are milliseconds since 1970 by this server's clock, lengths milliseconds. Text that people
-- choose stands in \`json\` or \`bytea\`, because \`text\` cannot hold the character U+0000.

-- Orders what waits: a job that joins the end of a queue takes the next number, one that goes back
-- to its front the next negative one.
CREATE SEQUENCE {schema}.places;

CREATE TABLE {schema}.jobs (
  place bigint NOT NULL,
  token bigint NOT NULL DEFAULT 0,
  sequence bigint NOT NULL DEFAULT 1,
  run_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  retention_ms bigint NOT NULL,
  timeout_ms bigint,
  started_at bigint,
  lease_expires_at bigint,
  attempt integer NOT NULL DEFAULT 0,
  max_attempts integer NOT NULL,
  priority smallint NOT NULL,
  at_most_once boolean NOT NULL,
  cancel_requested boolean NOT NULL DEFAULT false,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL
    CHECK (status IN ('SCHEDULED', 'PENDING', 'RUNNING', 'RETRYING')),
  payload bytea NOT NULL,
  idempotency_key bytea,
  backoff json,
  metadata json,
  errors json,
  progress json,
  cancel_reason json,
  worker json,
  PRIMARY KEY (id),
  CHECK ((status = 'RUNNING') = (lease_expires_at IS NOT NULL))
) WITH (
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_cost_delay = 0
);

CREATE INDEX jobs_pending ON {schema}.jobs (type, (-priority), place)
  WHERE status = 'PENDING';
CREATE INDEX jobs_waiting ON {schema}.jobs (type, status, run_at, place)
  WHERE status IN ('SCHEDULED', 'RETRYING');
CREATE INDEX jobs_running ON {schema}.jobs (type, lease_expires_at, place)
  WHERE status = 'RUNNING';

CREATE TABLE {schema}.finished (
  place bigint NOT NULL,
  token bigint NOT NULL,
  sequence bigint NOT NULL,
  run_at bigint NOT NULL,
  created_at bigint NOT NULL,
  -- Also when the job finished: nothing changes a finished job.
  updated_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  retention_ms bigint NOT NULL,
  timeout_ms bigint,
  started_at bigint,
  attempt integer NOT NULL,
  max_attempts integer NOT NULL,
  priority smallint NOT NULL,
  at_most_once boolean NOT NULL,
  cancel_requested boolean NOT NULL,
  id text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL CHECK (status IN ('COMPLETED', 'FAILED', 'CANCELLED')),
  payload bytea NOT NULL,
  result bytea,
  idempotency_key bytea,
  backoff json,
  metadata json,
  errors json,
  progress json,
  cancel_reason json,
  worker json,
  PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX finished_by_expiry ON {schema}.finished (type, status, expires_at, id);

-- One job of a type for each idempotency key, for as long as the job is kept.
CREATE TABLE {schema}.idempotency_keys (
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, key)
);

-- The jobs of which someone wants to hear each change, until when. Lost in a crash of the server,
-- after which watchers ask again.
CREATE UNLOGGED TABLE {schema}.watches (
  job_id text COLLATE "C" PRIMARY KEY,
  until bigint NOT NULL
);
`,
  },
  "migrations/0002-due": {
    sha256: "5d6dc3eef0f2ecb283c46ea9d8743c8659983cbd63ee47bf67f1e46780a66933",
    text: `-- What waits for a time, whatever its type, so that maintenance looks at nothing else. They are by an
-- expression so that no query of one type goes over what is due in all the others. What runs has no
-- such index, which every lease would have to write: maintenance goes over the types that have running
-- jobs, and these are no more than workers ask for.
CREATE INDEX jobs_due ON {schema}.jobs ((run_at + 0), place)
  WHERE status IN ('SCHEDULED', 'RETRYING');
CREATE INDEX finished_due ON {schema}.finished ((expires_at + 0));

-- One row: when a round of maintenance was last done that had no more to do. Whoever does a round that
-- is shared holds it.
CREATE TABLE {schema}.maintenance (
  done_at bigint NOT NULL
);
INSERT INTO {schema}.maintenance (done_at) VALUES (0);
`,
  },
  "migrations/0003-inert": {
    sha256: "6fc4d87ff8f63cef0f701d273940c23fcdee43eba3f4fc300f724713ceb0decf",
    text: `-- What no move depends on stands in one column, as JSON by the names of the fields, so that a further
-- field of that kind needs no column. JSON is put together as text, because functions for JSON cannot
-- take U+0000.
ALTER TABLE {schema}.jobs ADD COLUMN inert json;
ALTER TABLE {schema}.finished ADD COLUMN inert json;
UPDATE {schema}.jobs SET inert = ('{' || concat_ws(
  ',', '"timeoutMs":' || timeout_ms, '"metadata":' || metadata::text
) || '}')::json
WHERE timeout_ms IS NOT NULL OR metadata IS NOT NULL;
UPDATE {schema}.finished SET inert = ('{' || concat_ws(
  ',', '"timeoutMs":' || timeout_ms, '"metadata":' || metadata::text
) || '}')::json
WHERE timeout_ms IS NOT NULL OR metadata IS NOT NULL;
ALTER TABLE {schema}.jobs DROP COLUMN timeout_ms, DROP COLUMN metadata;
ALTER TABLE {schema}.finished DROP COLUMN timeout_ms, DROP COLUMN metadata;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[], boolean
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
`,
  },
  "migrations/0004-roles": {
    sha256: "3c678eda41afefe94d8f73b018417ccfed76529665134fdfab9a38116f3ed5ad",
    text: `-- Who does what one of many does for all, since when and until when. \`fence\` grows with each taking.
CREATE TABLE {schema}.roles (
  role text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  fence bigint NOT NULL,
  held_at bigint NOT NULL,
  expires_at bigint NOT NULL
);

-- A role has taken its place: rounds are left out by those who do not hold it.
DROP TABLE {schema}.maintenance;
DROP FUNCTION IF EXISTS {schema}.maintain_due(integer, bigint);
`,
  },
  "migrations/0005-counts": {
    sha256: "b9cfaf7084f727d8d0b62d1eb9637445abd08e19cd886c6a9ed314c2b0513056",
    text: `-- What has happened to the jobs of a type, or of all where no type stands: minute by minute, and how many
-- have waited and run for how long. Times are when the minute or the span of times began.
CREATE TABLE {schema}.queue_minutes (
  starts_at bigint NOT NULL,
  enqueued bigint NOT NULL,
  completed bigint NOT NULL,
  failed bigint NOT NULL,
  retried bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, starts_at)
) WITH (fillfactor = 50);

CREATE TABLE {schema}.queue_times (
  starts_at bigint NOT NULL,
  jobs bigint NOT NULL,
  place smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, starts_at, place)
) WITH (fillfactor = 50);

-- The types that are counted, by when that was last.
CREATE TABLE {schema}.counted_types (
  counted_at bigint NOT NULL,
  type text COLLATE "C" PRIMARY KEY
) WITH (fillfactor = 50);

-- It has come to return more of each job.
DROP FUNCTION IF EXISTS {schema}.complete_jobs(text[], bigint[], bytea[]);
`,
  },
  "migrations/0006-workers": {
    sha256: "d98a008c423f1145c2a2ded79e5ad8bf2d59e2238980e3f94355e9d9276b38d8",
    text: `-- The workers that live, and until when they do unless they tell so again. What each tells of itself is
-- JSON. Lost in a crash of the server, after which they tell again.
CREATE UNLOGGED TABLE {schema}.workers (
  told_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  name bytea PRIMARY KEY,
  types text[] NOT NULL,
  beat json NOT NULL
);
`,
  },
  "migrations/0007-queues": {
    sha256: "7bf7c054138e2dbc75282e11b1be89a3f79d2eab98a012ba25d5755ecf1f0a9e",
    text: `-- What is set for the queue of a type; a queue for which nothing is has no row. Who has paused or drained
-- it, and why, is JSON.
CREATE TABLE {schema}.queues (
  paused_at bigint,
  paused_until bigint,
  draining_at bigint,
  draining_until bigint,
  type text COLLATE "C" PRIMARY KEY,
  paused json,
  draining json
);
`,
  },
  "migrations/0008-unique": {
    sha256: "a8a2dae6dc4e90ae9c004c4d2e57225c9fe6907ed25c391bb5aca6ab4ea02734",
    text: `-- What ends a job's hold on its unique key stands with the job: FINISHED, STARTED, COMPLETED or TTL.
ALTER TABLE {schema}.jobs ADD COLUMN unique_key bytea, ADD COLUMN unique_hold text COLLATE "C";
ALTER TABLE {schema}.finished ADD COLUMN unique_key bytea, ADD COLUMN unique_hold text COLLATE "C";

-- Which job took a unique key last. Whether it still holds it is told by the job, see
-- unique_key_holder.sql, so that no move of a job writes here.
CREATE TABLE {schema}.unique_keys (
  -- The token of the job as it took the key, which another one follows when it starts.
  token bigint NOT NULL,
  -- When the hold TTL ends.
  ends_at bigint,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, key)
);

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[], boolean
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
`,
  },
  "migrations/0009-waits": {
    sha256: "04a3800e28f5fcaef7c6d7148cfb0621bf3c4c956cc9fca6985e8309fbeef479",
    text: `-- What blocked jobs wait for: a row for each of the jobs that has not ended. Such a job is marked as awaited
-- first, so that what ends it leaves the short way. \`turn\` is the place that the waiting job was given: jobs
-- only come after older ones, so who locks them by their turns never waits in a circle. \`ord\` is where the
-- request has the id.
CREATE TABLE {schema}.waits (
  turn bigint NOT NULL,
  delay_ms bigint,
  ord integer NOT NULL,
  awaited_id text COLLATE "C" NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  rule text COLLATE "C" NOT NULL,
  PRIMARY KEY (awaited_id, turn)
);
CREATE INDEX waits_of_job ON {schema}.waits (job_id, ord);

ALTER TABLE {schema}.jobs ADD COLUMN awaited boolean NOT NULL DEFAULT false;
ALTER TABLE {schema}.jobs DROP CONSTRAINT jobs_status_check, ADD CONSTRAINT jobs_status_check
  CHECK (status IN ('SCHEDULED', 'PENDING', 'RUNNING', 'RETRYING', 'BLOCKED'));
CREATE INDEX jobs_blocked ON {schema}.jobs (type, place, id) WHERE status = 'BLOCKED';

-- They have got a parameter more.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bytea[], text[], bigint[], boolean
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bytea[], text[], bigint[]
);
`,
  },
  "migrations/0010-queue-limits": {
    sha256: "66f8806628da251a8218ffcfbe4e632056eb5e8ddabd59f1ab764eaa3a137b8a",
    text: `-- How many jobs of a queue may run; NULL for any number.
ALTER TABLE {schema}.queues ADD COLUMN max_running integer;

CREATE INDEX queues_limited ON {schema}.queues (type) WHERE max_running IS NOT NULL;

-- It has come to change the limits, too.
DROP FUNCTION IF EXISTS {schema}.configure_queue(text, boolean, text, bigint, boolean, text, bigint);
`,
  },
  "migrations/0011-start-deadlines": {
    sha256: "2f5c2c401ae9e38d1a600c031153e7dff8dcee9b3724a23ddb2e8d365a0f25f3",
    text: `-- By when the first attempt of a job must have begun, if ever, and how long that is after it is due.
ALTER TABLE {schema}.jobs ADD COLUMN expires_in_ms bigint, ADD COLUMN start_by bigint;
ALTER TABLE {schema}.finished ADD COLUMN expires_in_ms bigint, ADD COLUMN start_by bigint;
CREATE INDEX jobs_start_by ON {schema}.jobs ((start_by + 0))
  WHERE status = 'PENDING' AND start_by IS NOT NULL;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue(
  text, jsonb, timestamptz, interval, integer, integer, text, interval, interval, boolean, jsonb
);
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bytea[], text[], bigint[], boolean, text[]
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bytea[], text[], bigint[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
`,
  },
  "migrations/0012-log": {
    sha256: "e5caa7bd206fe5cf24dfddc09f4d1282d3b57179b46fb9ff8d3bceb08c009512",
    text: `-- What handlers have logged: a list of { at, attempt, text }, NULL for none.
ALTER TABLE {schema}.jobs ADD COLUMN log json;
ALTER TABLE {schema}.finished ADD COLUMN log json;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.extend_jobs(text[], bigint[], text[], bigint);
`,
  },
  "migrations/0013-operations": {
    sha256: "1a389492c666c1e3a3dc75793bf9265d4cd077eff79690bea196699435fd4082",
    text: `-- What is done to many jobs: JSON, see OperationRecord. Its end is NULL while it is open.
CREATE TABLE {schema}.operations (
  revision bigint NOT NULL,
  ended_at bigint,
  id text COLLATE "C" PRIMARY KEY,
  record text NOT NULL
);

CREATE INDEX operations_open ON {schema}.operations (id) WHERE ended_at IS NULL;
CREATE INDEX operations_ended ON {schema}.operations (ended_at) WHERE ended_at IS NOT NULL;
`,
  },
  "migrations/0014-keys": {
    sha256: "59367523fe7c20a85133a10767124b1925ec3ab122e49ea9dfd0dfaa73378315",
    text: `-- Jobs with concurrency keys. The pending ones stand in indexes of their own, so that the lease of plain jobs
-- does not change.
ALTER TABLE {schema}.jobs ADD COLUMN concurrency_key bytea;
ALTER TABLE {schema}.finished ADD COLUMN concurrency_key bytea;
ALTER TABLE {schema}.queues ADD COLUMN key_max_running integer;

DROP INDEX {schema}.jobs_pending;
CREATE INDEX jobs_pending ON {schema}.jobs (type, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NULL;
CREATE INDEX jobs_pending_keyed ON {schema}.jobs (type, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;
CREATE INDEX jobs_pending_of_key ON {schema}.jobs (type, concurrency_key, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;
CREATE INDEX jobs_running_of_key ON {schema}.jobs (type, concurrency_key)
  WHERE status = 'RUNNING' AND concurrency_key IS NOT NULL;
DROP INDEX {schema}.queues_limited;
CREATE INDEX queues_limited ON {schema}.queues (type)
  WHERE max_running IS NOT NULL OR key_max_running IS NOT NULL;

-- What is known of the keys that wait for their turns, as KeyRows of core describes it. Only leases write
-- here: an enqueue that did could hold a key up for as long as its transaction lasts.
CREATE TABLE {schema}.concurrency_keys (
  tag double precision NOT NULL,
  priority smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('READY', 'FULL', 'DRAINED')),
  key bytea NOT NULL,
  PRIMARY KEY (type, key)
) WITH (fillfactor = 50);
CREATE INDEX keys_ready ON {schema}.concurrency_keys (type, (-priority), tag, key) WHERE state = 'READY';
CREATE INDEX keys_full ON {schema}.concurrency_keys (type, key) WHERE state = 'FULL';
CREATE INDEX keys_drained ON {schema}.concurrency_keys (type, tag) WHERE state = 'DRAINED';

-- The virtual time of the keys of a type.
CREATE TABLE {schema}.key_clocks (
  floor double precision NOT NULL DEFAULT 0,
  join_tag double precision NOT NULL DEFAULT 0,
  plain double precision NOT NULL DEFAULT 0,
  type text COLLATE "C" PRIMARY KEY
) WITH (fillfactor = 50);

-- Keys that the next lease is to look at, because jobs of theirs have come or have left room.
CREATE TABLE {schema}.key_arrivals (
  number bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL
);
CREATE INDEX key_arrivals_in_order ON {schema}.key_arrivals (type, number);

-- So all that makes a job pending, or ends its attempt, says so in one place. Of a job without a key no more is
-- asked than that.
CREATE FUNCTION {schema}.note_key_arrival() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER key_comes AFTER INSERT ON {schema}.jobs FOR EACH ROW
  WHEN (NEW.concurrency_key IS NOT NULL AND NEW.status = 'PENDING')
  EXECUTE FUNCTION {schema}.note_key_arrival();
CREATE TRIGGER key_moves AFTER UPDATE OF status, priority ON {schema}.jobs FOR EACH ROW
  WHEN (
    NEW.concurrency_key IS NOT NULL
    AND (NEW.status = 'PENDING' OR OLD.status = 'RUNNING' AND NEW.status <> 'RUNNING')
  )
  EXECUTE FUNCTION {schema}.note_key_arrival();
CREATE TRIGGER key_leaves AFTER DELETE ON {schema}.jobs FOR EACH ROW
  WHEN (OLD.concurrency_key IS NOT NULL AND OLD.status = 'RUNNING')
  EXECUTE FUNCTION {schema}.note_key_arrival();

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], boolean, text[]
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer
);
`,
  },
  "migrations/0015-rates": {
    sha256: "101e31857d09533791511e3b346809a5606707966c71fff447d57637943e905c",
    text: `-- How many attempts of a queue may start in a time, {limit, period in ms, burst}, the last one NULL for none;
-- NULL for any number. And what that has counted: see rate_room.
ALTER TABLE {schema}.queues ADD COLUMN rate bigint[], ADD COLUMN starts bigint[];

-- They have come to know of rates.
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer, integer
);
`,
  },
  "migrations/0016-schedules": {
    sha256: "58c82997aeb7109207c05c1e016efe277b42ac3feea9882a93c0ff0584e082c1",
    text: `-- Schedules, with when they are to be looked at; what is in a record only clients know.
CREATE TABLE {schema}.schedules (
  version bigint NOT NULL,
  wake_at bigint,
  name text COLLATE "C" PRIMARY KEY,
  record text NOT NULL
);

CREATE INDEX schedules_by_time ON {schema}.schedules (wake_at) WHERE wake_at IS NOT NULL;

-- What became of their times, the latest with the greatest number.
CREATE TABLE {schema}.schedule_firings (
  number bigint GENERATED ALWAYS AS IDENTITY,
  name text COLLATE "C" NOT NULL,
  firing text NOT NULL,
  PRIMARY KEY (name, number)
);
`,
  },
  "migrations/0017-groups": {
    sha256: "ebf793d98743f37de5aa1482c726230999c636a5fb56fcd23f191d7849cb41c3",
    text: `-- Jobs that belong together: how many of them are where, and the ids of the jobs that wait for it, by what for.
CREATE TABLE {schema}.groups (
  open bigint NOT NULL,
  completed bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  cancelled bigint NOT NULL DEFAULT 0,
  created_at bigint NOT NULL,
  finished_at bigint,
  expires_at bigint,
  retention_ms bigint NOT NULL,
  sealed boolean NOT NULL DEFAULT false,
  id text COLLATE "C" PRIMARY KEY,
  callbacks json NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX groups_by_expiry ON {schema}.groups (expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE {schema}.jobs ADD COLUMN group_id text COLLATE "C";
ALTER TABLE {schema}.finished ADD COLUMN group_id text COLLATE "C";
CREATE INDEX jobs_by_group ON {schema}.jobs (group_id, created_at, id) WHERE group_id IS NOT NULL;
CREATE INDEX finished_by_group ON {schema}.finished (group_id, created_at, id) WHERE group_id IS NOT NULL;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.end_waits(text[], text[]);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], boolean, text[], bytea[]
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], text[], bytea[]
);
`,
  },
  "migrations/0018-scheduled-keys": {
    sha256: "e9a68691442aab17fb789e492695f3f9b28ebb7a0e91422c4197bcf0f65948e9",
    text: `-- The jobs of schedules may have concurrency keys: fire_schedule in the form of the version before.
DROP FUNCTION IF EXISTS {schema}.fire_schedule(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], text[], text, bigint, text, bigint, text[], integer
);
`,
  },
  "migrations/0019-throttles": {
    sha256: "ebf19fcae84ef9f5f3de1ff47093760cf1f0d06c71ed03660527601935141a3a",
    text: `-- That no job of a queue is leased, because the attempt of one was throttled: see throttle_queues.
ALTER TABLE {schema}.queues
  ADD COLUMN throttled_at bigint, ADD COLUMN throttled_until bigint, ADD COLUMN throttled json;

-- They have come to know of throttles.
DROP FUNCTION IF EXISTS {schema}.end_pauses(text, bigint);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer, integer, bigint[]
);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0020-rate-reasons": {
    sha256: "0ee3c91e9cf2b6209c54104adab4aa158191bd15accefbd480f674f38be77cb5",
    text: `-- It has come to tell of rates.
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0021-key-waits": {
    sha256: "84a987dd67adfbc3745e9f74aaac79844948c0fd3597f18a0b7d0b7cc56604c4",
    text: `-- Keys of which no job is leased before a time, because the attempt of a job was throttled: see throttle_queues.
CREATE TABLE {schema}.key_waits (
  until bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, key)
);
CREATE INDEX key_waits_by_end ON {schema}.key_waits (type, until);

-- They have come to know of them.
DROP FUNCTION IF EXISTS {schema}.throttle_queues(text[], text[], bigint[]);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0022-key-rates": {
    sha256: "ec9a5eb0589cc763835439aa4a0ebd0291804ea8d551255f11ffd7476ddf199c",
    text: `-- How many attempts of each concurrency key of a queue may start in a time, as \`rate\` says it of the queue.
ALTER TABLE {schema}.queues ADD COLUMN key_rate bigint[];

-- What that has counted of each key, see rate_room, and when nothing of it counts any more.
CREATE TABLE {schema}.key_starts (
  ends_at bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  starts bigint[] NOT NULL,
  PRIMARY KEY (type, key)
) WITH (fillfactor = 50);
CREATE INDEX key_starts_by_end ON {schema}.key_starts (ends_at);

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.take_turns(text, bigint, integer, bigint, integer, boolean);
DROP FUNCTION IF EXISTS {schema}.uncount_starts(text[], bigint[]);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[]
);
`,
  },
  "migrations/0023-key-limits": {
    sha256: "d5cfdbcffcec482b94819bae5eeee5e6affee587b1b9da481f8367dc8427e77d",
    text: `-- What is set for single concurrency keys, see take_turns; the row of their queue says whether there is any.
CREATE TABLE {schema}.key_limits (
  weight double precision,
  max_running integer,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  PRIMARY KEY (type, key)
);
ALTER TABLE {schema}.queues ADD COLUMN own_key_limits boolean NOT NULL DEFAULT false;
DROP INDEX {schema}.queues_limited;
CREATE INDEX queues_limited ON {schema}.queues (type)
  WHERE max_running IS NOT NULL OR key_max_running IS NOT NULL OR own_key_limits;

-- It has come to tell of them.
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0024-own-key-rates": {
    sha256: "010f3f079ac356d8461a43bd1cc57aa7f409ffb14ec16b65fd7f0ac5f443cd49",
    text: `-- How many attempts of a single concurrency key may start in a time, as \`rate\` of \`queues\`.
ALTER TABLE {schema}.key_limits ADD COLUMN rate bigint[];

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.set_key_limits(text, bytea, integer, double precision);
DROP FUNCTION IF EXISTS {schema}.list_keys(text, bytea, bytea, integer, integer);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0025-sql-enqueue": {
    sha256: "ed9af40783eb24ba96baa15ae23f3705e3293618b38cf7f3f07b7602470a220b",
    text: `-- Its parameters have changed.
DROP FUNCTION IF EXISTS {schema}.enqueue(
  text, jsonb, timestamptz, interval, integer, integer, text, interval, interval, boolean, jsonb, interval
);
`,
  },
  "migrations/0026-key-order": {
    sha256: "a26aef61be13db4460b67c830920ff495a0b1317061f704e7901d1915199b343",
    text: `-- In which order the concurrency keys of a queue are served: NULL for PRIORITY, FAIR or STRICT.
ALTER TABLE {schema}.queues ADD COLUMN key_order text;

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.configure_queue(text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[], bigint[]);
DROP FUNCTION IF EXISTS {schema}.take_turns(text, bigint, integer, bigint, integer, bigint[], boolean);
DROP FUNCTION IF EXISTS {schema}.absorb_keys(text, double precision);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "migrations/0027-runs": {
    sha256: "caada31fc0248396ac50f00a4f39030a4c2e9d5d81788b3b600db747be546241",
    text: `-- Versions of workflows; what is in a definition only clients know.
CREATE TABLE {schema}.workflows (
  version bigint NOT NULL,
  name text COLLATE "C" NOT NULL,
  definition text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (name, version)
);

-- Their runs, with when they are to be looked at besides when there are news; what is in a record only clients know.
CREATE TABLE {schema}.runs (
  version bigint NOT NULL,
  created_at bigint NOT NULL,
  wake_at bigint,
  id text COLLATE "C" PRIMARY KEY,
  workflow text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  key bytea,
  record text NOT NULL
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX runs_by_key ON {schema}.runs (key) WHERE key IS NOT NULL;
CREATE INDEX runs_by_time ON {schema}.runs (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX runs_by_age ON {schema}.runs (created_at, id);
CREATE INDEX runs_by_state ON {schema}.runs (state, created_at, id);
CREATE INDEX runs_of_workflow ON {schema}.runs (workflow, created_at, id);
CREATE INDEX runs_of_workflow_by_state ON {schema}.runs (workflow, state, created_at, id);

-- What a run keeps beside its record.
CREATE TABLE {schema}.run_parts (
  run_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value bytea NOT NULL,
  PRIMARY KEY (run_id, name)
);

-- What has happened to each run that no change has taken into account: a job of it has ended, whose result is read from
-- \`finished\`, or it was told a text.
CREATE TABLE {schema}.run_news (
  number bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  job_id text COLLATE "C",
  told text,
  PRIMARY KEY (run_id, number)
) WITH (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000);

-- The jobs of runs may have concurrency keys: add_jobs in the form of the version before.
DROP FUNCTION IF EXISTS {schema}.add_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[], bigint[], text[]
);
`,
  },
  "migrations/0028-key-keepers": {
    sha256: "7d5cd011edb770f4dba5b0cadcedbc97f2f49ef25c9cd56748b6f6d7f32bf4e5",
    text: `-- What becomes of concurrency keys when attempts fail, HOLD or HALT, NULL for nothing: see KeyOnFailure of core.
ALTER TABLE {schema}.queues ADD COLUMN key_on_failure text COLLATE "C" CHECK (key_on_failure IN ('HOLD', 'HALT'));
DROP INDEX {schema}.queues_limited;
CREATE INDEX queues_limited ON {schema}.queues (type)
  WHERE max_running IS NOT NULL OR key_max_running IS NOT NULL OR own_key_limits OR key_on_failure IS NOT NULL;

-- The jobs that keep the turn of their key. Whoever ends an attempt writes here, leases read it.
CREATE TABLE {schema}.key_keepers (
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, key, job_id)
);
CREATE UNIQUE INDEX key_keepers_by_job ON {schema}.key_keepers (job_id);

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.list_keys(text, bytea, bytea, integer, integer);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[], bigint[], text
);
`,
  },
  "migrations/0029-aging": {
    sha256: "7444efedb3184f744b98f02811e5c2b50da2a24253b9235c61707f4b6f3d6d93",
    text: `-- What a step of priority is worth in waiting, in ms, NULL for nothing; and that jobs have a rank by an age that does
-- not count any more.
ALTER TABLE {schema}.queues ADD COLUMN aging_ms bigint;
ALTER TABLE {schema}.queues ADD COLUMN aging_ends boolean NOT NULL DEFAULT false;

-- The rank by age of a pending job, of which the first is the lowest: less than 0. NULL for one by priority.
ALTER TABLE {schema}.jobs ADD COLUMN aged bigint;

DROP INDEX {schema}.jobs_pending;
CREATE INDEX jobs_pending ON {schema}.jobs (type, coalesce(aged, -priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NULL;
DROP INDEX {schema}.jobs_pending_keyed;
CREATE INDEX jobs_pending_keyed ON {schema}.jobs (type, coalesce(aged, -priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;
DROP INDEX {schema}.jobs_pending_of_key;
CREATE INDEX jobs_pending_of_key ON {schema}.jobs (type, concurrency_key, coalesce(aged, -priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[], bigint[], text, text
);
DROP FUNCTION IF EXISTS {schema}.key_band(text, smallint);
DROP FUNCTION IF EXISTS {schema}.key_head(text, bytea, text[]);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
`,
  },
  "functions/absorb_keys": {
    sha256: "8e87a96b885cf56ed57120c2d6387ed06ca8a3421eb19626b3f478b3b956070f",
    text: `-- Looks at keys of a type of which jobs have come or have left room, in the order in which that was, at most
-- 1,000. The caller holds the clock of the type, so nobody else makes rows of its keys. A key that another lease
-- holds is left for later. p_order is in which order the keys are served, \`step\` how far keys that join stand apart.
CREATE OR REPLACE FUNCTION {schema}.absorb_keys(p_type text, p_order text, p_step double precision) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  -- What they are told by, and whether they have rows, which this holds then.
  v_notes tid[];
  v_keys bytea[];
  v_rows tid[];
  v_states text[];
  v_tags double precision[];
  v_join double precision;
  v_joined integer;
  v_keeps boolean := EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.type = p_type LIMIT 1);
BEGIN
  SELECT array_agg(a.ctid ORDER BY a.number), array_agg(a.key ORDER BY a.number) INTO v_notes, v_keys
  FROM (
    SELECT r.number, r.key, r.ctid FROM {schema}.key_arrivals r WHERE r.type = p_type
    ORDER BY r.number LIMIT 1000
  ) a;
  IF v_keys IS NULL THEN
    RETURN;
  END IF;
  WITH come AS MATERIALIZED (
    SELECT a.key, min(a.ord) AS ord FROM unnest(v_keys) WITH ORDINALITY AS a (key, ord) GROUP BY a.key
  ), seen AS MATERIALIZED (
    -- Most stand where they belong already. Whoever has no xmax is held by nobody, and comes to be by a lease that sees
    -- the jobs that this does.
    SELECT c.key, c.ord, k.state IS NULL AS is_new, coalesce(
      k.state = 'READY' AND k.xmax = 0 AND k.priority = {schema}.key_band(p_order, h.priority, h.aged)
        AND (p_order IS DISTINCT FROM 'STRICT' OR k.tag = {schema}.strict_place(h.aged, h.place)), false
    ) AS stands
    FROM come c
    LEFT JOIN LATERAL (
      SELECT r.state, r.priority, r.tag, r.xmax FROM {schema}.concurrency_keys r
      WHERE r.type = p_type AND r.key = c.key LIMIT 1
    ) k ON true
    LEFT JOIN LATERAL (
      SELECT j.priority, j.aged, j.place FROM {schema}.jobs j
      WHERE NOT v_keeps AND k.state = 'READY'
        AND j.type = p_type AND j.concurrency_key = c.key AND j.status = 'PENDING'
      ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
    ) h ON true
  ), met AS MATERIALIZED (
    SELECT s.key, s.ord, h.row, h.state, h.tag
    FROM seen s
    LEFT JOIN LATERAL (
      SELECT k.ctid AS row, k.state, CASE WHEN k.priority >= 1000 THEN 0 ELSE k.tag END AS tag
      FROM {schema}.concurrency_keys k
      WHERE NOT s.is_new AND k.type = p_type AND k.key = s.key FOR UPDATE SKIP LOCKED
    ) h ON true
    WHERE NOT s.stands AND (s.is_new OR h.row IS NOT NULL)
  )
  SELECT
    array_agg(m.key ORDER BY m.ord), array_agg(m.row ORDER BY m.ord), array_agg(m.state ORDER BY m.ord),
    array_agg(m.tag ORDER BY m.ord), (
      SELECT array_agg(n.note) FROM unnest(v_notes, v_keys) AS n (note, key)
      WHERE n.key IN (SELECT s.key FROM seen s WHERE s.stands UNION ALL SELECT o.key FROM met o)
    )
  INTO v_keys, v_rows, v_states, v_tags, v_notes FROM met m;
  DELETE FROM {schema}.key_arrivals r WHERE r.ctid = ANY (v_notes);
  IF v_keys IS NULL THEN
    RETURN;
  END IF;
  SELECT greatest(c.floor, c.join_tag) INTO v_join FROM {schema}.key_clocks c WHERE c.type = p_type;
  WITH known AS MATERIALIZED (
    SELECT k.key, k.row, coalesce(k.state = 'DRAINED', true) AS joins, k.ord, k.tag, h.priority, h.aged, h.place,
      -- One that waits for a time comes again then.
      h.place IS NULL OR (SELECT true FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = k.key) AS drains
    FROM unnest(v_keys, v_rows, v_states, v_tags) WITH ORDINALITY AS k (key, row, state, tag, ord)
    LEFT JOIN LATERAL (
      (
        SELECT j.priority, j.aged, j.place FROM {schema}.jobs j
        WHERE NOT v_keeps AND j.type = p_type AND j.concurrency_key = k.key AND j.status = 'PENDING'
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
      )
      UNION ALL
      SELECT e.priority, e.aged, e.place FROM {schema}.key_head(p_type, k.key, '{}') e WHERE v_keeps
    ) h ON true
  ), drained AS (
    UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
    FROM known n WHERE n.drains AND k.ctid = n.row
  ), ready AS MATERIALIZED (
    SELECT n.key, n.row, n.joins, {schema}.key_band(p_order, n.priority, n.aged) AS band,
      CASE
        WHEN p_order = 'STRICT' THEN {schema}.strict_place(n.aged, n.place)
        WHEN n.joins THEN greatest(n.tag, v_join + p_step * (row_number() OVER (PARTITION BY n.joins ORDER BY n.ord) - 1))
        ELSE n.tag
      END AS tag
    FROM known n WHERE n.drains IS NOT TRUE
  ), moved AS (
    -- Even one that stays as it is, so that it has no xmax any more.
    UPDATE {schema}.concurrency_keys k SET state = 'READY', priority = r.band, tag = r.tag
    FROM ready r WHERE k.ctid = r.row
  ), made AS (
    INSERT INTO {schema}.concurrency_keys (type, key, state, priority, tag)
    SELECT p_type, r.key, 'READY', r.band, r.tag FROM ready r WHERE r.row IS NULL
  )
  SELECT count(*) INTO v_joined FROM ready r WHERE r.joins;
  IF v_joined > 0 AND p_order IS DISTINCT FROM 'STRICT' THEN
    UPDATE {schema}.key_clocks c SET join_tag = v_join + p_step * v_joined WHERE c.type = p_type;
  END IF;
END
$$;
`,
  },
  "functions/add_jobs": {
    sha256: "9646d0e742a21c7a3a8c84453e9e186a1617389f851d1a116fc7c790774fa0b0",
    text: `-- Adds jobs that nothing refuses: one for each id, what the other arrays have as NULL getting its default. A job
-- with a group in p_groups is not counted by that.
CREATE OR REPLACE FUNCTION {schema}.add_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[], p_groups text[], p_concurrency_keys bytea[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  INSERT INTO {schema}.jobs (
    id, type, status, payload, place, run_at, created_at, updated_at,
    priority, max_attempts, retention_ms, at_most_once, backoff, inert, expires_in_ms, start_by, group_id,
    concurrency_key
  )
  SELECT
    t.id, t.type, CASE WHEN t.due > v_now THEN 'SCHEDULED' ELSE 'PENDING' END,
    coalesce(t.payload, ''), nextval('{schema}.places'), t.due, v_now, v_now,
    coalesce(t.priority, {defaultPriority}), coalesce(t.max_attempts, {defaultMaxAttempts}),
    coalesce(t.retention_ms, {defaultRetentionMs}), coalesce(t.at_most_once, false),
    t.backoff::json, t.inert::json, t.expires_in_ms, t.due + t.expires_in_ms, t.group_id, t.concurrency_key
  FROM (
    SELECT
      u.*,
      CASE
        WHEN u.run_at IS NULL THEN v_now + coalesce(u.delay_ms, 0)
        ELSE greatest(v_now, u.run_at)
      END AS due
    FROM unnest(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, p_groups, p_concurrency_keys
    ) WITH ORDINALITY AS u (
      id, type, payload, priority, max_attempts, delay_ms, run_at,
      retention_ms, at_most_once, backoff, inert, expires_in_ms, group_id, concurrency_key, ord
    )
    ORDER BY u.ord
  ) t;
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(p_types) AS t (type) GROUP BY t.type;
END
$$;
`,
  },
  "functions/add_operation": {
    sha256: "0a01974a868f187efccf09e43843c0ee4eb825b706eb8428bd9e5f715233628d",
    text: `-- Adds an operation that is open, or has ended now, unless p_most are open; the same one again changes nothing.
-- Forgets those that have ended longer than p_retention_ms ago, and all but the latest p_ended of those that
-- have.
--
-- Returns whether it is there.
CREATE OR REPLACE FUNCTION {schema}.add_operation(
  p_id text, p_record text, p_is_over boolean, p_most integer, p_ended integer, p_retention_ms bigint
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  -- Of two at the same time, the later one counts the earlier.
  LOCK TABLE {schema}.operations IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM {schema}.operations o WHERE o.ended_at <= v_now - p_retention_ms OR o.id IN (
    SELECT e.id FROM {schema}.operations e WHERE e.ended_at IS NOT NULL
    ORDER BY e.ended_at DESC OFFSET p_ended
  );
  INSERT INTO {schema}.operations (id, revision, record, ended_at)
  SELECT p_id, 1, p_record, CASE WHEN p_is_over THEN v_now END
  WHERE p_is_over
    OR (SELECT count(*) FROM {schema}.operations o WHERE o.ended_at IS NULL) < p_most
  ON CONFLICT DO NOTHING;
  RETURN EXISTS (SELECT FROM {schema}.operations o WHERE o.id = p_id);
END
$$;
`,
  },
  "functions/age_jobs": {
    sha256: "c840201948ff49ddb0cda709beb35118e14a8411aad22f1232455a43434b06b4",
    text: `-- Gives pending jobs of a type their rank by age that have none, p_aging_ms being what a step of priority is worth, at
-- most p_most with a concurrency key and as many without; see aging.ts of core. Where that is NULL, has them stand by
-- their priority again. Jobs that others hold are left as they are. Returns how many there were.
CREATE OR REPLACE FUNCTION {schema}.age_jobs(p_type text, p_aging_ms bigint, p_most integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_from bigint := CASE WHEN p_aging_ms IS NULL THEN -9223372036854775807 ELSE {endOfAgedRanks} END;
  v_to bigint := CASE WHEN p_aging_ms IS NULL THEN {endOfAgedRanks} - 1 ELSE 0 END;
  v_count integer;
BEGIN
  WITH ranked AS (
    UPDATE {schema}.jobs j
    SET aged = j.run_at + ({maxPriority} - j.priority) * p_aging_ms - {agedShift}
    FROM (
      SELECT a.id FROM (
        SELECT p.id FROM {schema}.jobs p
        WHERE p.type = p_type AND p.status = 'PENDING' AND p.concurrency_key IS NULL
          AND coalesce(p.aged, -p.priority) BETWEEN v_from AND v_to
        ORDER BY coalesce(p.aged, -p.priority), p.place LIMIT p_most FOR UPDATE SKIP LOCKED
      ) a
      UNION ALL
      SELECT b.id FROM (
        SELECT p.id FROM {schema}.jobs p
        WHERE p.type = p_type AND p.status = 'PENDING' AND p.concurrency_key IS NOT NULL
          AND coalesce(p.aged, -p.priority) BETWEEN v_from AND v_to
        ORDER BY coalesce(p.aged, -p.priority), p.place LIMIT p_most FOR UPDATE SKIP LOCKED
      ) b
    ) u
    WHERE j.id = u.id
    RETURNING j.concurrency_key AS key
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), p_type, k.key
    FROM (SELECT DISTINCT r.key FROM ranked r WHERE r.key IS NOT NULL ORDER BY r.key) k
  )
  SELECT count(*) INTO v_count FROM ranked;
  RETURN v_count;
END
$$;
`,
  },
  "functions/age_queue": {
    sha256: "97c5bca5358b755ae42290fd28b53fbd54ff3af9a12649626bb7b2bb2013672c",
    text: `-- Does a round of what the ageing of a queue asks for: first those stand by their priority again that have a rank by
-- an age which does not count any more, then others get theirs. Returns how many jobs it has moved.
CREATE OR REPLACE FUNCTION {schema}.age_queue(p_type text) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_queue record;
  v_moved integer := 0;
BEGIN
  SELECT q.aging_ms, q.aging_ends INTO v_queue FROM {schema}.queues q WHERE q.type = p_type;
  IF v_queue.aging_ends THEN
    v_moved := {schema}.age_jobs(p_type, NULL, {agedJobs});
    IF v_moved > 0 THEN
      RETURN v_moved;
    END IF;
    UPDATE {schema}.queues q SET aging_ends = false WHERE q.type = p_type;
  END IF;
  IF v_queue.aging_ms IS NOT NULL THEN
    v_moved := {schema}.age_jobs(p_type, v_queue.aging_ms, {agedJobs});
  END IF;
  RETURN v_moved;
END
$$;
`,
  },
  "functions/change_jobs": {
    sha256: "ff51344c56e221e97bec5b0fe536a337b9ff7cd9c30228c6fcb8c8470e4a327d",
    text: `-- Writes changes that were worked out from jobs as they were read: p_changes is a list with an
-- object for each job. \`was_sequence\` and \`was_lease_expires_at\` are as they were read: a job that
-- has changed since stays as it is. \`at\` says where a job that waits joins its queue: \`back\`,
-- \`front\`, or where it was. \`unstarted\` says when an attempt had begun that is given back before its handler has
-- started; \`throttled_until\`, that no job of its queue is to be leased up to that time, or with \`throttles_key\` none of its
-- concurrency key; \`tells_run\` is what the run of a job that ends is told before that. Fields of type json are given as text that holds JSON, a result in base64.
--
-- Returns the ids of the jobs that it has changed.
CREATE OR REPLACE FUNCTION {schema}.change_jobs(p_changes json) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_ids text[];
  v_ended text[];
  v_ends text[];
  v_unblocked text[];
  v_unstarted text[];
  v_begun bigint[];
  v_groups text[];
  v_members text[];
  v_befores text[];
  v_statuses text[];
  v_throttled text[];
  v_throttlers text[];
  v_until bigint[];
  v_keys bytea[];
  v_unstarted_keys bytea[];
  v_told text[];
BEGIN
  WITH change AS MATERIALIZED (
    SELECT
      c.*,
      c.status IN ({finalStatuses}) AS final,
      CASE c.at
        WHEN 'back' THEN nextval('{schema}.places')
        WHEN 'front' THEN -nextval('{schema}.places')
      END AS new_place
    FROM json_to_recordset(p_changes) AS c (
      id text, was_sequence bigint, was_lease_expires_at bigint, at text,
      lease_expires_at bigint, expires_at bigint, result text, unstarted bigint, throttled_until bigint,
      throttles_key boolean, tells_run text, {changedColumns:given}
    )
  ), kept AS (
    UPDATE {schema}.jobs j
    SET ({changedColumns}) = ROW({changedColumns:read:c}),
      lease_expires_at = c.lease_expires_at, place = coalesce(c.new_place, j.place)
    FROM change c
    WHERE NOT c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING j.id, j.type, j.status, j.cancel_requested, c.unstarted, j.concurrency_key, c.throttled_until,
      CASE WHEN c.throttles_key THEN j.concurrency_key END AS throttled_key
  ), ended AS (
    DELETE FROM {schema}.jobs j
    USING change c
    WHERE c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING {specColumns:of:j}, j.place, {changedColumns:of:c}, c.expires_at, c.result, j.awaited,
      j.status = 'BLOCKED' AS unblocked, c.unstarted, c.throttled_until, c.tells_run,
      CASE WHEN c.throttles_key THEN j.concurrency_key END AS throttled_key
  ), stored AS (
    INSERT INTO {schema}.finished ({specColumns}, place, {changedColumns}, expires_at, result)
    SELECT {specColumns:of:e}, e.place, {changedColumns:read:e}, e.expires_at, decode(e.result, 'base64')
    FROM ended e
  ), reopened AS (
    DELETE FROM {schema}.finished f
    USING change c
    WHERE NOT c.final AND f.id = c.id AND f.sequence = c.was_sequence
    RETURNING {specColumns:of:f}, c.new_place, {changedColumns:of:c}, f.status AS before
  ), restored AS (
    INSERT INTO {schema}.jobs ({specColumns}, place, {changedColumns})
    SELECT {specColumns:of:r}, r.new_place, {changedColumns:read:r} FROM reopened r
  ), done AS (
    SELECT k.id, k.type, k.status, k.cancel_requested, false AS awaited, false AS unblocked, k.unstarted, k.concurrency_key,
      k.throttled_until, k.throttled_key, NULL::text AS group_id, NULL::text AS before, NULL::text AS tells_run
    FROM kept k
    UNION ALL
    SELECT e.id, e.type, e.status, false, e.awaited, e.unblocked, e.unstarted, e.concurrency_key, e.throttled_until,
      e.throttled_key, e.group_id, 'PENDING', e.tells_run
    FROM ended e
    UNION ALL
    SELECT r.id, r.type, r.status, false, false, false, NULL, NULL, NULL, NULL, r.group_id, r.before, NULL FROM reopened r
  ), messages AS (
    SELECT 'wake ' || d.type || ' ' || count(*) AS message
    FROM done d WHERE d.status IN ({queuedStatuses}) GROUP BY d.type
    UNION ALL
    SELECT 'cancel ' || d.id FROM done d WHERE d.status = 'RUNNING' AND d.cancel_requested
  ), told AS (
    SELECT count(pg_notify({channel}, m.message)) AS count FROM messages m
  )
  SELECT array_agg(d.id), array_agg(d.id) FILTER (WHERE d.awaited),
    array_agg(d.status) FILTER (WHERE d.awaited), array_agg(d.id) FILTER (WHERE d.unblocked),
    array_agg(d.type) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.unstarted) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.concurrency_key) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.group_id) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.id) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.before) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.status) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.tells_run) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.type) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.id) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.throttled_until) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.throttled_key) FILTER (WHERE d.throttled_until IS NOT NULL)
  INTO v_ids, v_ended, v_ends, v_unblocked, v_unstarted, v_begun, v_unstarted_keys, v_groups, v_members,
    v_befores, v_statuses, v_told, v_throttled, v_throttlers, v_until, v_keys
  FROM done d WHERE (SELECT t.count FROM told t) >= 0;
  IF v_ids IS NOT NULL THEN
    PERFORM {schema}.tell_changed(v_ids);
    IF v_unblocked IS NOT NULL THEN
      DELETE FROM {schema}.waits w USING unnest(v_unblocked) AS u (id) WHERE w.job_id = u.id;
    END IF;
    IF v_ended IS NOT NULL THEN
      PERFORM {schema}.end_waits(v_ended, v_ends);
    END IF;
    IF v_groups IS NOT NULL THEN
      IF array_remove(v_told, NULL) <> '{}' THEN
        INSERT INTO {schema}.run_news (at, run_id, told)
        SELECT v_now, substr(t.group_id, 5), t.told FROM unnest(v_groups, v_told) AS t (group_id, told)
        WHERE starts_with(t.group_id, 'run ') AND t.told IS NOT NULL;
      END IF;
      PERFORM {schema}.tell_runs(v_groups, v_members, v_statuses);
      PERFORM {schema}.count_members(v_groups, v_befores, v_statuses);
    END IF;
    IF EXISTS (
      SELECT FROM {schema}.queues q
      WHERE q.max_running IS NOT NULL OR q.key_max_running IS NOT NULL OR q.own_key_limits OR q.key_on_failure IS NOT NULL
      ORDER BY q.type LIMIT 1
    ) THEN
      PERFORM {schema}.keep_turns(v_ids);
      PERFORM {schema}.tell_room(v_ids);
    END IF;
    IF v_unstarted IS NOT NULL THEN
      PERFORM {schema}.uncount_starts(v_unstarted, v_begun, v_unstarted_keys);
    END IF;
    IF v_throttled IS NOT NULL THEN
      PERFORM {schema}.throttle_queues(v_throttled, v_throttlers, v_until, v_keys);
    END IF;
    -- Retention holds without maintenance, too. The order says by which index to look.
    IF (SELECT f.expires_at + 0 FROM {schema}.finished f ORDER BY f.expires_at + 0 LIMIT 1) <= v_now
    THEN
      PERFORM {schema}.forget_expired(v_now, 2 * cardinality(v_ids));
    END IF;
    RETURN QUERY SELECT unnest(v_ids);
  END IF;
END
$$;
`,
  },
  "functions/change_run": {
    sha256: "08b086e951c8d7349b7914e54f63f61062656571368bbea9eb43878b3022c82c",
    text: `-- Creates a run, for a p_if_version of 0, or changes one that is at that version: in one step with
--   what it keeps and keeps no more, where p_parts is NULL; p_part_runs names it, or one of p_start_ids,
--   the news that the change takes into account, by their numbers,
--   its jobs that are forgotten, as far as they have ended,
--   the jobs from p_ids on, which are as for add_jobs,
--   what other runs are told, as far as they are there, and
--   the runs that it starts, each due at once; one that is there is left as it is.
-- The run is due at p_wake_at, NULL for never, besides when it has news.
--
-- Returns whether it was at that version; if not, also the run that has the key of the one to create, if that is why.
CREATE OR REPLACE FUNCTION {schema}.change_run(
  p_id text, p_if_version bigint, p_workflow text, p_state text, p_key bytea, p_record text, p_wake_at bigint,
  p_taken bigint[] DEFAULT '{}',
  p_part_runs text[] DEFAULT '{}', p_part_names text[] DEFAULT '{}', p_parts bytea[] DEFAULT '{}',
  p_forgotten text[] DEFAULT '{}', p_tell_ids text[] DEFAULT '{}', p_tells text[] DEFAULT '{}',
  p_start_ids text[] DEFAULT '{}', p_start_workflows text[] DEFAULT '{}', p_start_states text[] DEFAULT '{}',
  p_start_records text[] DEFAULT '{}',
  p_ids text[] DEFAULT '{}', p_types text[] DEFAULT '{}', p_payloads bytea[] DEFAULT '{}',
  p_priorities smallint[] DEFAULT '{}', p_max_attempts integer[] DEFAULT '{}', p_delays_ms bigint[] DEFAULT '{}',
  p_run_ats bigint[] DEFAULT '{}', p_retentions_ms bigint[] DEFAULT '{}', p_at_most_once boolean[] DEFAULT '{}',
  p_backoffs text[] DEFAULT '{}', p_inert text[] DEFAULT '{}', p_expires_in_ms bigint[] DEFAULT '{}',
  p_concurrency_keys bytea[] DEFAULT '{}',
  OUT changed boolean, OUT holder text
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_started text[];
BEGIN
  IF p_if_version = 0 THEN
    INSERT INTO {schema}.runs (id, version, created_at, wake_at, workflow, state, key, record)
    VALUES (p_id, 1, v_now, p_wake_at, p_workflow, p_state, p_key, p_record) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE {schema}.runs r
    SET version = p_if_version + 1, wake_at = p_wake_at, state = p_state, record = p_record
    WHERE r.id = p_id AND r.version = p_if_version;
  END IF;
  changed := FOUND;
  IF NOT changed THEN
    IF p_if_version = 0 THEN
      holder := (SELECT r.id FROM {schema}.runs r WHERE r.key = p_key);
    END IF;
    RETURN;
  END IF;
  IF p_taken <> '{}' THEN
    DELETE FROM {schema}.run_news n USING unnest(p_taken) AS t (number)
    WHERE n.run_id = p_id AND n.number = t.number;
  END IF;
  IF p_forgotten <> '{}' THEN
    DELETE FROM {schema}.finished f USING unnest(p_forgotten) AS o (id)
    WHERE f.id = o.id AND f.group_id = 'run ' || p_id;
  END IF;
  IF p_ids <> '{}' THEN
    PERFORM {schema}.add_jobs(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms,
      array_fill('run ' || p_id, ARRAY[cardinality(p_ids)]), p_concurrency_keys
    );
  END IF;
  IF p_tell_ids <> '{}' THEN
    INSERT INTO {schema}.run_news (at, run_id, told)
    SELECT v_now, r.id, t.told
    FROM unnest(p_tell_ids, p_tells) AS t (id, told)
    JOIN {schema}.runs r ON r.id = t.id
    FOR KEY SHARE OF r;
  END IF;
  IF p_start_ids <> '{}' THEN
    WITH started AS (
      INSERT INTO {schema}.runs (id, version, created_at, wake_at, workflow, state, record)
      SELECT s.id, 1, v_now, v_now, s.workflow, s.state, s.record
      FROM unnest(p_start_ids, p_start_workflows, p_start_states, p_start_records)
        AS s (id, workflow, state, record)
      ON CONFLICT DO NOTHING
      RETURNING runs.id
    )
    SELECT array_agg(s.id) INTO v_started FROM started s;
  END IF;
  IF p_part_runs <> '{}' THEN
    DELETE FROM {schema}.run_parts k USING unnest(p_part_runs, p_part_names, p_parts) AS p (run_id, name, value)
    WHERE k.run_id = p.run_id AND k.name = p.name AND p.run_id = p_id AND p.value IS NULL;
    INSERT INTO {schema}.run_parts (run_id, name, value)
    SELECT p.run_id, p.name, p.value
    FROM unnest(p_part_runs, p_part_names, p_parts) AS p (run_id, name, value)
    WHERE p.value IS NOT NULL AND (p.run_id = p_id OR p.run_id = ANY (v_started))
    ON CONFLICT (run_id, name) DO UPDATE SET value = EXCLUDED.value;
  END IF;
END
$$;
`,
  },
  "functions/claim_key": {
    sha256: "569f867ee9aafba4c514ca247a17cd5f60ee59887a97470888e8c9b2ba4ff378",
    text: `-- Claims an idempotency key for the job p_id, one of the jobs p_ids that are being enqueued. Waits
-- for a transaction that is claiming the same key.
--
-- Returns NULL when the key is the job's, else the job that has it and whether that job's request
-- was the same.
CREATE OR REPLACE FUNCTION {schema}.claim_key(
  p_type text, p_key bytea, p_fingerprint text, p_id text, p_ids text[],
  OUT holder text, OUT same boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_fingerprint text;
BEGIN
  LOOP
    INSERT INTO {schema}.idempotency_keys (type, key, job_id, fingerprint)
    VALUES (p_type, p_key, p_id, p_fingerprint)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      holder := NULL;
      RETURN;
    END IF;
    SELECT k.job_id, k.fingerprint INTO holder, v_fingerprint
    FROM {schema}.idempotency_keys k
    WHERE k.type = p_type AND k.key = p_key;
    -- Else the key was freed just now.
    IF FOUND THEN
      same := v_fingerprint = p_fingerprint;
      IF holder = ANY (p_ids)
        OR EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = holder)
        OR EXISTS (
          SELECT FROM {schema}.finished f
          WHERE f.id = holder AND f.expires_at > {schema}.now_ms()
        )
      THEN
        RETURN;
      END IF;
      -- The job has expired, or is just now changing its table.
      WITH gone AS (
        DELETE FROM {schema}.finished f WHERE f.id = holder AND f.expires_at <= {schema}.now_ms()
        RETURNING f.id, f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key) AS unique_key
      )
      DELETE FROM {schema}.unique_keys u
      USING gone g
      WHERE u.type = g.type AND u.key = g.unique_key AND u.job_id = g.id;
      UPDATE {schema}.idempotency_keys k
      SET job_id = p_id, fingerprint = p_fingerprint
      WHERE k.type = p_type AND k.key = p_key AND k.job_id = holder
        AND NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = holder)
        AND NOT EXISTS (SELECT FROM {schema}.finished f WHERE f.id = holder);
      IF FOUND THEN
        holder := NULL;
        RETURN;
      END IF;
    END IF;
  END LOOP;
END
$$;
`,
  },
  "functions/claim_unique_key": {
    sha256: "0b42cac4e2bd86d5caf38afe469750d22484dc619438068b9d6bdd72f8bb01f6",
    text: `-- Claims a unique key at p_now for the job p_id, one of the jobs p_ids that are being enqueued, until p_ends_at or,
-- where that is NULL, for as long as the job is not what ends its hold. Waits for a transaction that is
-- claiming the same key.
--
-- Returns NULL when the key is the job's, else the job that holds it; '' (with p_leaves_held) when another
-- transaction holds it beyond lock_timeout.
CREATE OR REPLACE FUNCTION {schema}.claim_unique_key(
  p_type text, p_key bytea, p_now bigint, p_ends_at bigint, p_id text, p_ids text[], p_leaves_held boolean
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_holder text;
BEGIN
  IF p_leaves_held THEN
    BEGIN
      RETURN {schema}.claim_unique_key(p_type, p_key, p_now, p_ends_at, p_id, p_ids, false);
    EXCEPTION WHEN lock_not_available THEN
      RETURN '';
    END;
  END IF;
  LOOP
    INSERT INTO {schema}.unique_keys (type, key, job_id, token, ends_at)
    VALUES (p_type, p_key, p_id, 0, p_ends_at)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      RETURN NULL;
    END IF;
    SELECT u.job_id INTO v_holder FROM {schema}.unique_keys u WHERE u.type = p_type AND u.key = p_key;
    IF v_holder = ANY (p_ids) THEN
      RETURN v_holder;
    END IF;
    v_holder := {schema}.unique_key_holder(p_type, p_key, p_now);
    IF v_holder IS NOT NULL THEN
      RETURN v_holder;
    END IF;
    -- Whoever takes a key holds its row before they look, so that what they see lasts.
    PERFORM FROM {schema}.unique_keys u WHERE u.type = p_type AND u.key = p_key FOR UPDATE;
    IF FOUND THEN
      v_holder := {schema}.unique_key_holder(p_type, p_key, p_now);
      IF v_holder IS NULL THEN
        UPDATE {schema}.unique_keys u SET job_id = p_id, token = 0, ends_at = p_ends_at
        WHERE u.type = p_type AND u.key = p_key;
      END IF;
      RETURN v_holder;
    END IF;
    -- Else the key was freed just now.
  END LOOP;
END
$$;
`,
  },
  "functions/complete_jobs": {
    sha256: "a28428dd379497932bddf8da741943d00c1edd4d5660a2b7663a79e0f9487845",
    text: `-- Completes running jobs whose leases have these tokens, each job at most once. p_results may end
-- early; a job without a result has NULL.
--
-- Returns of each job that it has completed its id, its type and how long the attempt has taken, in ms; of each run that
-- has news its id with an empty type; and of each job that it has left alone, because others wait for it or a
-- group counts it, its id alone. change_jobs ends those.
--
-- A job that runs is told by its lease instead of by its status: that would let the planner go over
-- the index of everything that runs.
CREATE OR REPLACE FUNCTION {schema}.complete_jobs(
  p_ids text[], p_tokens bigint[], p_results bytea[]
) RETURNS TABLE (completed text, completed_type text, run_ms bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_completed integer;
BEGIN
  RETURN QUERY
  WITH done AS (
    DELETE FROM {schema}.jobs j
    USING unnest(p_ids, p_tokens, p_results) AS s (id, token, result)
    WHERE j.id = s.id AND j.token = s.token AND j.lease_expires_at IS NOT NULL AND NOT j.awaited
      AND j.group_id IS NULL
    RETURNING j.*, s.result
  )
  INSERT INTO {schema}.finished AS f (
    {keptColumns}, status, sequence, updated_at, expires_at, result
  )
  SELECT
    {keptColumns:of:d}, 'COMPLETED', d.sequence + 1, v_now, v_now + d.retention_ms, d.result
  FROM done d
  RETURNING f.id, f.type, v_now - coalesce(f.started_at, v_now);
  GET DIAGNOSTICS v_completed = ROW_COUNT;
  IF v_completed < cardinality(p_ids) THEN
    -- Those of runs, see tell_runs.
    RETURN QUERY
    WITH done AS (
      DELETE FROM {schema}.jobs j
      USING unnest(p_ids, p_tokens, p_results) AS s (id, token, result)
      WHERE j.id = s.id AND j.token = s.token AND j.lease_expires_at IS NOT NULL AND NOT j.awaited
        AND starts_with(j.group_id, 'run ')
      RETURNING j.*, s.result
    ), ended AS (
      INSERT INTO {schema}.finished AS f (
        {keptColumns}, status, sequence, updated_at, expires_at, result
      )
      SELECT
        {keptColumns:of:d}, 'COMPLETED', d.sequence + 1, v_now, v_now + d.retention_ms, d.result
      FROM done d
      RETURNING f.id, f.type, f.group_id, v_now - coalesce(f.started_at, v_now) AS run_ms
    ), told AS (
      INSERT INTO {schema}.run_news (at, run_id, job_id)
      SELECT v_now, substr(e.group_id, 5), e.id FROM ended e
    )
    SELECT e.id, e.type, e.run_ms FROM ended e
    UNION ALL
    SELECT DISTINCT substr(e.group_id, 5), '', NULL::bigint FROM ended e;
    RETURN QUERY
    SELECT j.id, NULL::text, NULL::bigint
    FROM unnest(p_ids, p_tokens) AS s (id, token)
    JOIN {schema}.jobs j ON j.id = s.id
    WHERE j.token = s.token AND j.lease_expires_at IS NOT NULL
      AND (j.awaited OR j.group_id IS NOT NULL);
  END IF;
  PERFORM {schema}.tell_changed(p_ids);
  IF EXISTS (
    SELECT FROM {schema}.queues q
    WHERE q.max_running IS NOT NULL OR q.key_max_running IS NOT NULL OR q.own_key_limits OR q.key_on_failure IS NOT NULL
    ORDER BY q.type LIMIT 1
  ) THEN
    PERFORM {schema}.keep_turns(p_ids);
    PERFORM {schema}.tell_room(p_ids);
  END IF;
  -- Retention holds without maintenance, too. The order says by which index to look.
  IF (SELECT f.expires_at + 0 FROM {schema}.finished f ORDER BY f.expires_at + 0 LIMIT 1) <= v_now THEN
    PERFORM {schema}.forget_expired(v_now, 2 * cardinality(p_ids));
  END IF;
END
$$;
`,
  },
  "functions/complete_parent": {
    sha256: "7d01f4686d30b1514ad027de75c8b92e4b8b8dc62d40df9adb4ac8101d783aeb",
    text: `-- Completes a job by change_jobs, and creates its children, the jobs that its handler has enqueued: both, or
-- neither. The arrays are as for add_jobs. Whether their
-- types are draining does not matter: they are part of what ran.
--
-- Returns the id of the job if it was changed.
CREATE OR REPLACE FUNCTION {schema}.complete_parent(
  p_changes json, p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[]
) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  RETURN QUERY SELECT c.changed FROM {schema}.change_jobs(p_changes) c;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM {schema}.add_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, '{}'
  );
END
$$;
`,
  },
  "functions/configure_queue": {
    sha256: "07da73029f181ef267a032abb025262d93011cc518eb38a9b776ff42d1cc44c2",
    text: `-- Changes what is set for the queue of a type: its pause when p_pauses, its drain when p_drains. NULL ends
-- one, JSON of who and why begins one. Its throttle and those of its concurrency keys end when p_unthrottles. And its limits when p_limits; NULL ends one. A rate that is changed keeps
-- what it has counted.
--
-- Each lease locks the table in a weaker mode, so a change waits for those that have not seen it, and those
-- that come wait for the change: once it is there, no lease is granted without it.
CREATE OR REPLACE FUNCTION {schema}.configure_queue(
  p_type text, p_pauses boolean, p_paused text, p_paused_until bigint,
  p_drains boolean, p_draining text, p_draining_until bigint,
  p_unthrottles boolean, p_limits boolean, p_max_running integer, p_key_max_running integer, p_rate bigint[],
  p_key_rate bigint[], p_key_order text, p_key_on_failure text, p_aging_ms bigint
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint;
BEGIN
  LOCK TABLE {schema}.queues IN EXCLUSIVE MODE;
  v_now := {schema}.now_ms();
  INSERT INTO {schema}.queues (type) VALUES (p_type) ON CONFLICT DO NOTHING;
  UPDATE {schema}.queues q
  SET paused = p_paused::json, paused_until = p_paused_until,
    paused_at = CASE WHEN p_paused IS NOT NULL THEN v_now END
  WHERE p_pauses AND q.type = p_type;
  UPDATE {schema}.queues q
  SET draining = p_draining::json, draining_until = p_draining_until,
    draining_at = CASE WHEN p_draining IS NOT NULL THEN v_now END
  WHERE p_drains AND q.type = p_type;
  UPDATE {schema}.queues q SET throttled_at = NULL, throttled_until = NULL, throttled = NULL
  WHERE p_unthrottles AND q.type = p_type;
  IF p_unthrottles THEN
    UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type;
    PERFORM {schema}.end_key_waits(p_type, v_now);
  END IF;
  UPDATE {schema}.queues q
  SET max_running = p_max_running, key_max_running = p_key_max_running, rate = p_rate, key_rate = p_key_rate,
    key_order = p_key_order,
    key_on_failure = p_key_on_failure, aging_ms = p_aging_ms,
    aging_ends = q.aging_ends OR q.aging_ms IS NOT NULL AND q.aging_ms IS DISTINCT FROM p_aging_ms,
    starts = CASE WHEN p_rate IS NOT NULL THEN q.starts END
  WHERE p_limits AND q.type = p_type;
  DELETE FROM {schema}.queues q
  WHERE q.type = p_type AND q.max_running IS NULL AND q.key_max_running IS NULL AND q.rate IS NULL AND q.key_rate IS NULL
    AND q.key_order IS NULL AND q.key_on_failure IS NULL AND q.aging_ms IS NULL AND NOT q.aging_ends
    AND NOT q.own_key_limits
    AND {schema}.hold_json(q.paused_at, q.paused_until, q.paused, v_now) IS NULL
    AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NULL
    AND coalesce(q.throttled_until, 0) <= v_now;
  IF p_limits THEN
    -- Keys at their limit are to be looked at again.
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), k.type, k.key FROM {schema}.concurrency_keys k
    WHERE k.type = p_type AND k.state = 'FULL';
    IF p_key_on_failure IS DISTINCT FROM 'HALT' THEN
      PERFORM {schema}.resume_key(p_type, NULL, p_key_on_failure IS NOT NULL);
    END IF;
    UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type AND w.job_id = '';
    PERFORM {schema}.end_key_waits(p_type, v_now);
  END IF;
  IF p_limits OR p_pauses AND (p_paused IS NULL OR p_paused_until <= v_now) THEN
    PERFORM pg_notify({channel}, 'resumed ' || p_type);
  END IF;
END
$$;
`,
  },
  "functions/count_jobs": {
    sha256: "97cf0114a21dad385e152f127eecf8d79d9195f19e7344e28ef9faa9dcfc9824",
    text: `-- Adds to what is counted of types; '' stands for all together. A type for which there is no room is left
-- out. Each list has an entry for each count: of minutes with their four counts, of times with their place.
--
-- All that write do so in the order of the types, so that none waits for another in a circle.
CREATE OR REPLACE FUNCTION {schema}.count_jobs(
  p_types text[], p_enqueued bigint[], p_completed bigint[], p_failed bigint[], p_retried bigint[],
  p_time_types text[], p_places bigint[], p_jobs bigint[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_minute bigint := v_now - v_now % {minuteMs};
  v_span bigint := v_now - v_now % {timeSpanMs};
  v_day_ago bigint := v_minute - {statsMinutes} * {minuteMs}::bigint;
  v_type text COLLATE "C";
  -- How many more types may be counted; NULL before that is asked for.
  v_room integer;
BEGIN
  -- All processes write the same rows, so none may hold them until the disk has them. A crash of the server costs what
  -- was counted in its last second; that of a process, which has not sent it yet, as much.
  PERFORM set_config('synchronous_commit', 'off', true);
  FOREACH v_type IN ARRAY p_types LOOP
    IF v_type <> '' THEN
      -- Once a minute, since all processes count the same types.
      UPDATE {schema}.counted_types t SET counted_at = v_now WHERE t.type = v_type AND t.counted_at < v_minute;
      IF NOT FOUND AND NOT EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = v_type) THEN
        IF v_room IS NULL THEN
          v_room := {maxCountedTypes} - (SELECT count(*) FROM {schema}.counted_types);
          IF v_room <= 0 THEN
            DELETE FROM {schema}.counted_types t WHERE t.counted_at <= v_day_ago;
            v_room := {maxCountedTypes} - (SELECT count(*) FROM {schema}.counted_types);
          END IF;
        END IF;
        CONTINUE WHEN v_room <= 0;
        v_room := v_room - 1;
        INSERT INTO {schema}.counted_types AS t (type, counted_at) VALUES (v_type, v_now)
        ON CONFLICT (type) DO NOTHING;
      END IF;
    END IF;
  END LOOP;

  INSERT INTO {schema}.queue_minutes AS m (type, starts_at, enqueued, completed, failed, retried)
  SELECT s.type, v_minute, s.enqueued, s.completed, s.failed, s.retried
  FROM unnest(p_types, p_enqueued, p_completed, p_failed, p_retried)
    AS s (type, enqueued, completed, failed, retried)
  WHERE s.type = '' OR EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = s.type)
  ORDER BY s.type COLLATE "C"
  ON CONFLICT (type, starts_at) DO UPDATE SET
    enqueued = m.enqueued + EXCLUDED.enqueued, completed = m.completed + EXCLUDED.completed,
    failed = m.failed + EXCLUDED.failed, retried = m.retried + EXCLUDED.retried;

  INSERT INTO {schema}.queue_times AS q (type, starts_at, place, jobs)
  SELECT s.type, v_span, s.place, s.jobs
  FROM unnest(p_time_types, p_places, p_jobs) AS s (type, place, jobs)
  WHERE s.type = '' OR EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = s.type)
  ORDER BY s.type COLLATE "C", s.place
  ON CONFLICT (type, starts_at, place) DO UPDATE SET jobs = q.jobs + EXCLUDED.jobs;

  DELETE FROM {schema}.queue_minutes m WHERE m.type = ANY (p_types) AND m.starts_at <= v_day_ago;
  DELETE FROM {schema}.queue_times q
  WHERE q.type = ANY (p_types) AND q.starts_at < v_span - {timeSpanMs};
END
$$;
`,
  },
  "functions/count_members": {
    sha256: "1fc4b835c0fac4131ef4d9c986b1bcc7ddcff0bad276b8facdd5ac42b8105d63",
    text: `-- Counts in their groups that jobs have come from one status to another: the elements of the three arrays belong
-- together. The status before is NULL for a job that has joined; GONE is that of one that was deleted before it
-- had ended. Two that are the same count nothing, but have a group that was sealed end if nothing is open.
--
-- Groups are locked in the order of their ids, behind the jobs themselves, so that transactions which end many
-- jobs at the same time never wait in a circle. Whoever waits for a group is told once: of its first failure, and
-- of its end.
CREATE OR REPLACE FUNCTION {schema}.count_members(p_groups text[], p_befores text[], p_statuses text[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_change record;
  v_group record;
  v_failing text[] := '{}';
  v_ended text[] := '{}';
  v_ends text[] := '{}';
BEGIN
  FOR v_change IN
    SELECT m.id,
      count(*) FILTER (WHERE m.status NOT IN ({finalStatuses}, 'GONE'))
        - count(*) FILTER (WHERE m.before NOT IN ({finalStatuses}, 'GONE')) AS open,
      count(*) FILTER (WHERE m.status = 'COMPLETED')
        - count(*) FILTER (WHERE m.before = 'COMPLETED') AS completed,
      count(*) FILTER (WHERE m.status = 'FAILED') - count(*) FILTER (WHERE m.before = 'FAILED') AS failed,
      count(*) FILTER (WHERE m.status = 'CANCELLED' OR m.status = 'GONE')
        - count(*) FILTER (WHERE m.before = 'CANCELLED') AS cancelled
    FROM unnest(p_groups, p_befores, p_statuses) AS m (id, before, status)
    -- Runs are told, see tell_runs.
    WHERE NOT starts_with(m.id, 'run ')
    GROUP BY m.id ORDER BY m.id
  LOOP
    SELECT g.open + v_change.open AS open, g.failed + v_change.failed AS failed,
      g.cancelled + v_change.cancelled AS cancelled, g.sealed, g.finished_at, g.retention_ms
    INTO v_group
    FROM {schema}.groups g
    WHERE g.id = v_change.id AND (g.expires_at IS NULL OR g.expires_at > v_now) FOR UPDATE;
    -- It may be forgotten, and its jobs not.
    CONTINUE WHEN NOT FOUND;
    UPDATE {schema}.groups g
    SET open = v_group.open, failed = v_group.failed, cancelled = v_group.cancelled,
      completed = g.completed + v_change.completed,
      finished_at = CASE
        WHEN v_group.sealed AND v_group.open = 0 THEN coalesce(g.finished_at, v_now) ELSE g.finished_at
      END,
      expires_at = CASE WHEN v_group.sealed AND v_group.open = 0 THEN v_now + g.retention_ms END
    WHERE g.id = v_change.id;
    IF v_change.failed > 0 THEN
      v_failing := v_failing || v_change.id;
    END IF;
    IF v_group.sealed AND v_group.open = 0 AND v_group.finished_at IS NULL THEN
      v_ended := v_ended || v_change.id;
      v_ends := v_ends || CASE
        WHEN v_group.failed > 0 THEN 'ONE_FAILED'
        WHEN v_group.cancelled > 0 THEN 'ONE_CANCELLED'
        ELSE 'ALL_COMPLETED'
      END;
    END IF;
  END LOOP;
  IF v_failing <> '{}' THEN
    PERFORM {schema}.end_waits(
      v_failing, array_fill('ONE_FAILED'::text, ARRAY[cardinality(v_failing)]), 'FAILED'
    );
  END IF;
  IF v_ended <> '{}' THEN
    PERFORM {schema}.end_waits(v_ended, v_ends);
  END IF;
END
$$;
`,
  },
  "functions/count_starts": {
    sha256: "ce91fac052583acb2021e48b4f90ce5564b8637d8b40d041904caaa2a7328d44",
    text: `-- What a rate has counted once p_count attempts have started at a time.
CREATE OR REPLACE FUNCTION {schema}.count_starts(
  p_starts bigint[], p_rate bigint[], p_at bigint, p_count integer
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_last integer := cardinality(v_state);
  v_until bigint := {schema}.counts_until(p_rate, p_at);
BEGIN
  IF v_last = 3 THEN
    v_state[3] := p_at;
  END IF;
  IF p_rate[3] IS NOT NULL THEN
    v_state[2] := v_state[2] + p_count * p_rate[2];
  END IF;
  IF v_last > 3 AND v_state[v_last - 1] = v_until THEN
    v_state[v_last] := v_state[v_last] + p_count;
    RETURN v_state;
  END IF;
  RETURN v_state || ARRAY[v_until, p_count];
END
$$;
`,
  },
  "functions/counts_until": {
    sha256: "2a7b8454c782a83ee3a930b7cfe9c8589a51b851f198cb16a1e1c4463d60a1a3",
    text: `-- Until when a start at a time counts.
CREATE OR REPLACE FUNCTION {schema}.counts_until(p_rate bigint[], p_at bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE
RETURN ((p_at * 64 / p_rate[2] + 65) * p_rate[2] + 63) / 64;
`,
  },
  "functions/create_group": {
    sha256: "2588304f5002296a3a57102e2a401364e72da7624d9b00a88f2b1265221e132b",
    text: `-- Creates a group with its callbacks, which wait for it by p_rules, and its jobs, or none of it when one of their
-- types is draining. The arrays from p_ids on are as for add_jobs; the callbacks come first, and have no group in
-- p_groups. A call that repeats one whose answer was lost changes nothing.
--
-- Returns nothing, or the type that is draining, and what is set for that, see hold_json.
CREATE OR REPLACE FUNCTION {schema}.create_group(
  p_id text, p_sealed boolean, p_retention_ms bigint, p_callbacks text, p_rules text[],
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[], p_groups text[]
) RETURNS TABLE (draining_type text, hold text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_jobs integer := cardinality(p_ids) - cardinality(p_rules);
BEGIN
  IF EXISTS (SELECT FROM {schema}.groups g WHERE g.id = p_id) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT q.type, {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now)
  FROM {schema}.queues q
  WHERE q.type = ANY (p_types)
    AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NOT NULL
  ORDER BY q.type LIMIT 1;
  IF FOUND THEN
    RETURN;
  END IF;
  INSERT INTO {schema}.groups (id, created_at, retention_ms, callbacks, open)
  VALUES (p_id, v_now, p_retention_ms, p_callbacks::json, v_jobs)
  ON CONFLICT (id) DO NOTHING;
  -- The call whose answer was lost may have been under way until now.
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM {schema}.add_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, p_groups
  );
  UPDATE {schema}.jobs j SET status = 'BLOCKED' WHERE j.id = ANY (p_ids[:cardinality(p_rules)]);
  INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
  SELECT j.place, nullif(p_delays_ms[r.ord], 0), 1, p_id, j.id, r.rule
  FROM unnest(p_rules) WITH ORDINALITY AS r (rule, ord)
  JOIN {schema}.jobs j ON j.id = p_ids[r.ord];
  IF p_sealed THEN
    PERFORM {schema}.seal_group(p_id);
  END IF;
END
$$;
`,
  },
  "functions/delete_job_at": {
    sha256: "d1c243045b6d7c0629a1309cc8469ec0adfe2cba67d5f73336d6f45afe5bbad2",
    text: `-- Forgets a job, its idempotency key and its hold on its unique key, if it is at the sequence number p_sequence, or whatever that is
-- when it is NULL, and it belongs to no run. Returns nothing then, else the job as it stands: its status, NULL when there is no such
-- job, and its sequence number.
CREATE OR REPLACE FUNCTION {schema}.delete_job_at(p_id text, p_sequence bigint)
RETURNS TABLE (kept_status text, kept_sequence bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_type text;
  v_key bytea;
  v_unique_key bytea;
  v_status text;
  v_awaited boolean := false;
  v_group text;
  v_is_step boolean;
BEGIN
  LOOP
    DELETE FROM {schema}.jobs j
    WHERE j.id = p_id AND j.status IN ({deletableStatuses})
      AND (p_sequence IS NULL OR j.sequence = p_sequence)
      AND (j.group_id IS NULL OR NOT starts_with(j.group_id, 'run '))
    RETURNING j.type, {schema}.scoped_key(j.concurrency_key, j.idempotency_key),
      {schema}.scoped_key(j.concurrency_key, j.unique_key), j.status, j.awaited, j.group_id
    INTO v_type, v_key, v_unique_key, v_status, v_awaited, v_group;
    EXIT WHEN FOUND;
    DELETE FROM {schema}.finished f
    WHERE f.id = p_id AND f.expires_at > {schema}.now_ms()
      AND (p_sequence IS NULL OR f.sequence = p_sequence)
      AND (f.group_id IS NULL OR NOT starts_with(f.group_id, 'run '))
    RETURNING f.type, {schema}.scoped_key(f.concurrency_key, f.idempotency_key),
      {schema}.scoped_key(f.concurrency_key, f.unique_key)
    INTO v_type, v_key, v_unique_key;
    EXIT WHEN FOUND;
    SELECT j.status, j.sequence, starts_with(j.group_id, 'run ') INTO kept_status, kept_sequence, v_is_step
    FROM {schema}.jobs j WHERE j.id = p_id
    UNION ALL
    SELECT f.status, f.sequence, starts_with(f.group_id, 'run ') FROM {schema}.finished f
    WHERE f.id = p_id AND f.expires_at > {schema}.now_ms();
    IF NOT FOUND OR v_is_step OR kept_sequence <> p_sequence OR kept_status NOT IN ({deletableStatuses}) THEN
      RETURN NEXT;
      RETURN;
    END IF;
    -- Else it has left its status just now.
  END LOOP;
  DELETE FROM {schema}.idempotency_keys k
  WHERE k.type = v_type AND k.key = v_key AND k.job_id = p_id;
  IF v_status = 'BLOCKED' THEN
    DELETE FROM {schema}.waits w WHERE w.job_id = p_id;
  END IF;
  IF v_awaited THEN
    PERFORM {schema}.end_waits(ARRAY[p_id], ARRAY['GONE']);
  END IF;
  -- Unless a successor has got it by that.
  DELETE FROM {schema}.unique_keys u
  WHERE u.type = v_type AND u.key = v_unique_key AND u.job_id = p_id;
  IF v_group IS NOT NULL THEN
    PERFORM {schema}.count_members(ARRAY[v_group], ARRAY[v_status], ARRAY['GONE']);
  END IF;
  IF EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.job_id = p_id) THEN
    PERFORM {schema}.keep_turns(ARRAY[p_id]);
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
END
$$;
`,
  },
  "functions/delete_run": {
    sha256: "7cd45e19bd4d50098389a0224376a6183899f4bfd9c050fbc02fb0d173f34aa1",
    text: `-- Deletes a run that is at the version p_if_version, in rounds of at most p_limit rows: its jobs, whatever their
-- statuses, what it keeps, its news, and itself last. Returns DELETED, also of one that is not there, MORE when it has to be
-- called again, or CHANGED when the run is at another version.
CREATE OR REPLACE FUNCTION {schema}.delete_run(p_id text, p_if_version bigint, p_limit integer) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_version bigint;
  v_left integer := p_limit;
  v_count integer;
BEGIN
  SELECT r.version INTO v_version FROM {schema}.runs r WHERE r.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'DELETED';
  ELSIF v_version <> p_if_version THEN
    RETURN 'CHANGED';
  END IF;
  DELETE FROM {schema}.jobs j
  USING (SELECT o.id FROM {schema}.jobs o WHERE o.group_id = 'run ' || p_id LIMIT v_left) d WHERE j.id = d.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.finished f
  USING (SELECT o.id FROM {schema}.finished o WHERE o.group_id = 'run ' || p_id LIMIT v_left) d WHERE f.id = d.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.run_parts k
  USING (SELECT o.name FROM {schema}.run_parts o WHERE o.run_id = p_id LIMIT v_left) d
  WHERE k.run_id = p_id AND k.name = d.name;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.run_news n
  USING (SELECT o.number FROM {schema}.run_news o WHERE o.run_id = p_id LIMIT v_left) d
  WHERE n.run_id = p_id AND n.number = d.number;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  IF v_left = 0 THEN
    RETURN 'MORE';
  END IF;
  DELETE FROM {schema}.runs r WHERE r.id = p_id;
  RETURN 'DELETED';
END
$$;
`,
  },
  "functions/due_runs": {
    sha256: "b5bcf471a35d21f8e12765726f241b743e37e098b07ccb9409c5ed06a6815813",
    text: `-- Names at most p_limit runs that are due, those with news first, behind a row with the time and that at which the next
-- one is due that is not due yet.
CREATE OR REPLACE FUNCTION {schema}.due_runs(p_limit integer)
RETURNS TABLE (id text, now_ms bigint, next_at bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  RETURN QUERY
  SELECT NULL::text, v_now, (
    SELECT r.wake_at FROM {schema}.runs r WHERE r.wake_at > v_now ORDER BY r.wake_at LIMIT 1
  );
  RETURN QUERY
  SELECT d.run_id, NULL::bigint, NULL::bigint FROM (
    -- An entry of the index for each run, however many news it has.
    WITH RECURSIVE told AS (
      (SELECT n.run_id FROM {schema}.run_news n ORDER BY n.run_id LIMIT 1)
      UNION ALL
      SELECT (
        SELECT n.run_id FROM {schema}.run_news n WHERE n.run_id > t.run_id ORDER BY n.run_id LIMIT 1
      )
      FROM told t WHERE t.run_id IS NOT NULL
    )
    (SELECT t.run_id FROM told t WHERE t.run_id IS NOT NULL LIMIT p_limit)
    UNION ALL (
      SELECT r.id FROM {schema}.runs r
      WHERE r.wake_at <= v_now AND NOT EXISTS (SELECT FROM {schema}.run_news n WHERE n.run_id = r.id)
      ORDER BY r.wake_at LIMIT p_limit
    )
  ) d LIMIT p_limit;
END
$$;
`,
  },
  "functions/end_holds": {
    sha256: "a2ea403af3c53d3e5d84e93d0a1d97b70cf83dca7b79757d4165d2c383245a1d",
    text: `-- Ends pauses and throttles that are over at p_now, of the queue of a type, or of all where that is NULL, and
-- wakes those who wait for their jobs. Waits for no lock.
CREATE OR REPLACE FUNCTION {schema}.end_holds(p_type text, p_now bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_types text[] := ARRAY(
    SELECT q.type FROM {schema}.queues q
    WHERE (p_type IS NULL OR q.type = p_type) AND least(q.paused_until, q.throttled_until) <= p_now
    FOR NO KEY UPDATE SKIP LOCKED
  );
BEGIN
  IF v_types = '{}' THEN
    RETURN;
  END IF;
  UPDATE {schema}.queues q SET paused_at = NULL, paused_until = NULL, paused = NULL
  WHERE q.type = ANY (v_types) AND q.paused_until <= p_now;
  UPDATE {schema}.queues q SET throttled_at = NULL, throttled_until = NULL, throttled = NULL
  WHERE q.type = ANY (v_types) AND q.throttled_until <= p_now;
  PERFORM pg_notify({channel}, 'resumed ' || t.type) FROM unnest(v_types) AS t (type);
END
$$;
`,
  },
  "functions/end_key_waits": {
    sha256: "4923524bcf3bef2b9cee46cfb360faa76826a522e5b8edde90620319590275e0",
    text: `-- Has keys be looked at whose waits have ended by p_now, of a type, or of all where that is NULL, at most 1,000,
-- and wakes those who wait for their jobs. Waits for no lock.
CREATE OR REPLACE FUNCTION {schema}.end_key_waits(p_type text, p_now bigint) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog
AS $$
  WITH ended AS (
    DELETE FROM {schema}.key_waits w
    USING (
      SELECT o.type, o.key FROM {schema}.key_waits o
      WHERE o.until <= p_now AND (p_type IS NULL OR o.type = p_type)
      ORDER BY o.type, o.until LIMIT 1000 FOR UPDATE SKIP LOCKED
    ) o
    WHERE w.type = o.type AND w.key = o.key
    RETURNING w.type, w.key, w.until
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), e.type, e.key FROM (
      SELECT * FROM ended ORDER BY until, key
    ) e
  )
  SELECT pg_notify({channel}, 'wake ' || e.type || ' ' || count(*)) FROM ended e GROUP BY e.type;
$$;
`,
  },
  "functions/end_waits": {
    sha256: "8e7916801b3d3ec7d351aaf7fcb74de8ba97fb2fd5fc048f983454e41b58cf7c",
    text: `-- Tells the jobs that wait for those of p_ids, which have just ended as p_ends says: by their final statuses,
-- or GONE. Those that have waited long enough become runnable, in the places that their enqueues gave them;
-- those that wait in vain are cancelled, and those that wait for them are told, too.
--
-- It goes over them by their turns, of which jobs further behind have greater ones, so transactions that end
-- jobs at the same time lock what waits for them in one order. What a job waits for is looked at when the
-- job is locked, so the last one that ends is the one that opens it.
--
-- With p_rule, only those are told that wait by it.
CREATE OR REPLACE FUNCTION {schema}.end_waits(p_ids text[], p_ends text[], p_rule text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_ids text[] := p_ids;
  v_ends text[] := p_ends;
  v_turn bigint := -1;
  v_id text COLLATE "C";
  v_job record;
  v_delay_ms bigint;
  v_in_vain text;
  v_due bigint;
  v_changed text[] := '{}';
  v_types text[] := '{}';
  -- The groups of those that are cancelled.
  v_groups text[] := '{}';
BEGIN
  LOOP
    SELECT w.turn, w.job_id INTO v_turn, v_id
    FROM unnest(v_ids) AS e (id)
    CROSS JOIN LATERAL (
      SELECT n.turn, n.job_id FROM {schema}.waits n
      WHERE n.awaited_id = e.id AND n.turn > v_turn AND (p_rule IS NULL OR n.rule = p_rule)
      ORDER BY n.awaited_id, n.turn LIMIT 1
    ) w
    ORDER BY w.turn LIMIT 1;
    EXIT WHEN NOT FOUND;
    SELECT j.type, j.run_at, j.awaited, {schema}.scoped_key(j.concurrency_key, j.unique_key) AS unique_key,
      j.group_id
    INTO v_job
    FROM {schema}.jobs j WHERE j.id = v_id AND j.status = 'BLOCKED' FOR UPDATE;
    -- Whoever has ended its wait meanwhile has deleted the rows of that.
    CONTINUE WHEN NOT FOUND;
    WITH done AS (
      DELETE FROM {schema}.waits w
      WHERE w.job_id = v_id AND w.awaited_id = ANY (v_ids)
      RETURNING w.awaited_id, w.rule, w.delay_ms
    ), known AS (
      SELECT d.*, array_position(v_ids, d.awaited_id) AS place FROM done d
    )
    SELECT min(k.delay_ms), (
      array_agg(k.awaited_id ORDER BY k.place)
      FILTER (WHERE (k.rule, v_ends[k.place]) NOT IN (VALUES {runsAfter}))
    )[1]
    INTO v_delay_ms, v_in_vain FROM known k;
    IF v_in_vain IS NOT NULL THEN
      DELETE FROM {schema}.waits w WHERE w.job_id = v_id;
      WITH gone AS (DELETE FROM {schema}.jobs j WHERE j.id = v_id RETURNING j.*)
      INSERT INTO {schema}.finished (
        {uncancelledColumns}, status, sequence, updated_at, expires_at, cancel_reason
      )
      SELECT
        {uncancelledColumns:of:g}, 'CANCELLED', g.sequence + 1, v_now, v_now + g.retention_ms,
        to_json(
          'it comes after ' || CASE v_ends[array_position(v_ids, v_in_vain)] {inVain} END
        )
      FROM gone g;
      IF v_job.awaited THEN
        v_ids := v_ids || v_id;
        v_ends := v_ends || 'CANCELLED'::text;
      END IF;
      IF v_job.group_id IS NOT NULL THEN
        v_groups := v_groups || v_job.group_id;
      END IF;
      v_changed := v_changed || v_id;
    ELSIF NOT EXISTS (SELECT FROM {schema}.waits w WHERE w.job_id = v_id) THEN
      v_due := CASE WHEN v_delay_ms IS NULL THEN greatest(v_now, v_job.run_at) ELSE v_now + v_delay_ms END;
      UPDATE {schema}.jobs j
      SET status = CASE WHEN v_due > v_now THEN 'SCHEDULED' ELSE 'PENDING' END,
        run_at = v_due, start_by = v_due + j.expires_in_ms, sequence = j.sequence + 1, updated_at = v_now
      WHERE j.id = v_id;
      IF v_job.unique_key IS NOT NULL THEN
        -- A successor, which gets the key as the job before it has held it.
        UPDATE {schema}.unique_keys u SET job_id = v_id, token = 0
        WHERE u.type = v_job.type AND u.key = v_job.unique_key AND u.job_id = ANY (v_ids);
      END IF;
      v_changed := v_changed || v_id;
      v_types := v_types || v_job.type;
    END IF;
  END LOOP;
  IF v_changed <> '{}' THEN
    PERFORM {schema}.tell_changed(v_changed);
    PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
    FROM unnest(v_types) AS t (type) GROUP BY t.type;
  END IF;
  IF v_groups <> '{}' THEN
    PERFORM {schema}.count_members(
      v_groups, array_fill('BLOCKED'::text, ARRAY[cardinality(v_groups)]),
      array_fill('CANCELLED'::text, ARRAY[cardinality(v_groups)])
    );
  END IF;
END
$$;
`,
  },
  "functions/enqueue": {
    sha256: "a7f26f39cd821b024c0416a21d7e41769d4440c3c9faca60225c65443c553164",
    text: `-- Enqueues a job inside of the caller's transaction: the job is there if and only if that commits.
-- For SQL, triggers and other languages; the payload is JSON. Returns the job's id.
--
--   SELECT millrace.enqueue('email', '{"to": "ada@example.com"}', delay => '10 minutes');
--
-- The same idempotency key with the same arguments returns the job that has it; with others it is
-- refused with the error unique_violation. While another job holds the unique key, its id is returned, or
-- the job is refused with unique_violation (REJECT), or takes the place of that one (REPLACE).
CREATE OR REPLACE FUNCTION {schema}.enqueue(
  type text,
  payload jsonb DEFAULT NULL,
  run_at timestamptz DEFAULT NULL,
  delay interval DEFAULT NULL,
  priority integer DEFAULT {defaultPriority},
  max_attempts integer DEFAULT {defaultMaxAttempts},
  idempotency_key text DEFAULT NULL,
  timeout interval DEFAULT NULL,
  retention interval DEFAULT '{defaultRetentionMs} ms',
  at_most_once boolean DEFAULT false,
  metadata jsonb DEFAULT NULL,
  expires_in interval DEFAULT NULL,
  concurrency_key text DEFAULT NULL,
  group_id text DEFAULT NULL,
  after text[] DEFAULT NULL,
  after_rule text DEFAULT 'COMPLETED',
  unique_key text DEFAULT NULL,
  unique_until text DEFAULT NULL,
  unique_ttl interval DEFAULT NULL,
  on_conflict text DEFAULT 'RETURN_EXISTING'
) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
#variable_conflict use_variable
DECLARE
  v_id text := {schema}.new_job_id();
  v_delay_ms bigint := floor(extract(epoch FROM delay) * 1000);
  v_run_at_ms bigint := floor(extract(epoch FROM run_at) * 1000);
  v_timeout_ms bigint := floor(extract(epoch FROM timeout) * 1000);
  v_retention_ms bigint := floor(extract(epoch FROM retention) * 1000);
  v_expires_in_ms bigint := floor(extract(epoch FROM expires_in) * 1000);
  v_inert text := '{' || concat_ws(
    ',', '"timeoutMs":' || v_timeout_ms, '"metadata":' || nullif(metadata, '{}')::text
  ) || '}';
  v_unique_ttl_ms bigint := floor(extract(epoch FROM unique_ttl) * 1000);
  -- Absent from the fingerprint when not given, so that those of jobs without them stay what they were.
  v_flow jsonb := jsonb_strip_nulls(jsonb_build_object(
    'key', concurrency_key, 'group', group_id, 'after', after, 'unique', unique_key, 'ttl', v_unique_ttl_ms,
    'rule', nullif(after_rule, 'COMPLETED'), 'until', unique_until, 'conflict', nullif(on_conflict, 'RETURN_EXISTING')
  ));
  v_fingerprint text;
  v_other record;
BEGIN
  IF type IS NULL OR type !~ '^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$' THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: type must be 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit';
  ELSIF run_at IS NOT NULL AND delay IS NOT NULL THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: run_at excludes delay; give one of them';
  ELSIF v_delay_ms NOT BETWEEN 0 AND {maxDelayMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: delay must be from 0 to 10 years';
  ELSIF v_run_at_ms > {maxRunAt} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: run_at must be before the year 2200';
  ELSIF priority IS NULL OR priority NOT BETWEEN 0 AND {maxPriority} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: priority must be from 0 to {maxPriority}';
  ELSIF max_attempts IS NULL OR max_attempts NOT BETWEEN 1 AND {maxAttempts} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: max_attempts must be from 1 to {maxAttempts}';
  ELSIF v_timeout_ms NOT BETWEEN 1 AND {maxTimeoutMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: timeout must be from 1 ms to 30 days';
  ELSIF v_expires_in_ms NOT BETWEEN 1 AND {maxDelayMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: expires_in must be from 1 ms to 10 years';
  ELSIF v_retention_ms IS NULL OR v_retention_ms NOT BETWEEN {minRetentionMs} AND {maxRetentionMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: retention must be from 1 second to 10 years';
  ELSIF octet_length(idempotency_key) NOT BETWEEN 1 AND {idempotencyKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: idempotency_key must have 1 to {idempotencyKeyBytes} bytes';
  ELSIF octet_length(payload::text) > {payloadBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: payload has more than {payloadBytes} bytes';
  ELSIF jsonb_typeof(metadata) <> 'object' OR octet_length(metadata::text) > {metadataBytes}
    OR EXISTS (
      SELECT FROM jsonb_each(CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{}' END) AS m (k, v)
      WHERE m.k = '' OR jsonb_typeof(m.v) <> 'string'
    )
  THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: metadata must be an object of strings with at most {metadataBytes} bytes';
  ELSIF octet_length(concurrency_key) NOT BETWEEN 1 AND {concurrencyKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: concurrency_key must have 1 to {concurrencyKeyBytes} bytes';
  ELSIF octet_length(unique_key) NOT BETWEEN 1 AND {uniqueKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_key must have 1 to {uniqueKeyBytes} bytes';
  ELSIF unique_key IS NULL AND (unique_until IS NOT NULL OR unique_ttl IS NOT NULL OR on_conflict <> 'RETURN_EXISTING') THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_until, unique_ttl and on_conflict are of use with unique_key only; give that as well';
  ELSIF unique_until NOT IN ({uniqueUntil}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_until must be one of ' || concat_ws(', ', {uniqueUntil});
  ELSIF on_conflict IS NULL OR on_conflict NOT IN ({onConflict}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: on_conflict must be one of ' || concat_ws(', ', {onConflict});
  ELSIF on_conflict = 'REPLACE' AND (group_id IS NOT NULL OR cardinality(after) > 0) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: on_conflict cannot be REPLACE for a job that comes after others, or joins a group';
  ELSIF unique_until IS NOT NULL AND unique_ttl IS NOT NULL THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_ttl excludes unique_until; give the one that is to end the hold';
  ELSIF v_unique_ttl_ms NOT BETWEEN 1 AND v_retention_ms THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_ttl must be from 1 ms to the retention, as who holds a key is there to be returned; raise the retention as well';
  ELSIF cardinality(after) > {maxAfter} OR array_ndims(after) > 1 OR array_position(after, NULL) IS NOT NULL
    OR array_to_string(after, '') ~ '[[:space:]]' OR '' = ANY (after)
  THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: after must be a list of at most {maxAfter} ids of jobs';
  ELSIF after_rule IS NULL OR after_rule NOT IN ({afterRules}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: after_rule must be one of ' || concat_ws(', ', {afterRules});
  END IF;
  after := nullif(after, '{}');

  IF idempotency_key IS NOT NULL THEN
    v_fingerprint := 'sql:' || md5(jsonb_build_array(
      payload, v_run_at_ms, v_delay_ms, priority, max_attempts, v_timeout_ms, v_retention_ms,
      at_most_once, metadata, v_expires_in_ms
    )::text || coalesce(nullif(v_flow, '{}')::text, ''));
  END IF;
  SELECT e.kind, e.job_id INTO v_other
  FROM {schema}.enqueue_jobs(
    ARRAY[v_id], ARRAY[type], ARRAY[convert_to(payload::text, 'UTF8')],
    ARRAY[priority]::smallint[], ARRAY[max_attempts], ARRAY[v_delay_ms], ARRAY[v_run_at_ms],
    ARRAY[v_retention_ms], ARRAY[coalesce(at_most_once, false)], '{}', ARRAY[nullif(v_inert, '{}')],
    CASE WHEN idempotency_key IS NULL THEN '{}' ELSE ARRAY[convert_to(idempotency_key, 'UTF8')] END,
    ARRAY[v_fingerprint], ARRAY[v_expires_in_ms],
    CASE WHEN unique_key IS NULL THEN '{}' ELSE ARRAY[convert_to(unique_key, 'UTF8')] END,
    CASE
      WHEN unique_key IS NULL THEN '{}'
      ELSE ARRAY[CASE WHEN unique_ttl IS NULL THEN coalesce(unique_until, 'FINISHED') ELSE 'TTL' END]
    END,
    ARRAY[v_unique_ttl_ms], ARRAY[on_conflict = 'REPLACE'],
    p_afters => CASE
      WHEN after IS NULL THEN '{}'
      -- Each once.
      ELSE ARRAY[after_rule || ' ' || coalesce(v_delay_ms::text, '') || ' ' || (
        SELECT string_agg(a.id, ' ' ORDER BY a.ord)
        FROM (SELECT u.id, min(u.ord) AS ord FROM unnest(after) WITH ORDINALITY AS u (id, ord) GROUP BY u.id) a
      )]
    END,
    p_concurrency_keys => CASE
      WHEN concurrency_key IS NULL THEN '{}' ELSE ARRAY[convert_to(concurrency_key, 'UTF8')]
    END,
    p_groups => CASE WHEN group_id IS NULL THEN '{}' ELSE ARRAY[group_id] END
  ) e
  WHERE e.kind IS NOT NULL;
  IF v_other.kind = 'EXISTS' OR v_other.kind = 'REPLACED' OR (v_other.kind = 'UNIQUE' AND on_conflict <> 'REJECT') THEN
    RETURN v_other.job_id;
  ELSIF v_other.kind = 'UNIQUE' THEN
    RAISE unique_violation USING MESSAGE = format(
      'job %s holds the unique key %L of the queue %s; wait for its end, or use another key', v_other.job_id, unique_key, type
    );
  ELSIF v_other.kind = 'NO_JOB' THEN
    RAISE no_data_found USING MESSAGE = format(
      'cannot enqueue: after names job %s, which does not exist, or is kept no more', v_other.job_id
    );
  ELSIF v_other.kind = 'NO_GROUP' THEN
    RAISE no_data_found USING MESSAGE = format(
      'cannot enqueue: there is no group %s, or it is kept no more; create it first', v_other.job_id
    );
  ELSIF v_other.kind = 'SEALED' THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = format(
      'the group %s takes no more jobs, because it was sealed; create another one', v_other.job_id
    );
  ELSIF v_other.kind = 'TAKEN' THEN
    RAISE unique_violation USING MESSAGE = format(
      'the idempotency key %L belongs to job %s, which another request made; use a new key, or repeat the request unchanged',
      idempotency_key, v_other.job_id
    );
  ELSIF v_other.kind = 'DRAINING' THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = format(
      'the queue %s takes no new jobs, because it was drained: %s; enqueue elsewhere, or have it resumed (ResumeQueue)',
      type, v_other.job_id
    );
  END IF;
  RETURN v_id;
END
$$;
`,
  },
  "functions/enqueue_jobs": {
    sha256: "7dc7036435cf53a1d33d233fe766219465422ba7de931f46f0da93be996a9f3c",
    text: `-- Enqueues one job for each id; what the other arrays lack at their end, or have as NULL, gets its
-- default, and the last arrays are often empty. A type that is lacking is the first one.
--
-- The ids must grow, and no others may lie between them: that is how a call that repeats one whose
-- answer was lost is recognised. It changes nothing.
--
-- An element of p_afters is "rule delay-in-ms id id …", without a delay two spaces: what the job comes after.
--
-- Returns a row with the time alone, and one for each job that was not made, or not as it was asked for:
--   DRAINING  its queue takes no new jobs; \`job_id\` is what is set for that, see hold_json
--   EXISTS  its idempotency key belongs to \`job_id\`, which the same request made
--   HELD    (with p_leaves_held) another transaction holds one of its keys beyond lock_timeout
--   UNIQUE  \`job_id\` holds its unique key
--   REPLACED  likewise, and was to be replaced, see replace_job.sql; its successor is JOINED
--   TAKEN   its idempotency key belongs to \`job_id\`, which another request made
--   NO_JOB  it would come after \`job_id\`, which does not exist
--   JOINED  it was made, and comes after other jobs: how it stands is to be read
--   NO_GROUP, SEALED  it would join the group \`job_id\`, which does not exist, or takes no more jobs
--   REPEAT  (one row for all) the jobs were made by an earlier call
CREATE OR REPLACE FUNCTION {schema}.enqueue_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_unique_keys bytea[] DEFAULT '{}', p_unique_holds text[] DEFAULT '{}',
  p_unique_ttls_ms bigint[] DEFAULT '{}', p_unique_replaces boolean[] DEFAULT '{}',
  p_unique_max_waits_ms bigint[] DEFAULT '{}', p_leaves_held boolean DEFAULT false,
  p_afters text[] DEFAULT '{}', p_concurrency_keys bytea[] DEFAULT '{}', p_groups text[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_first text COLLATE "C" := p_ids[1];
  v_last text COLLATE "C" := p_ids[cardinality(p_ids)];
  v_taken integer[] := '{}';
  v_inserted integer;
  v_draining text[];
  v_claim record;
  -- The jobs that have taken their unique keys.
  v_claimed text[] := '{}';
  v_key record;
  v_holder text;
  v_blocked integer[] := '{}';
  v_held jsonb := '{}';
  v_after record;
  v_open text[];
  v_in_vain text;
  -- Which of the jobs wait for which, and those that wait in vain for what.
  v_waiters text[] := '{}';
  v_awaited text[] := '{}';
  v_ended text[] := '{}';
  v_ends text[] := '{}';
  -- The jobs that are to replace others, and those.
  v_newer integer[] := '{}';
  v_older text[] := '{}';
  -- Those of them that stand in another place now, and by which jobs; and the last place that was given before.
  v_moved text[] := '{}';
  v_movers integer[] := '{}';
  v_mark bigint;
  -- The groups that jobs join, by whether they are sealed; NULL when another transaction holds one.
  v_groups jsonb := '{}';
BEGIN
  now_ms := v_now;
  RETURN NEXT;
  IF EXISTS (SELECT FROM {schema}.jobs j WHERE j.id BETWEEN v_first AND v_last)
    OR EXISTS (SELECT FROM {schema}.finished f WHERE f.id BETWEEN v_first AND v_last)
  THEN
    kind := 'REPEAT';
    RETURN NEXT;
    RETURN;
  END IF;

  v_draining := ARRAY(
    SELECT q.type FROM {schema}.queues q
    WHERE q.type = ANY (p_types)
      AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NOT NULL
  );

  IF cardinality(p_keys) > 0 THEN
    -- In one order, so that two calls never wait for each other.
    FOR v_key IN
      SELECT t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type,
        {schema}.scoped_key(t.concurrency_key, t.key) AS key, t.fingerprint, t.id
      FROM unnest(p_ids, p_types, p_keys, p_fingerprints, p_concurrency_keys)
        WITH ORDINALITY AS t (id, type, key, fingerprint, concurrency_key, ord)
      WHERE t.key IS NOT NULL
      ORDER BY 2, 3, 1
    LOOP
      IF p_leaves_held THEN
        BEGIN
          v_claim := {schema}.claim_key(v_key.type, v_key.key, v_key.fingerprint, v_key.id, p_ids);
        EXCEPTION WHEN lock_not_available THEN
          v_taken := v_taken || v_key.ord;
          item := v_key.ord;
          kind := 'HELD';
          job_id := NULL;
          RETURN NEXT;
          CONTINUE;
        END;
      ELSE
        v_claim := {schema}.claim_key(v_key.type, v_key.key, v_key.fingerprint, v_key.id, p_ids);
      END IF;
      IF v_claim.holder IS NOT NULL THEN
        v_taken := v_taken || v_key.ord;
        item := v_key.ord;
        kind := CASE WHEN v_claim.same THEN 'EXISTS' ELSE 'TAKEN' END;
        job_id := v_claim.holder;
        RETURN NEXT;
      ELSIF v_key.type = ANY (v_draining) THEN
        DELETE FROM {schema}.idempotency_keys k WHERE k.type = v_key.type AND k.key = v_key.key;
      END IF;
    END LOOP;
  END IF;

  IF cardinality(p_unique_keys) > 0 AND NOT p_leaves_held THEN
    -- Those that nobody has held lately, which are most, by one statement; in one order, too.
    WITH claimed AS (
      INSERT INTO {schema}.unique_keys (type, key, job_id, token, ends_at)
      SELECT coalesce(t.type, p_types[1]), {schema}.scoped_key(t.concurrency_key, t.key), t.id, 0,
        v_now + t.ttl_ms
      FROM unnest(p_ids, p_types, p_unique_keys, p_unique_ttls_ms, p_concurrency_keys)
        WITH ORDINALITY AS t (id, type, key, ttl_ms, concurrency_key, ord)
      WHERE t.key IS NOT NULL AND t.ord <> ALL (v_taken)
        AND coalesce(t.type, p_types[1]) <> ALL (v_draining)
      ORDER BY 1, 2, t.ord
      ON CONFLICT DO NOTHING
      RETURNING unique_keys.job_id
    )
    SELECT coalesce(array_agg(claimed.job_id), '{}') INTO v_claimed FROM claimed;
  END IF;

  IF cardinality(p_unique_keys) > cardinality(v_claimed) THEN
    -- All of them behind the idempotency keys.
    FOR v_key IN
      SELECT
        t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type,
        {schema}.scoped_key(t.concurrency_key, t.key) AS key, v_now + t.ttl_ms AS ends_at,
        t.id, {schema}.scoped_key(t.concurrency_key, t.idempotency_key) AS idempotency_key, t.replaces
      FROM unnest(
        p_ids, p_types, p_unique_keys, p_unique_ttls_ms, p_keys, p_unique_replaces, p_concurrency_keys
      ) WITH ORDINALITY AS t (id, type, key, ttl_ms, idempotency_key, replaces, concurrency_key, ord)
      WHERE t.key IS NOT NULL AND t.ord <> ALL (v_taken) AND t.id NOT IN (SELECT unnest(v_claimed))
      ORDER BY 2, 3, 1
    LOOP
      IF v_key.type = ANY (v_draining) THEN
        v_holder := {schema}.unique_key_holder(v_key.type, v_key.key, v_now);
      ELSE
        v_holder := {schema}.claim_unique_key(
          v_key.type, v_key.key, v_now, v_key.ends_at, v_key.id, p_ids, p_leaves_held
        );
      END IF;
      IF v_holder IS NOT NULL THEN
        v_taken := v_taken || v_key.ord;
        IF v_key.replaces AND v_holder <> '' THEN
          v_newer := v_newer || v_key.ord;
          v_older := v_older || v_holder;
        ELSE
          item := v_key.ord;
          kind := CASE WHEN v_holder = '' THEN 'HELD' ELSE 'UNIQUE' END;
          job_id := nullif(v_holder, '');
          RETURN NEXT;
        END IF;
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_key.type AND k.key = v_key.idempotency_key AND k.job_id = v_key.id;
      END IF;
    END LOOP;
  END IF;

  IF v_draining <> '{}' THEN
    FOR item, job_id IN
      SELECT t.ord, {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now)
      FROM unnest(p_ids, p_types) WITH ORDINALITY AS t (id, type, ord)
      JOIN {schema}.queues q ON q.type = coalesce(t.type, p_types[1])
      WHERE q.type = ANY (v_draining) AND t.ord <> ALL (v_taken)
    LOOP
      v_taken := v_taken || item;
      kind := 'DRAINING';
      RETURN NEXT;
    END LOOP;
  END IF;

  IF cardinality(p_afters) > 0 THEN
    BEGIN
      SELECT coalesce(jsonb_object_agg(h.held_id, h.held_status), '{}') INTO v_held
      FROM {schema}.hold_awaited(ARRAY(
        SELECT DISTINCT i.id
        FROM unnest(p_afters) WITH ORDINALITY AS a (after, ord)
        CROSS JOIN LATERAL unnest((string_to_array(a.after, ' '))[3:]) AS i (id)
        WHERE a.ord <> ALL (v_taken)
      )) h;
    EXCEPTION WHEN lock_not_available THEN
      IF NOT p_leaves_held THEN
        RAISE;
      END IF;
      v_held := NULL;
    END;
  END IF;

  IF cardinality(p_groups) > 0 THEN
    -- Behind the jobs that others come after, as who ends those locks them.
    BEGIN
      SELECT coalesce(jsonb_object_agg(h.id, h.sealed), '{}') INTO v_groups
      FROM (
        SELECT g.id, g.sealed FROM {schema}.groups g
        WHERE g.id = ANY (p_groups) AND (g.expires_at IS NULL OR g.expires_at > v_now)
        ORDER BY g.id FOR UPDATE
      ) h;
    EXCEPTION WHEN lock_not_available THEN
      IF NOT p_leaves_held THEN
        RAISE;
      END IF;
      v_groups := NULL;
    END;
    FOR v_key IN
      SELECT t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type, t.id, t.group_id,
        {schema}.scoped_key(p_concurrency_keys[t.ord], p_keys[t.ord]) AS key,
        {schema}.scoped_key(p_concurrency_keys[t.ord], p_unique_keys[t.ord]) AS unique_key
      FROM unnest(p_ids, p_types, p_groups) WITH ORDINALITY AS t (id, type, group_id, ord)
      WHERE t.group_id IS NOT NULL AND t.ord <> ALL (v_taken)
        AND (v_groups IS NULL OR coalesce((v_groups ->> t.group_id)::boolean, true))
      ORDER BY t.ord
    LOOP
      v_taken := v_taken || v_key.ord;
      DELETE FROM {schema}.idempotency_keys k
      WHERE k.type = v_key.type AND k.key = v_key.key AND k.job_id = v_key.id;
      DELETE FROM {schema}.unique_keys u
      WHERE u.type = v_key.type AND u.key = v_key.unique_key AND u.job_id = v_key.id;
      item := v_key.ord;
      job_id := v_key.group_id;
      kind := CASE WHEN v_groups IS NULL THEN 'HELD' WHEN v_groups ? job_id THEN 'SEALED' ELSE 'NO_GROUP' END;
      RETURN NEXT;
    END LOOP;
  END IF;

  IF cardinality(p_afters) > 0 THEN
    FOR v_after IN
      SELECT a.ord::integer AS ord, p_ids[a.ord] AS id, coalesce(p_types[a.ord], p_types[1]) AS type,
        {schema}.scoped_key(p_concurrency_keys[a.ord], p_keys[a.ord]) AS key,
        {schema}.scoped_key(p_concurrency_keys[a.ord], p_unique_keys[a.ord]) AS unique_key,
        s.parts[1] AS rule, s.parts[3:] AS ids
      FROM unnest(p_afters) WITH ORDINALITY AS a (after, ord)
      CROSS JOIN LATERAL (SELECT string_to_array(a.after, ' ') AS parts) s
      WHERE a.after IS NOT NULL AND a.ord <> ALL (v_taken)
      ORDER BY a.ord
    LOOP
      item := v_after.ord;
      job_id := (
        SELECT i.id FROM unnest(v_after.ids) WITH ORDINALITY AS i (id, ord)
        -- Of a schedule they may also be others of the call, which are made below.
        WHERE NOT v_held ? i.id AND i.id <> ALL (p_ids) ORDER BY i.ord LIMIT 1
      );
      IF v_held IS NULL OR job_id IS NOT NULL THEN
        kind := CASE WHEN v_held IS NULL THEN 'HELD' ELSE 'NO_JOB' END;
        v_taken := v_taken || v_after.ord;
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_after.type AND k.key = v_after.key AND k.job_id = v_after.id;
        DELETE FROM {schema}.unique_keys u
        WHERE u.type = v_after.type AND u.key = v_after.unique_key AND u.job_id = v_after.id;
        RETURN NEXT;
        CONTINUE;
      END IF;
      kind := 'JOINED';
      RETURN NEXT;
      SELECT
        array_agg(i.id ORDER BY i.ord) FILTER (
          WHERE coalesce(v_held ->> i.id, 'PENDING') NOT IN ({finalStatuses})
        ),
        (array_agg(i.id ORDER BY i.ord) FILTER (
          WHERE v_held ->> i.id IN ({finalStatuses})
            AND (v_after.rule, v_held ->> i.id) NOT IN (VALUES {runsAfter})
        ))[1]
      INTO v_open, v_in_vain
      FROM unnest(v_after.ids) WITH ORDINALITY AS i (id, ord);
      IF v_in_vain IS NOT NULL THEN
        v_open := ARRAY[v_in_vain];
        v_ended := v_ended || v_in_vain;
        v_ends := v_ends || (v_held ->> v_in_vain);
      END IF;
      CONTINUE WHEN v_open IS NULL;
      v_blocked := v_blocked || v_after.ord;
      v_waiters := v_waiters || array_fill(v_after.ord::text, ARRAY[cardinality(v_open)]);
      v_awaited := v_awaited || v_open;
    END LOOP;
  END IF;

  INSERT INTO {schema}.jobs (
    id, type, status, payload, place, run_at, created_at, updated_at,
    priority, max_attempts, retention_ms, at_most_once, backoff, inert, idempotency_key,
    expires_in_ms, start_by, unique_key, unique_hold, concurrency_key, group_id
  )
  SELECT
    t.id, coalesce(t.type, p_types[1]),
    CASE
      WHEN v_blocked <> '{}' AND t.ord = ANY (v_blocked) THEN 'BLOCKED'
      WHEN t.due > v_now THEN 'SCHEDULED'
      ELSE 'PENDING'
    END,
    coalesce(t.payload, ''), nextval('{schema}.places'), t.due, v_now, v_now,
    coalesce(t.priority, {defaultPriority}), coalesce(t.max_attempts, {defaultMaxAttempts}),
    coalesce(t.retention_ms, {defaultRetentionMs}), coalesce(t.at_most_once, false),
    t.backoff::json, t.inert::json, t.key, t.expires_in_ms, t.due + t.expires_in_ms,
    t.unique_key, t.unique_hold, t.concurrency_key, t.group_id
  FROM (
    SELECT
      u.*,
      CASE
        WHEN u.run_at IS NULL THEN v_now + coalesce(u.delay_ms, 0)
        ELSE greatest(v_now, u.run_at)
      END AS due
    FROM unnest(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_expires_in_ms,
      p_unique_keys, p_unique_holds, p_concurrency_keys, p_groups
    ) WITH ORDINALITY AS u (
      id, type, payload, priority, max_attempts, delay_ms, run_at,
      retention_ms, at_most_once, backoff, inert, key, expires_in_ms, unique_key, unique_hold,
      concurrency_key, group_id, ord
    )
  ) t
  WHERE v_taken = '{}' OR t.ord <> ALL (v_taken)
  ON CONFLICT (id) DO NOTHING;
  GET DIAGNOSTICS v_inserted = ROW_COUNT;

  IF v_inserted < cardinality(p_ids) - cardinality(v_taken) THEN
    -- The call that this one repeats has committed only now.
    item := NULL;
    job_id := NULL;
    kind := 'REPEAT';
    RETURN NEXT;
    RETURN;
  ELSIF v_inserted > 0 THEN
    PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
    FROM unnest(p_types) AS t (type) GROUP BY t.type;
    IF cardinality(p_groups) > 0 THEN
      UPDATE {schema}.groups g SET open = g.open + n.joined
      FROM (
        SELECT t.group_id, count(*) AS joined
        FROM unnest(p_groups) WITH ORDINALITY AS t (group_id, ord)
        WHERE t.group_id IS NOT NULL AND t.ord <> ALL (v_taken) GROUP BY t.group_id
      ) n
      WHERE g.id = n.group_id;
    END IF;
    IF v_blocked <> '{}' THEN
      INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
      SELECT j.place, nullif(split_part(p_afters[w.item], ' ', 2), '')::bigint, w.ord, w.awaited, j.id,
        split_part(p_afters[w.item], ' ', 1)
      FROM (
        SELECT u.item::integer AS item, u.awaited, u.ord
        FROM unnest(v_waiters, v_awaited) WITH ORDINALITY AS u (item, awaited, ord)
      ) w
      JOIN {schema}.jobs j ON j.id = p_ids[w.item];
      IF v_awaited && p_ids THEN
        UPDATE {schema}.jobs SET awaited = true WHERE id = ANY (v_awaited) AND NOT awaited;
      END IF;
      IF v_ended <> '{}' THEN
        PERFORM {schema}.end_waits(v_ended, v_ends);
      END IF;
    END IF;
  END IF;

  IF v_newer <> '{}' THEN
    v_mark := nextval('{schema}.places');
  END IF;
  -- Now that those of this call are there, which may be among them.
  FOR place IN 1 .. cardinality(v_newer) LOOP
    item := v_newer[place];
    job_id := v_older[place];
    SELECT r.outcome, r.replaced_id INTO kind, job_id FROM {schema}.replace_job(
      job_id, v_now, p_payloads[item], p_priorities[item], p_max_attempts[item],
      coalesce(p_run_ats[item], v_now + coalesce(p_delays_ms[item], 0)), p_retentions_ms[item],
      p_at_most_once[item], p_backoffs[item], p_inert[item], p_expires_in_ms[item],
      p_unique_max_waits_ms[item], p_leaves_held
    ) r;
    IF kind = 'REPLACED' AND EXISTS (
      SELECT FROM {schema}.jobs j WHERE j.id = job_id AND j.place > v_mark
    ) THEN
      v_moved := v_moved || job_id;
      v_movers := v_movers || item;
      v_mark := currval('{schema}.places');
    END IF;
    IF kind = 'RUNS' THEN
      v_holder := job_id;
      -- Its successor waits for it, and has then the key as it has it.
      SELECT e.kind, e.job_id INTO kind, job_id
      FROM {schema}.enqueue_jobs(
        p_ids[item:item], ARRAY[coalesce(p_types[item], p_types[1])], p_payloads[item:item],
        p_priorities[item:item], p_max_attempts[item:item], p_delays_ms[item:item], p_run_ats[item:item],
        p_retentions_ms[item:item], p_at_most_once[item:item], p_backoffs[item:item], p_inert[item:item],
        p_keys[item:item], p_fingerprints[item:item], p_expires_in_ms[item:item],
        p_leaves_held => p_leaves_held, p_afters => ARRAY['FINISHED  ' || job_id],
        p_concurrency_keys => p_concurrency_keys[item:item]
      ) e WHERE e.kind IS NOT NULL;
      IF kind = 'JOINED' THEN
        UPDATE {schema}.jobs j SET unique_key = h.unique_key, unique_hold = h.unique_hold
        FROM {schema}.jobs h WHERE j.id = p_ids[item] AND h.id = v_holder;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF cardinality(v_moved) > 1 OR cardinality(v_moved) = 1 AND v_inserted > 0 THEN
    -- Those that were made and those that were moved go by the order of the call.
    UPDATE {schema}.jobs j SET place = p.place
    FROM (
      SELECT o.id, nextval('{schema}.places') AS place
      FROM (
        SELECT u.id, u.ord FROM unnest(p_ids) WITH ORDINALITY AS u (id, ord)
        WHERE u.ord > (SELECT min(m.item) FROM unnest(v_movers) AS m (item))
          AND u.ord <> ALL (v_taken) AND u.ord <> ALL (v_blocked) AND u.id <> ALL (v_moved)
        UNION ALL
        SELECT m.id, max(m.item) FROM unnest(v_moved, v_movers) AS m (id, item) GROUP BY m.id
        ORDER BY ord
      ) o
    ) p
    WHERE j.id = p.id;
  END IF;
END
$$;
`,
  },
  "functions/enqueue_keyed_jobs": {
    sha256: "982fae56298932c6500052d529198fe465b1e0bee682ffeda39a421a742dece5",
    text: `-- enqueue_jobs for a transaction of its own, which leaves out the jobs whose keys, or jobs to come after,
-- other transactions hold for longer than a moment. Whoever enqueues in a transaction of theirs waits instead, for as
-- long as they have set themselves.
CREATE OR REPLACE FUNCTION {schema}.enqueue_keyed_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_unique_keys bytea[] DEFAULT '{}', p_unique_holds text[] DEFAULT '{}',
  p_unique_ttls_ms bigint[] DEFAULT '{}', p_unique_replaces boolean[] DEFAULT '{}',
  p_unique_max_waits_ms bigint[] DEFAULT '{}', p_afters text[] DEFAULT '{}',
  p_concurrency_keys bytea[] DEFAULT '{}', p_groups text[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  RETURN QUERY SELECT * FROM {schema}.enqueue_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
    p_unique_keys, p_unique_holds, p_unique_ttls_ms, p_unique_replaces, p_unique_max_waits_ms,
    p_afters => p_afters, p_concurrency_keys => p_concurrency_keys, p_groups => p_groups
  );
EXCEPTION WHEN lock_not_available THEN
  -- There may be a thousand such keys.
  PERFORM set_config('lock_timeout', '1', true);
  RETURN QUERY SELECT * FROM {schema}.enqueue_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
    p_unique_keys, p_unique_holds, p_unique_ttls_ms, p_unique_replaces, p_unique_max_waits_ms,
    p_leaves_held => true, p_afters => p_afters, p_concurrency_keys => p_concurrency_keys, p_groups => p_groups
  );
END
$$;
`,
  },
  "functions/expire_keepers": {
    sha256: "a8ebd8fc446635a098aedc9156509191c8cb03bb9b4c28f50c023d7bfb73e081",
    text: `-- Has jobs that have failed for good and keep the turn of their keys no more be forgotten after their retention.
CREATE OR REPLACE FUNCTION {schema}.expire_keepers(p_ids text[]) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog
AS $$
  -- Who holds one has it run again, or forgets it.
  UPDATE {schema}.finished f SET expires_at = {schema}.now_ms() + f.retention_ms
  FROM (
    SELECT k.id FROM {schema}.finished k WHERE k.id = ANY (p_ids) AND k.expires_at = {never}
    FOR UPDATE SKIP LOCKED
  ) k
  WHERE f.id = k.id;
$$;
`,
  },
  "functions/explain_job": {
    sha256: "a2dc8211d44c85ac912dbae7b955c8bf394f995ac4981967e9bdfa477b6407b2",
    text: `-- Tells how the job p_id stands in its queue: the time, what is set for that, see hold_json, and, where a limit is,
-- how many of its jobs run and the first p_named of them; what its rate leaves room for, see rate_room; until when its concurrency key waits, and because of which job; what is set for that; the same of the concurrency key of the job; how many
-- jobs of its key, or without one, or in the order STRICT of all, are leased before a pending job, counted up to p_bound + 1, NULL for any other.
CREATE OR REPLACE FUNCTION {schema}.explain_job(p_id text, p_type text, p_bound integer, p_named integer)
RETURNS TABLE (
  asked_at bigint, paused text, draining text, throttled text, max_running integer, key_max_running integer,
  rate text, rate_room integer, rate_next bigint, running integer, running_ids text, of_key integer, ids_of_key text, ahead integer,
  key_until bigint, key_by text, key_rate text, key_room integer, key_next bigint,
  key_order text, aging_ms bigint, own_max_running integer, own_weight double precision, own_rate text,
  key_on_failure text, keepers text, any_pending boolean, any_failed boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_job record;
  v_rate bigint[];
  v_starts bigint[];
  v_key_rate bigint[];
BEGIN
  asked_at := {schema}.now_ms();
  SELECT
    {schema}.hold_json(q.paused_at, q.paused_until, q.paused, asked_at),
    {schema}.hold_json(q.draining_at, q.draining_until, q.draining, asked_at),
    {schema}.hold_json(q.throttled_at, q.throttled_until, q.throttled, asked_at),
    q.max_running, q.key_max_running, array_to_string(q.rate, ' '), q.rate, q.starts,
    array_to_string(q.key_rate, ' '), q.key_rate, q.key_order, q.aging_ms, q.key_on_failure
  INTO paused, draining, throttled, max_running, key_max_running, rate, v_rate, v_starts, key_rate,
    v_key_rate, key_order, aging_ms, key_on_failure
  FROM {schema}.queues q WHERE q.type = p_type;
  IF v_rate IS NOT NULL THEN
    SELECT r.room, r.next_at INTO rate_room, rate_next
    FROM {schema}.rate_room(v_starts, v_rate, asked_at) r;
  END IF;
  IF max_running IS NOT NULL THEN
    running := (SELECT count(*) FROM {schema}.jobs j WHERE j.type = p_type AND j.status = 'RUNNING');
    running_ids := (
      SELECT string_agg(r.id, ' ') FROM (
        SELECT j.id FROM {schema}.jobs j WHERE j.type = p_type AND j.status = 'RUNNING'
        ORDER BY j.lease_expires_at, j.place LIMIT p_named
      ) r
    );
  END IF;
  SELECT coalesce(j.aged, -j.priority) AS rank, j.place, j.status, j.concurrency_key INTO v_job
  FROM {schema}.jobs j WHERE j.id = p_id AND j.type = p_type;
  SELECT l.max_running, l.weight, array_to_string(l.rate, ' '), coalesce(l.rate, v_key_rate)
  INTO own_max_running, own_weight, own_rate, v_key_rate
  FROM (SELECT) o LEFT JOIN {schema}.key_limits l ON l.type = p_type AND l.key = v_job.concurrency_key;
  IF coalesce(own_max_running, key_max_running) IS NOT NULL AND v_job.concurrency_key IS NOT NULL THEN
    of_key := (
      SELECT count(*) FROM {schema}.jobs j
      WHERE j.type = p_type AND j.concurrency_key = v_job.concurrency_key AND j.status = 'RUNNING'
    );
    ids_of_key := (
      SELECT string_agg(r.id, ' ') FROM (
        SELECT j.id FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_job.concurrency_key AND j.status = 'RUNNING'
        LIMIT p_named
      ) r
    );
  END IF;
  IF v_key_rate IS NOT NULL AND v_job.concurrency_key IS NOT NULL THEN
    SELECT s.starts INTO v_starts FROM {schema}.key_starts s
    WHERE s.type = p_type AND s.key = v_job.concurrency_key;
    SELECT r.room, r.next_at INTO key_room, key_next
    FROM {schema}.rate_room(v_starts, v_key_rate, asked_at) r;
  END IF;
  SELECT w.until, w.job_id INTO key_until, key_by FROM {schema}.key_waits w
  WHERE w.type = p_type AND w.key = v_job.concurrency_key AND w.until > asked_at
    AND w.job_id <> '';
  IF v_job.concurrency_key IS NOT NULL
    AND NOT EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.job_id = p_id)
  THEN
    SELECT k.ids, k.any_pending, k.any_failed INTO keepers, any_pending, any_failed
    FROM {schema}.turn_keepers(p_type, v_job.concurrency_key, p_named) k;
  END IF;
  IF v_job.status = 'PENDING' THEN
    -- Each by the index of its leases.
    ahead := CASE WHEN key_order = 'STRICT' OR key_order IS NULL AND aging_ms IS NOT NULL THEN (
      SELECT count(*) FROM (
        (
          SELECT FROM {schema}.jobs j
          WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
            AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
          LIMIT p_bound + 1
        )
        UNION ALL
        (
          SELECT FROM {schema}.jobs j
          WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
            AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
          LIMIT p_bound + 1
        )
      ) before
    ) WHEN v_job.concurrency_key IS NULL THEN (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
          AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
        LIMIT p_bound + 1
      ) before
    ) ELSE (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key = v_job.concurrency_key
          AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
        LIMIT p_bound + 1
      ) before
    ) END;
  END IF;
  RETURN NEXT;
END
$$;
`,
  },
  "functions/extend_jobs": {
    sha256: "98e91213375b97de406c015ac5b280d51ff529ca384343055b19d727bdeac0d2",
    text: `-- Makes the leases that have these tokens last for p_lease_ms from now. p_progress and p_log, which
-- has lists of texts, may end early; a job without either has NULL.
--
-- Returns the jobs whose leases were extended. For the condition see complete_jobs.sql.
CREATE OR REPLACE FUNCTION {schema}.extend_jobs(
  p_ids text[], p_tokens bigint[], p_progress text[], p_log text[], p_lease_ms bigint
) RETURNS TABLE (extended text, cancel_requested boolean)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  RETURN QUERY
  UPDATE {schema}.jobs j
  SET lease_expires_at = v_now + p_lease_ms,
    progress = coalesce(e.progress::json, j.progress),
    log = CASE
      WHEN e.log IS NULL THEN j.log
      ELSE {schema}.longer_log(j.log, e.log::json, j.attempt, v_now)
    END,
    sequence = CASE
      WHEN coalesce(e.progress, e.log) IS NULL THEN j.sequence ELSE j.sequence + 1
    END,
    updated_at = CASE WHEN coalesce(e.progress, e.log) IS NULL THEN j.updated_at ELSE v_now END
  FROM unnest(p_ids, p_tokens, p_progress, p_log) AS e (id, token, progress, log)
  WHERE j.id = e.id AND j.token = e.token AND j.lease_expires_at IS NOT NULL
  RETURNING j.id, j.cancel_requested;
  IF cardinality(p_progress) > 0 OR cardinality(p_log) > 0 THEN
    PERFORM {schema}.tell_changed(p_ids);
  END IF;
END
$$;
`,
  },
  "functions/fire_schedule": {
    sha256: "1f360147ac998620af078ff5d02a403a9a41ecdc33964f6beac82a88647e1181",
    text: `-- write_schedule and enqueue_jobs in one step. Returns what enqueue_jobs does; when a job was refused nothing has
-- changed, and when the schedule was at another version, there is one row of the kind CHANGED.
CREATE OR REPLACE FUNCTION {schema}.fire_schedule(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_afters text[] DEFAULT '{}', p_name text DEFAULT NULL, p_if_version bigint DEFAULT NULL,
  p_record text DEFAULT NULL, p_wake_at bigint DEFAULT NULL, p_firings text[] DEFAULT '{}',
  p_most integer DEFAULT NULL, p_concurrency_keys bytea[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_refused integer;
  v_kind text;
  v_about text;
BEGIN
  now_ms := {schema}.now_ms();
  BEGIN
    IF NOT {schema}.write_schedule(p_name, p_if_version, p_record, p_wake_at, p_firings, p_most) THEN
      RETURN NEXT;
      item := 0;
      kind := 'CHANGED';
      RETURN NEXT;
      RETURN;
    END IF;
    SELECT e.item, e.kind, e.job_id INTO v_refused, v_kind, v_about
    FROM {schema}.enqueue_jobs(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
      p_afters => p_afters, p_concurrency_keys => p_concurrency_keys
    ) e
    WHERE e.item IS NOT NULL AND e.kind <> 'JOINED'
    LIMIT 1;
    IF v_refused IS NOT NULL THEN
      -- It undoes what this block has done; nobody sees it.
      RAISE EXCEPTION USING ERRCODE = 'MR001';
    END IF;
  EXCEPTION WHEN SQLSTATE 'MR001' THEN
    NULL;
  END;
  RETURN NEXT;
  IF v_refused IS NOT NULL THEN
    item := v_refused;
    kind := v_kind;
    job_id := v_about;
    RETURN NEXT;
  END IF;
END
$$;
`,
  },
  "functions/forget_expired": {
    sha256: "30a2f00268e90e3bfb53d90674f7c5410c91782e03e8ed393bd363820b26e6ab",
    text: `-- Forgets at most p_limit finished jobs that have expired, whatever their type, and frees their
-- idempotency and unique keys. Returns how many.
--
-- It waits for no lock, because what ends jobs calls it: what another transaction holds, such as a key
-- that someone is about to take over, is left for later.
CREATE OR REPLACE FUNCTION {schema}.forget_expired(p_now bigint, p_limit integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_ids text[];
  v_keyed boolean;
  v_count integer;
BEGIN
  SELECT array_agg(o.id), bool_or(o.keyed) INTO v_ids, v_keyed
  FROM (
    SELECT f.id, f.idempotency_key IS NOT NULL OR f.unique_key IS NOT NULL AS keyed
    FROM {schema}.finished f
    WHERE f.expires_at + 0 <= p_now
    ORDER BY f.expires_at + 0
    LIMIT p_limit
    FOR UPDATE SKIP LOCKED
  ) o;
  IF v_ids IS NULL THEN
    RETURN 0;
  END IF;
  IF v_keyed THEN
    DELETE FROM {schema}.idempotency_keys k
    USING (
      SELECT h.type, h.key
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      JOIN {schema}.idempotency_keys h
        ON h.type = f.type AND h.key = {schema}.scoped_key(f.concurrency_key, f.idempotency_key)
          AND h.job_id = f.id
      FOR UPDATE OF h SKIP LOCKED
    ) free
    WHERE k.type = free.type AND k.key = free.key;
    DELETE FROM {schema}.unique_keys u
    USING (
      SELECT h.type, h.key
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      JOIN {schema}.unique_keys h
        ON h.type = f.type AND h.key = {schema}.scoped_key(f.concurrency_key, f.unique_key)
          AND h.job_id = f.id
      FOR UPDATE OF h SKIP LOCKED
    ) free
    WHERE u.type = free.type AND u.key = free.key;
    -- A key that is left is held, and its job stays with it.
    v_ids := ARRAY(
      SELECT f.id
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      LEFT JOIN {schema}.idempotency_keys k
        ON k.type = f.type AND k.key = {schema}.scoped_key(f.concurrency_key, f.idempotency_key)
          AND k.job_id = f.id
      LEFT JOIN {schema}.unique_keys u
        ON u.type = f.type AND u.key = {schema}.scoped_key(f.concurrency_key, f.unique_key)
          AND u.job_id = f.id
      WHERE k.key IS NULL AND u.key IS NULL
    );
  END IF;
  DELETE FROM {schema}.finished f USING unnest(v_ids) AS o (id) WHERE f.id = o.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$$;
`,
  },
  "functions/hold_awaited": {
    sha256: "2247245842edc796a1780ad833d341e40c38052b46ca07477b1eb187cb4a8cf2",
    text: `-- Marks those of the jobs that have not ended as awaited, and holds them until the end of the transaction.
--
-- It waits for another transaction only while it holds none of them, so that it never waits in a circle with
-- those that end several of them.
--
-- Returns those that exist, with their statuses.
CREATE OR REPLACE FUNCTION {schema}.hold_awaited(p_ids text[])
RETURNS TABLE (held_id text, held_status text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_locked text[];
  v_ids text[];
  v_statuses text[];
  v_busy text;
BEGIN
  LOOP
    BEGIN
      v_locked := ARRAY(
        SELECT j.id FROM {schema}.jobs j WHERE j.id = ANY (p_ids) FOR NO KEY UPDATE SKIP LOCKED
      );
      UPDATE {schema}.jobs j SET awaited = true
      FROM unnest(v_locked) AS l (id) WHERE j.id = l.id AND NOT j.awaited;
      -- By one statement, which finds a job that changes its table in one of both.
      SELECT array_agg(k.id), array_agg(k.status), min(k.busy) INTO v_ids, v_statuses, v_busy
      FROM (
        SELECT j.id, j.status, CASE WHEN j.id <> ALL (v_locked) THEN j.id END AS busy
        FROM {schema}.jobs j WHERE j.id = ANY (p_ids)
        UNION ALL
        SELECT f.id, f.status, NULL FROM {schema}.finished f
        WHERE f.id = ANY (p_ids) AND f.expires_at > {schema}.now_ms()
      ) k;
      IF v_busy IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'MR002';
      END IF;
    EXCEPTION WHEN SQLSTATE 'MR002' THEN
      NULL;
    END;
    EXIT WHEN v_busy IS NULL;
    BEGIN
      PERFORM FROM {schema}.jobs j WHERE j.id = v_busy FOR NO KEY UPDATE;
      RAISE EXCEPTION USING ERRCODE = 'MR002';
    EXCEPTION WHEN SQLSTATE 'MR002' THEN
      NULL;
    END;
  END LOOP;
  RETURN QUERY SELECT k.id, k.status FROM unnest(v_ids, v_statuses) AS k (id, status);
END
$$;
`,
  },
  "functions/hold_json": {
    sha256: "03241fc9290f3285c11d7238e16f19d414cfa0a858c7bcc67ff55e9f192953cb",
    text: `-- A pause or drain of a queue as JSON, with what was told of it; NULL when there is none at p_now.
CREATE OR REPLACE FUNCTION {schema}.hold_json(p_at bigint, p_until bigint, p_told json, p_now bigint)
RETURNS text
LANGUAGE sql STABLE
RETURN CASE WHEN p_at IS NOT NULL AND coalesce(p_until > p_now, true)
  THEN json_build_object('at', p_at, 'until', p_until, 'told', p_told)::text
END;
`,
  },
  "functions/hold_role": {
    sha256: "490fb080b0ec7b742a56eaed97f17b1d39d8d0020741091259ee250cc6440134",
    text: `-- Takes a role that nobody holds, or holds on to one's own, for p_lease_ms. Returns who has it now.
CREATE OR REPLACE FUNCTION {schema}.hold_role(p_role text, p_holder text, p_lease_ms bigint)
RETURNS TABLE (holder text, fence bigint, expires_at bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
#variable_conflict use_column
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  -- Not by ON CONFLICT DO UPDATE, which locks a role that another one holds, too: all who ask would stand in line.
  RETURN QUERY
  UPDATE {schema}.roles r SET
    holder = p_holder,
    -- A lease that begins in the future is none: the clock was set back.
    fence = r.fence + CASE WHEN v_now >= r.held_at AND v_now < r.expires_at THEN 0 ELSE 1 END,
    held_at = v_now,
    expires_at = v_now + p_lease_ms
  WHERE r.role = p_role AND (r.holder = p_holder OR NOT (v_now >= r.held_at AND v_now < r.expires_at))
  RETURNING r.holder, r.fence, r.expires_at;
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
  INSERT INTO {schema}.roles AS r (role, holder, fence, held_at, expires_at)
  VALUES (p_role, p_holder, 1, v_now, v_now + p_lease_ms)
  ON CONFLICT (role) DO NOTHING
  RETURNING r.holder, r.fence, r.expires_at;
  IF NOT FOUND THEN
    RETURN QUERY SELECT r.holder, r.fence, r.expires_at FROM {schema}.roles r WHERE r.role = p_role;
  END IF;
END
$$;
`,
  },
  "functions/keep_turns": {
    sha256: "4e6f8c534dd451b645c965d49b05bf484e79d131d203021ef9dfb1253c17c8e8",
    text: `-- Notes which of these jobs, of which attempts have ended or which are gone, keep the turns of their concurrency keys
-- from now on: see KeyOnFailure of core. Those that have failed for good and do are not forgotten.
CREATE OR REPLACE FUNCTION {schema}.keep_turns(p_ids text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_told integer;
BEGIN
  -- As a lease does: see configure_queue.
  LOCK TABLE {schema}.queues IN ROW SHARE MODE;
  IF EXISTS (SELECT FROM {schema}.queues q WHERE q.key_on_failure IS NOT NULL ORDER BY q.type LIMIT 1) THEN
    INSERT INTO {schema}.key_keepers (type, key, job_id)
    SELECT j.type, j.concurrency_key, j.id FROM {schema}.jobs j
    JOIN {schema}.queues q ON q.type = j.type AND q.key_on_failure IS NOT NULL
    WHERE j.id = ANY (p_ids) AND j.status = 'RETRYING' AND j.concurrency_key IS NOT NULL
    ORDER BY j.id ON CONFLICT DO NOTHING;
    WITH failed AS (
      UPDATE {schema}.finished f SET expires_at = {never}
      FROM {schema}.queues q
      WHERE f.id = ANY (p_ids) AND f.status = 'FAILED' AND f.concurrency_key IS NOT NULL
        AND q.type = f.type AND q.key_on_failure = 'HALT'
      RETURNING f.type, f.concurrency_key, f.id
    )
    INSERT INTO {schema}.key_keepers (type, key, job_id)
    SELECT f.type, f.concurrency_key, f.id FROM failed f ORDER BY f.id ON CONFLICT DO NOTHING;
  END IF;
  IF NOT EXISTS (SELECT FROM {schema}.key_keepers k LIMIT 1) THEN
    RETURN;
  END IF;
  WITH ended AS (
    DELETE FROM {schema}.key_keepers k
    WHERE k.job_id = ANY (p_ids)
      AND NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = k.job_id)
      AND NOT EXISTS (
        SELECT FROM {schema}.finished f WHERE f.id = k.job_id AND f.status = 'FAILED' AND f.expires_at = {never}
      )
    RETURNING k.type, k.key
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), e.type, e.key FROM ended e
  )
  SELECT count(pg_notify({channel}, 'wake ' || e.type || ' 1')) INTO v_told FROM ended e;
END
$$;
`,
  },
  "functions/key_band": {
    sha256: "7d98eddd954e70c968a59faf93f21a01bdf5b8258b56e5dd6979b1455965cf78",
    text: `-- What stands as \`priority\` of a concurrency key whose first job has a priority, in an order of keys, NULL for none: see
-- KeyTurns of core. No two orders share one, so those are found that are to be put into another order.
-- p_aged is the rank of that job by age, if it has one.
CREATE OR REPLACE FUNCTION {schema}.key_band(p_order text, p_priority smallint, p_aged bigint) RETURNS smallint
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE
    WHEN p_priority IS NULL THEN NULL
    WHEN p_order = 'FAIR' THEN 200::smallint
    WHEN p_order = 'STRICT' AND p_aged IS NOT NULL THEN 1200::smallint
    WHEN p_order = 'STRICT' THEN (1000 + p_priority)::smallint
    ELSE p_priority
  END
$$;
`,
  },
  "functions/key_head": {
    sha256: "22dd755689e8b1446e28b0784ec7f5f75c0cf37e6e48dd3df13322e8c2ccc163",
    text: `-- The first pending job of a concurrency key that may be leased, if any, but for those of p_taken: of the jobs that
-- keep its turn if any do.
CREATE OR REPLACE FUNCTION {schema}.key_head(p_type text, p_key bytea, p_taken text[])
RETURNS TABLE (priority smallint, aged bigint, place bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  IF EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.type = p_type AND k.key = p_key) THEN
    RETURN QUERY
    SELECT j.priority, j.aged, j.place FROM {schema}.key_keepers k JOIN {schema}.jobs j ON j.id = k.job_id
    WHERE k.type = p_type AND k.key = p_key AND j.status = 'PENDING' AND j.id <> ALL (p_taken)
    ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1;
  ELSE
    RETURN QUERY
    SELECT n.priority, n.aged, n.place FROM {schema}.jobs n
    WHERE n.type = p_type AND n.concurrency_key = p_key AND n.status = 'PENDING' AND n.id <> ALL (p_taken)
    ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT 1;
  END IF;
END
$$;
`,
  },
  "functions/lease_jobs": {
    sha256: "997b8e28b8a80c73700b12adeb871551bd2eea07fb7e8bf57dfa862a97ecd695",
    text: `-- Leases at most p_max due jobs for p_lease_ms, the first type first, and none after the one with
-- which their payloads have p_bytes. p_worker is JSON.
--
-- Returns the leased jobs in order, as they are after the lease, and then a row without a job, which
-- says what the last columns mean: the time, whether it stopped at a type with expired leases, or with jobs
-- that have passed their start deadline, which are to be rescued or cancelled first, and, if nothing was leased, when the next job falls due, the next
-- lease ends or a rate has room again; and the types of the leased jobs whose queues have limits.
CREATE OR REPLACE FUNCTION {schema}.lease_jobs(
  p_types text[], p_max integer, p_bytes bigint, p_lease_ms bigint, p_worker text
) RETURNS TABLE (
  {leasedColumns:typed}, leased_at bigint, has_expired boolean, next_due bigint, limited text[]
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
#variable_conflict use_column
DECLARE
  v_now bigint := {schema}.now_ms();
  v_type text;
  v_left integer := p_max;
  v_take integer;
  v_bytes_left bigint := p_bytes;
  -- Read row by row, as plpgsql reads a cursor that has a name: a job that is not leased must not be
  -- locked, since locks last until a slow client has read its answer. The length of a payload that is
  -- stored apart is known without reading it.
  v_due CURSOR FOR
    SELECT j.id, j.start_by, octet_length(j.payload) AS bytes
    FROM {schema}.jobs j
    WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
    ORDER BY coalesce(j.aged, -j.priority), j.place
    LIMIT v_take
    FOR UPDATE SKIP LOCKED;
  v_ids text[];
  v_promoted integer;
  v_expired boolean := false;
  v_late boolean := false;
  v_next bigint;
  v_queue record;
  v_turns record;
  v_locked boolean := false;
  v_starts bigint[];
  v_rate_room integer;
  v_rate_next bigint;
  v_limited text[] := '{}';
  v_watched boolean := EXISTS (SELECT FROM {schema}.watches);
BEGIN
  -- It says that this lease is on its way, see configure_queue, and takes no row of a queue.
  LOCK TABLE {schema}.queues IN ROW SHARE MODE;
  FOREACH v_type IN ARRAY p_types LOOP
    -- One that another transaction holds cannot be rescued, and must not hold up the type.
    v_expired := EXISTS (
      SELECT FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' AND j.lease_expires_at <= v_now
      LIMIT 1
      FOR UPDATE SKIP LOCKED
    );
    EXIT WHEN v_expired;
    v_promoted := {schema}.promote_jobs(v_type, v_now, {promotionsPerLease});
    v_take := v_left;
    SELECT q.paused_at, q.paused_until, q.throttled_until, q.max_running, q.key_max_running, q.rate,
      q.key_rate, q.own_key_limits, q.key_order, q.key_on_failure, q.aging_ms, q.aging_ends INTO v_queue
    FROM {schema}.queues q
    WHERE q.type = v_type AND (
      q.paused_at IS NOT NULL OR q.throttled_until IS NOT NULL OR q.max_running IS NOT NULL
      OR q.key_max_running IS NOT NULL OR q.rate IS NOT NULL OR q.key_rate IS NOT NULL
      OR q.own_key_limits OR q.key_order IS NOT NULL OR q.key_on_failure IS NOT NULL
      OR q.aging_ms IS NOT NULL OR q.aging_ends
    );
    IF FOUND THEN
      IF v_queue.paused_at IS NOT NULL AND coalesce(v_queue.paused_until > v_now, true)
        OR v_queue.throttled_until > v_now
      THEN
        -- Not before both have ended, which a pause without an end does not by itself.
        IF v_queue.paused_at IS NULL OR v_queue.paused_until IS NOT NULL THEN
          v_next := least(v_next, greatest(v_queue.paused_until, v_queue.throttled_until));
        END IF;
        CONTINUE;
      END IF;
      IF coalesce(v_queue.paused_until, v_queue.throttled_until) IS NOT NULL THEN
        PERFORM {schema}.end_holds(v_type, v_now);
      END IF;
      IF v_queue.own_key_limits OR v_queue.key_on_failure IS NOT NULL
        OR coalesce(v_queue.max_running, v_queue.key_max_running, v_queue.rate[1], v_queue.key_rate[1]) IS NOT NULL
      THEN
        v_limited := v_limited || v_type;
      END IF;
      IF v_queue.max_running IS NOT NULL OR v_queue.rate IS NOT NULL THEN
        -- One lease of the type at a time. The next statement has a new snapshot, so it counts what the
        -- one before has leased. Who has one such lock waits for no other, so no two wait for each other.
        IF v_locked OR v_queue.rate IS NOT NULL AND v_left < p_max THEN
          SELECT q.starts INTO v_starts FROM {schema}.queues q WHERE q.type = v_type
          FOR NO KEY UPDATE SKIP LOCKED;
          IF NOT FOUND THEN
            v_next := v_now;
            CONTINUE;
          END IF;
        ELSE
          SELECT q.starts INTO v_starts FROM {schema}.queues q WHERE q.type = v_type FOR NO KEY UPDATE;
        END IF;
        v_locked := true;
      END IF;
      IF v_queue.rate IS NOT NULL THEN
        -- A rate counts by a time that is no earlier than that of the lease before; what is leased already has
        -- its time, so such a type is left to the next call then.
        IF v_left = p_max THEN
          v_now := greatest(v_now, {schema}.now_ms());
        ELSIF v_starts[1] > v_now AND v_starts[1] <= {schema}.now_ms() THEN
          CONTINUE;
        END IF;
        SELECT r.room, r.next_at INTO v_rate_room, v_rate_next
        FROM {schema}.rate_room(v_starts, v_queue.rate, v_now) r;
        IF v_rate_room = 0 THEN
          v_next := least(v_next, v_rate_next);
          CONTINUE;
        END IF;
        v_take := least(v_left, v_rate_room);
      END IF;
      IF v_queue.max_running IS NOT NULL THEN
        v_take := least(v_take, v_queue.max_running - (
          SELECT count(*)::integer FROM (
            SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
            ORDER BY j.lease_expires_at LIMIT v_queue.max_running
          ) r
        ));
        CONTINUE WHEN v_take <= 0;
      END IF;
    END IF;
    IF v_queue.aging_ms IS NOT NULL OR v_queue.aging_ends THEN
      PERFORM {schema}.age_queue(v_type);
    END IF;
    v_ids := '{}';
    IF EXISTS (
      SELECT FROM {schema}.key_waits w WHERE w.type = v_type AND w.until <= v_now ORDER BY w.until LIMIT 1
    ) THEN
      PERFORM {schema}.end_key_waits(v_type, v_now);
    END IF;
    IF EXISTS (
        SELECT FROM {schema}.concurrency_keys k WHERE k.type = v_type AND k.state = 'READY'
        ORDER BY -k.priority, k.tag, k.key LIMIT 1
      )
      OR EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = v_type ORDER BY a.number LIMIT 1)
      -- What keys have left that have no jobs any more.
      OR EXISTS (SELECT FROM {schema}.key_clocks c WHERE c.type = v_type)
        AND NOT EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = v_type AND k.state = 'FULL')
    THEN
      SELECT t.ids, t.bytes_left, t.is_late, t.is_busy INTO v_turns
      FROM {schema}.take_turns(
        v_type, v_now, v_take, v_bytes_left, v_queue.key_max_running, v_queue.key_rate,
        CASE WHEN v_queue.aging_ms IS NULL THEN v_queue.key_order ELSE coalesce(v_queue.key_order, 'STRICT') END,
        NOT v_locked
      ) t;
      v_locked := true;
      v_ids := v_turns.ids;
      v_bytes_left := v_turns.bytes_left;
      v_late := v_late OR v_turns.is_late;
      IF v_turns.is_busy THEN
        -- In a moment, when others have committed.
        v_next := least(v_next, v_now + 10);
      END IF;
    ELSE
      FOR v_job IN v_due LOOP
        IF v_job.start_by <= v_now THEN
          v_late := true;
          CONTINUE;
        END IF;
        v_ids := v_ids || v_job.id;
        v_bytes_left := v_bytes_left - v_job.bytes;
        EXIT WHEN v_bytes_left <= 0;
      END LOOP;
    END IF;
    -- What it has promoted and does not lease is for others that wait.
    IF v_promoted > cardinality(v_ids) THEN
      PERFORM pg_notify({channel}, 'wake ' || v_type || ' ' || (v_promoted - cardinality(v_ids)));
    END IF;
    EXIT WHEN v_ids = '{}' AND v_late;
    CONTINUE WHEN v_ids = '{}';
    IF v_queue.rate IS NOT NULL THEN
      UPDATE {schema}.queues q
      SET starts = {schema}.count_starts(v_starts, v_queue.rate, v_now, cardinality(v_ids))
      WHERE q.type = v_type;
      -- One lease of a process alone waits for the time at which there is room again: others may use it, too.
      IF cardinality(v_ids) = v_take AND v_rate_room > v_take THEN
        PERFORM pg_notify({channel}, 'wake ' || v_type || ' ' || (v_rate_room - v_take));
      END IF;
    END IF;
    RETURN QUERY
    WITH leased AS (
      UPDATE {schema}.jobs j
      SET status = 'RUNNING', attempt = j.attempt + 1, token = j.token + 1,
        sequence = j.sequence + 1, started_at = v_now, updated_at = v_now,
        lease_expires_at = v_now + p_lease_ms, worker = p_worker::json, progress = NULL, aged = NULL
      FROM unnest(v_ids) WITH ORDINALITY AS picked (id, ord)
      WHERE j.id = picked.id
      RETURNING j.*, picked.ord
    ), told AS (
      SELECT pg_notify({channel}, 'changed ' || w.job_id)
      FROM {schema}.watches w
      WHERE v_watched AND w.until > v_now AND w.job_id IN (SELECT l.id FROM leased l)
    )
    SELECT {leasedColumns:of:l}, NULL::bigint, NULL::boolean, NULL::bigint, NULL::text[]
    FROM leased l
    WHERE (SELECT count(*) FROM told) >= 0
    ORDER BY l.ord;
    v_left := v_left - cardinality(v_ids);
    EXIT WHEN v_left = 0 OR v_bytes_left <= 0 OR v_late;
  END LOOP;

  -- Those that are late leave room for others, unless there is none.
  v_expired := v_expired OR (v_late AND v_left > 0 AND v_bytes_left > 0);
  IF v_left = p_max AND NOT v_expired THEN
    FOREACH v_type IN ARRAY p_types LOOP
      v_next := least(
        v_next,
        (
          SELECT min(w.run_at)
          FROM unnest(ARRAY[{promotedStatuses}]) AS s (status)
          CROSS JOIN LATERAL (
            SELECT j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = s.status AND j.status IN ({promotedStatuses})
            ORDER BY j.run_at LIMIT 1
          ) w
        ),
        (
          SELECT j.lease_expires_at FROM {schema}.jobs j
          WHERE j.type = v_type AND j.status = 'RUNNING'
          ORDER BY j.lease_expires_at LIMIT 1
        ),
        (SELECT w.until FROM {schema}.key_waits w WHERE w.type = v_type ORDER BY w.until LIMIT 1)
      );
    END LOOP;
  END IF;
  leased_at := v_now;
  has_expired := v_expired;
  next_due := v_next;
  limited := v_limited;
  RETURN NEXT;
END
$$;
`,
  },
  "functions/list_keys": {
    sha256: "5ce1d1085fe9e0fa02a466bcf7aebbf1156135e33029fae73d53cfcbfd056eff",
    text: `-- Tells of concurrency keys of a type that have pending jobs, wait for a time, are kept or have limits of their own: of
-- p_only alone, or of the first p_limit ones behind p_after by name. Their jobs are counted up to p_bound; of those that
-- keep their turn p_named are told, whether any is pending and whether any has failed for good.
--
-- VOLATILE, to see what the statement that calls it has changed: see resumeKey.
CREATE OR REPLACE FUNCTION {schema}.list_keys(
  p_type text, p_only bytea, p_after bytea, p_limit integer, p_bound integer, p_named integer
)
RETURNS TABLE (
  key bytea, pending integer, running integer, until bigint, max_running integer, weight double precision,
  rate text, limit_of_all integer, keepers text, any_pending boolean, any_failed boolean
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
  v_key bytea := p_after;
  v_now bigint := {schema}.now_ms();
BEGIN
  limit_of_all := (SELECT q.key_max_running FROM {schema}.queues q WHERE q.type = p_type);
  FOR number IN 1..CASE WHEN p_only IS NULL THEN p_limit ELSE 1 END LOOP
    v_key := coalesce(p_only, (
      SELECT n.key FROM (
        (
          SELECT j.concurrency_key AS key FROM {schema}.jobs j
          WHERE j.type = p_type AND j.concurrency_key > v_key AND j.status = 'PENDING'
            AND j.concurrency_key IS NOT NULL
          ORDER BY j.concurrency_key LIMIT 1
        )
        UNION ALL
        (
          SELECT w.key FROM {schema}.key_waits w WHERE w.type = p_type AND w.key > v_key AND w.until > v_now
          ORDER BY w.key LIMIT 1
        )
        UNION ALL
        (
          SELECT k.key FROM {schema}.key_keepers k WHERE k.type = p_type AND k.key > v_key
          ORDER BY k.key LIMIT 1
        )
        UNION ALL
        (
          SELECT l.key FROM {schema}.key_limits l WHERE l.type = p_type AND l.key > v_key
          ORDER BY l.key LIMIT 1
        )
      ) n
      ORDER BY n.key LIMIT 1
    ));
    EXIT WHEN v_key IS NULL;
    key := v_key;
    pending := (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_key AND j.status = 'PENDING' LIMIT p_bound
      ) c
    );
    running := (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_key AND j.status = 'RUNNING' LIMIT {maxRunning}
      ) c
    );
    until := (SELECT w.until FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = v_key AND w.until > v_now);
    max_running := NULL;
    weight := NULL;
    rate := NULL;
    SELECT l.max_running, l.weight, array_to_string(l.rate, ' ') INTO max_running, weight, rate
    FROM {schema}.key_limits l
    WHERE l.type = p_type AND l.key = v_key;
    SELECT k.ids, k.any_pending, k.any_failed INTO keepers, any_pending, any_failed
    FROM {schema}.turn_keepers(p_type, v_key, p_named) k;
    RETURN NEXT;
  END LOOP;
END
$$;
`,
  },
  "functions/list_queues": {
    sha256: "351381a99f869880eca5b0d36231dd5e2c5998933094efe6143aa005b125a436",
    text: `-- Looks at queues by name: the one that p_only names, or else, where that is NULL, those whose names come
-- behind p_after, until p_limit queues are looked at or p_budget jobs are counted.
--
-- Returns for each queue and status with jobs how many there are, counted up to p_bound + 1, and for how
-- long in ms the oldest one has been there. A queue that was looked at has a row with a status of NULL
-- first.
--
-- Skips from one name to the next in the indexes, however many jobs there are. An order says by which
-- index to look.
CREATE OR REPLACE FUNCTION {schema}.list_queues(
  p_only text, p_after text, p_limit integer, p_bound integer, p_budget integer
) RETURNS TABLE (name text, status text, jobs integer, oldest bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_type text COLLATE "C" := p_after;
  v_now bigint := {schema}.now_ms();
  v_limit integer := p_bound + 1;
  v_looked integer := 0;
  v_counted integer := 0;
  v_rank bigint;
  v_since bigint;
BEGIN
  LOOP
    IF p_only IS NOT NULL THEN
      v_type := p_only;
    ELSE
      EXIT WHEN v_looked >= p_limit OR v_counted >= p_budget;
      v_type := least(
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'PENDING' AND j.concurrency_key IS NULL AND j.type > v_type
          ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'PENDING' AND j.concurrency_key IS NOT NULL AND j.type > v_type
          ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status IN ({promotedStatuses}) AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'BLOCKED' AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (SELECT f.type FROM {schema}.finished f WHERE f.type > v_type ORDER BY f.type LIMIT 1),
        (SELECT q.type FROM {schema}.queues q WHERE q.type > v_type ORDER BY q.type LIMIT 1)
      );
      EXIT WHEN v_type IS NULL;
    END IF;
    v_looked := v_looked + 1;
    name := v_type;
    status := NULL;
    jobs := 0;
    oldest := 0;
    RETURN NEXT;

    status := 'PENDING';
    SELECT count(*) INTO jobs FROM (
      SELECT FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT v_limit
      ) p
      UNION ALL
      SELECT FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT v_limit
      ) k
      LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      -- The first of each priority; the one that is due for longest is among them. Of those by age the first one.
      oldest := 0;
      v_rank := -9223372036854775807;
      LOOP
        SELECT f.rank, f.run_at INTO v_rank, v_since
        FROM (
          (
            SELECT coalesce(j.aged, -j.priority) AS rank, j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
              AND coalesce(j.aged, -j.priority) > v_rank
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          )
          UNION ALL
          (
            SELECT coalesce(j.aged, -j.priority) AS rank, j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
              AND coalesce(j.aged, -j.priority) > v_rank
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          )
        ) f
        ORDER BY f.rank, f.run_at LIMIT 1;
        EXIT WHEN NOT FOUND;
        oldest := greatest(oldest, v_now - v_since);
        IF v_rank < {endOfAgedRanks} THEN
          v_rank := {endOfAgedRanks};
        END IF;
      END LOOP;
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    FOREACH status IN ARRAY ARRAY[{promotedStatuses}] LOOP
      SELECT count(*) INTO jobs FROM (
        SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = list_queues.status
        AND j.status IN ({promotedStatuses}) ORDER BY j.run_at, j.place LIMIT v_limit
      ) c;
      CONTINUE WHEN jobs = 0;
      SELECT j.updated_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = list_queues.status AND j.status IN ({promotedStatuses})
      ORDER BY j.run_at, j.place LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END LOOP;

    status := 'RUNNING';
    SELECT count(*) INTO jobs FROM (
      SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
      ORDER BY j.lease_expires_at, j.place LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      SELECT j.started_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' ORDER BY j.lease_expires_at, j.place LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    status := 'BLOCKED';
    SELECT count(*) INTO jobs FROM (
      SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'BLOCKED'
      ORDER BY j.place, j.id LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      SELECT j.updated_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'BLOCKED' ORDER BY j.place, j.id LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    FOREACH status IN ARRAY ARRAY[{finalStatuses}] LOOP
      SELECT count(*) INTO jobs FROM (
        SELECT 1 FROM {schema}.finished f
        WHERE f.type = v_type AND f.status = list_queues.status AND f.expires_at > v_now
        ORDER BY f.expires_at, f.id LIMIT v_limit
      ) c;
      CONTINUE WHEN jobs = 0;
      SELECT f.updated_at INTO v_since FROM {schema}.finished f
      WHERE f.type = v_type AND f.status = list_queues.status AND f.expires_at > v_now
      ORDER BY f.expires_at, f.id LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END LOOP;
    EXIT WHEN p_only IS NOT NULL;
  END LOOP;
END
$$;
`,
  },
  "functions/list_types": {
    sha256: "89129f67ae24f1579d00e03cf492f15e2428f63d9e3694040394798350389ae0",
    text: `-- The types that have jobs, at most p_limit, by name from p_from on, each with those of p_statuses in
-- which it may have jobs. Skips from one name to the next in the indexes, however many jobs there are:
-- the order in which it asks for a first row says by which index it is to be found.
CREATE OR REPLACE FUNCTION {schema}.list_types(p_from text, p_statuses text[], p_limit integer)
RETURNS TABLE (name text, statuses text[])
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_type text COLLATE "C" := p_from;
  v_has text[];
  v_listed integer := 0;
BEGIN
  LOOP
    v_has := ARRAY(
      SELECT s.status
      FROM (VALUES
        ('PENDING', (
          SELECT true WHERE EXISTS (
            SELECT FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          ) OR EXISTS (
            SELECT FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          ))),
        ('SCHEDULED', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'SCHEDULED'
          ORDER BY j.run_at, j.place LIMIT 1)),
        ('RETRYING', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RETRYING'
          ORDER BY j.run_at, j.place LIMIT 1)),
        ('RUNNING', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
          ORDER BY j.lease_expires_at, j.place LIMIT 1)),
        ('BLOCKED', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'BLOCKED'
          ORDER BY j.place, j.id LIMIT 1)),
        ('COMPLETED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'COMPLETED'
          ORDER BY f.expires_at, f.id LIMIT 1)),
        ('FAILED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'FAILED'
          ORDER BY f.expires_at, f.id LIMIT 1)),
        ('CANCELLED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'CANCELLED'
          ORDER BY f.expires_at, f.id LIMIT 1))
      ) AS s (status, has)
      WHERE s.has
    );
    IF v_has <> '{}' THEN
      name := v_type;
      statuses := ARRAY(SELECT w.status FROM unnest(p_statuses) AS w (status) WHERE w.status = ANY (v_has));
      RETURN NEXT;
      v_listed := v_listed + 1;
      EXIT WHEN v_listed >= p_limit;
    END IF;
    v_type := least(
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'PENDING' AND j.concurrency_key IS NULL AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'PENDING' AND j.concurrency_key IS NOT NULL AND j.type > v_type
        ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status IN ({promotedStatuses}) AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'BLOCKED' AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (SELECT f.type FROM {schema}.finished f WHERE f.type > v_type ORDER BY f.type LIMIT 1)
    );
    EXIT WHEN v_type IS NULL;
  END LOOP;
END
$$;
`,
  },
  "functions/list_workflows": {
    sha256: "08b164eeb5da2c96039fb46a3bb120a993c4cb6d1562bd7eefccecffd33423fb",
    text: `-- The latest version of each workflow behind p_after, by name, at most p_limit.
CREATE OR REPLACE FUNCTION {schema}.list_workflows(p_after text, p_limit integer)
RETURNS TABLE (listed_name text, listed_version bigint, listed_definition text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET enable_seqscan = off
AS $$
BEGIN
  listed_name := p_after;
  FOR i IN 1 .. p_limit LOOP
    SELECT w.name, w.version, w.definition INTO listed_name, listed_version, listed_definition
    FROM (
      SELECT n.name FROM {schema}.workflows n WHERE n.name > listed_name COLLATE "C" ORDER BY n.name LIMIT 1
    ) next
    CROSS JOIN LATERAL (
      SELECT v.* FROM {schema}.workflows v WHERE v.name = next.name ORDER BY v.version DESC LIMIT 1
    ) w;
    EXIT WHEN NOT FOUND;
    RETURN NEXT;
  END LOOP;
END
$$;
`,
  },
  "functions/longer_log": {
    sha256: "731d190467607b4b7723898eebe9597c9ce774cd0d8ac17aa6b9f90ca15ce89c",
    text: `-- The log of a job with p_lines, a list of texts that have come at p_at, cut to the last lines. Lines are put
-- together as text, because functions that read the texts in JSON cannot take U+0000.
CREATE OR REPLACE FUNCTION {schema}.longer_log(
  p_log json, p_lines json, p_attempt integer, p_at bigint
) RETURNS json
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog
AS $$
  SELECT ('[' || string_agg(last.line, ',' ORDER BY last.part, last.place) || ']')::json
  FROM (
    SELECT 0 AS part, l.place, l.line::text AS line
    FROM json_array_elements(coalesce(p_log, '[]')) WITH ORDINALITY AS l (line, place)
    UNION ALL
    SELECT 1, l.place, '{"at":' || p_at || ',"attempt":' || p_attempt || ',"text":' || l.line || '}'
    FROM json_array_elements(p_lines) WITH ORDINALITY AS l (line, place)
    ORDER BY part DESC, place DESC
    LIMIT {maxLogLines}
  ) last
$$;
`,
  },
  "functions/maintain_due": {
    sha256: "b425ad46872aab10026c26b83efadf3a61d07c61ce7fcf482812348c7526ecc6",
    text: `-- One round of maintenance: promotes and forgets at most p_limit jobs of whatever type. Rescue is the
-- caller's: it returns the ids of at most p_limit jobs whose leases have expired, or whose start deadlines
-- have passed. \`more\` says that a bound was reached.
CREATE OR REPLACE FUNCTION {schema}.maintain_due(
  p_limit integer,
  OUT promoted integer, OUT pruned integer, OUT expired text[], OUT more boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_type text COLLATE "C" := '';
BEGIN
  expired := '{}';
  promoted := {schema}.promote_due(v_now, p_limit);
  pruned := {schema}.forget_expired(v_now, p_limit);
  LOOP
    SELECT j.type INTO v_type FROM {schema}.jobs j
    WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1;
    EXIT WHEN NOT FOUND OR cardinality(expired) >= p_limit;
    expired := expired || ARRAY(
      SELECT j.id FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' AND j.lease_expires_at <= v_now
      ORDER BY j.lease_expires_at LIMIT p_limit - cardinality(expired)
    );
  END LOOP;
  expired := expired || ARRAY(
    SELECT j.id FROM {schema}.jobs j
    WHERE j.status = 'PENDING' AND j.start_by IS NOT NULL AND j.start_by + 0 <= v_now
    ORDER BY j.start_by + 0 LIMIT p_limit - cardinality(expired)
  );
  PERFORM {schema}.end_holds(NULL, v_now);
  PERFORM {schema}.end_key_waits(NULL, v_now);
  PERFORM pg_notify({channel}, 'wake ' || q.type || ' 1') FROM {schema}.queues q
  WHERE (q.key_max_running IS NOT NULL OR q.own_key_limits)
    AND EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = q.type AND k.state = 'FULL')
    AND EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = q.type ORDER BY a.number LIMIT 1);
  DELETE FROM {schema}.key_starts s USING (
    SELECT e.type, e.key FROM {schema}.key_starts e WHERE e.ends_at <= v_now
    ORDER BY e.ends_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) e
  WHERE s.type = e.type AND s.key = e.key;
  DELETE FROM {schema}.watches w WHERE w.until <= v_now;
  DELETE FROM {schema}.groups g WHERE g.id IN (
    SELECT e.id FROM {schema}.groups e WHERE e.expires_at <= v_now
    ORDER BY e.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  );
  more := p_limit IN (promoted, pruned, cardinality(expired));
END
$$;
`,
  },
  "functions/new_job_id": {
    sha256: "671d136141a50ab5639b8d78782ae346b380b97bba1df663e1903e746461da3a",
    text: `-- A new id of the form that Millrace's clients make: partition 0, a dash, 16 letters and digits. They
-- are 12 bytes of a random UUID, 90 of their bits random.
CREATE OR REPLACE FUNCTION {schema}.new_job_id() RETURNS text
LANGUAGE sql VOLATILE
RETURN '0-' || left(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', 'xy'), 16);
`,
  },
  "functions/note_key_arrival": {
    sha256: "4670da65d751d480bab1526c6085c5445a3504842ec0216cc072d0762607a882",
    text: `-- Has the next lease look at the concurrency key of a job that has come to wait, or whose attempt has ended where
-- keys are limited.
--
-- The end of an attempt is noted only where the key is FULL, or may just now become so: a lease holds the key before it
-- counts its jobs, and of one of which a job is changing it leaves a note itself. So either this sees that the key is
-- held, or the lease sees that the job is ending, and neither waits for the other.
CREATE OR REPLACE FUNCTION {schema}.note_key_arrival() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_type text := OLD.type;
  v_key bytea := OLD.concurrency_key;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    v_type := NEW.type;
    v_key := NEW.concurrency_key;
  END IF;
  IF (TG_OP = 'DELETE' OR NEW.status <> 'PENDING') AND NOT (
    EXISTS (SELECT FROM {schema}.queues q WHERE q.type = v_type AND (q.key_max_running IS NOT NULL OR q.own_key_limits))
    AND coalesce(
      (
        SELECT k.state = 'FULL' OR NOT k.xmax = 0 FROM {schema}.concurrency_keys k
        WHERE k.type = v_type AND k.key = v_key
      ),
      -- One that has no row gets one for its pending jobs.
      EXISTS (
        SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.concurrency_key = v_key AND j.status = 'PENDING'
      )
    )
  ) THEN
    RETURN NULL;
  END IF;
  INSERT INTO {schema}.key_arrivals (number, type, key) VALUES (nextval('{schema}.places'), v_type, v_key);
  RETURN NULL;
END
$$;
`,
  },
  "functions/now_ms": {
    sha256: "5acc1028e753ba3061930eeb33f74b6d3b6960376797104721ea06b7c2b32af7",
    text: `-- This server's time, in milliseconds since 1970.
CREATE OR REPLACE FUNCTION {schema}.now_ms() RETURNS bigint
LANGUAGE sql VOLATILE
RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;
`,
  },
  "functions/promote_due": {
    sha256: "2df1a064225f5842acd902cfe50be8935f1e6a1c6ed7d575bb25d1e7dca2525b",
    text: `-- Makes at most p_limit jobs pending whose time has come, whatever their type. Returns how many.
CREATE OR REPLACE FUNCTION {schema}.promote_due(p_now bigint, p_limit integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_ids text[];
  v_types text[];
BEGIN
  WITH due AS MATERIALIZED (
    SELECT j.id
    FROM {schema}.jobs j
    WHERE j.status IN ({promotedStatuses}) AND j.run_at + 0 <= p_now
    ORDER BY j.run_at + 0, j.place
    LIMIT p_limit
    FOR UPDATE SKIP LOCKED
  ), promoted AS (
    UPDATE {schema}.jobs j
    SET status = 'PENDING', place = nextval('{schema}.places'),
      sequence = j.sequence + 1, updated_at = p_now
    FROM due
    WHERE j.id = due.id
    RETURNING j.id, j.type
  )
  SELECT array_agg(p.id), array_agg(p.type) INTO v_ids, v_types FROM promoted p;
  IF v_ids IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM {schema}.tell_changed(v_ids);
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(v_types) AS t (type) GROUP BY t.type;
  RETURN cardinality(v_ids);
END
$$;
`,
  },
  "functions/promote_jobs": {
    sha256: "bdf7b9b19bf7fbd622dfdebe9b7a62d5ff926c59d173e69a0c7f6b5585e530cc",
    text: `-- Makes at most p_limit jobs of a type pending whose time has come. Returns how many.
CREATE OR REPLACE FUNCTION {schema}.promote_jobs(p_type text, p_now bigint, p_limit integer)
RETURNS integer
LANGUAGE plpgsql
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_status text;
  v_ids text[];
  v_count integer := 0;
BEGIN
  FOREACH v_status IN ARRAY ARRAY[{promotedStatuses}] LOOP
    WITH due AS MATERIALIZED (
      SELECT j.id
      FROM {schema}.jobs j
      WHERE j.type = p_type AND j.status = v_status
        AND j.status IN ({promotedStatuses}) AND j.run_at <= p_now
      ORDER BY j.run_at, j.place
      LIMIT p_limit - v_count
      FOR UPDATE SKIP LOCKED
    ), promoted AS (
      UPDATE {schema}.jobs j
      SET status = 'PENDING', place = nextval('{schema}.places'),
        sequence = j.sequence + 1, updated_at = p_now
      FROM due
      WHERE j.id = due.id
      RETURNING j.id
    )
    SELECT array_agg(p.id) INTO v_ids FROM promoted p;
    IF v_ids IS NOT NULL THEN
      v_count := v_count + cardinality(v_ids);
      PERFORM {schema}.tell_changed(v_ids);
    END IF;
    EXIT WHEN v_count >= p_limit;
  END LOOP;
  RETURN v_count;
END
$$;
`,
  },
  "functions/put_workflow": {
    sha256: "9f27d507f9c7d2085648fe4f8f49ec39c69497ca40f43d0e630c07d5346ee5df",
    text: `-- Keeps a version of a workflow, unless the latest one has the same content. Returns the version that has it, and
-- whether it is new.
CREATE OR REPLACE FUNCTION {schema}.put_workflow(p_name text, p_definition text, p_content text)
RETURNS TABLE (put_version bigint, created boolean)
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_latest record;
BEGIN
  LOOP
    SELECT w.version, w.content INTO v_latest FROM {schema}.workflows w
    WHERE w.name = p_name ORDER BY w.version DESC LIMIT 1;
    created := v_latest.content IS DISTINCT FROM p_content;
    put_version := coalesce(v_latest.version, 0) + created::integer;
    EXIT WHEN NOT created;
    INSERT INTO {schema}.workflows (name, version, definition, content)
    VALUES (p_name, put_version, p_definition, p_content) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    -- Else another call has kept a version at the same moment.
  END LOOP;
  RETURN NEXT;
END
$$;
`,
  },
  "functions/rate_room": {
    sha256: "e0a0e8fd842996df87de06681cdac04c98cd66ab5a98e29e43883e245f768faa",
    text: `-- How many attempts may start at a time, and when the next one may, by a rate and what it has counted.
CREATE OR REPLACE FUNCTION {schema}.rate_room(
  p_starts bigint[], p_rate bigint[], p_at bigint, OUT room integer, OUT next_at bigint
)
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_pairs integer := cardinality(v_state) / 2;
  v_counted bigint := 0;
BEGIN
  FOR i IN 2 .. v_pairs LOOP
    v_counted := v_counted + v_state[2 * i + 1];
  END LOOP;
  -- least() passes over a burst that is NULL.
  room := greatest(
    0, least(p_rate[1] - v_counted, (p_rate[3] * p_rate[2] - v_state[2]) / p_rate[2])
  );
  next_at := p_at;
  IF room > 0 THEN
    RETURN;
  END IF;
  FOR i IN 2 .. v_pairs LOOP
    EXIT WHEN v_counted < p_rate[1];
    v_counted := v_counted - v_state[2 * i + 1];
    next_at := v_state[2 * i];
  END LOOP;
  next_at := greatest(
    next_at,
    p_at + (v_state[2] - (p_rate[3] - 1) * p_rate[2] + p_rate[1] - 1) / p_rate[1]
  );
END
$$;
`,
  },
  "functions/read_run": {
    sha256: "70a870fa2e365610078b6c9a9f44713a8b6f9727cfc741cf964612b3c8f02253",
    text: `-- Reads a run: a row with the time; if there is such a run, one of the kind RUN; one of the kind PART for each of p_parts
-- that it keeps; and its first news, p_news at most and none behind the one with which their results have p_bytes bytes: of the
-- kind TOLD, or the final status of a job.
CREATE OR REPLACE FUNCTION {schema}.read_run(p_id text, p_parts text[], p_news integer, p_bytes bigint)
RETURNS TABLE (kind text, at bigint, number bigint, name text, state text, content text, value bytea)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  RETURN QUERY
  SELECT 'NOW', {schema}.now_ms(), NULL::bigint, NULL, NULL, NULL, NULL::bytea
  UNION ALL
  SELECT 'RUN', r.created_at, r.version, r.workflow, r.state, r.record, NULL
  FROM {schema}.runs r WHERE r.id = p_id
  UNION ALL
  SELECT 'PART', NULL, NULL, k.name, NULL, NULL, k.value
  FROM {schema}.run_parts k WHERE k.run_id = p_id AND k.name = ANY (p_parts)
  UNION ALL (
    SELECT coalesce(m.status, 'TOLD'), m.at, m.number, m.job_id, m.inert::text, coalesce(m.told, m.error::text), m.result
    FROM (
      SELECT n.*, f.status, f.inert, f.result,
        CASE f.status WHEN 'FAILED' THEN f.errors WHEN 'CANCELLED' THEN f.cancel_reason END AS error,
        sum(octet_length(f.result)) OVER (ORDER BY n.number) AS bytes
      FROM (
        SELECT * FROM {schema}.run_news o WHERE o.run_id = p_id ORDER BY o.number LIMIT p_news
      ) n
      LEFT JOIN {schema}.finished f ON f.id = n.job_id
    ) m
    -- The job of one may not be restored yet: see ArchiveStore of core.
    WHERE (m.job_id IS NULL OR m.status IS NOT NULL)
      AND coalesce(m.bytes, 0) - coalesce(octet_length(m.result), 0) < p_bytes
    ORDER BY m.number
  );
END
$$;
`,
  },
  "functions/redrive_unique_job": {
    sha256: "9bcd08a5c32d0fe7b6fa3366c4784378652c8c21b1bfaba1e34257f209651565",
    text: `-- change_jobs for the redrive of one finished job that has a unique key, which it takes again.
--
-- Returns the id of the job if it has changed it, or the job that holds its key, for which it has changed
-- nothing.
CREATE OR REPLACE FUNCTION {schema}.redrive_unique_job(p_id text, p_changes json)
RETURNS TABLE (changed text, held_by text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_job record;
  v_holder text;
BEGIN
  -- First the job and then its key, as who deletes it does.
  SELECT f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key) AS unique_key, f.unique_hold, f.token
  INTO v_job
  FROM {schema}.finished f WHERE f.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF v_job.unique_hold <> 'TTL' THEN
    LOOP
      INSERT INTO {schema}.unique_keys (type, key, job_id, token)
      VALUES (v_job.type, v_job.unique_key, p_id, v_job.token)
      ON CONFLICT DO NOTHING;
      EXIT WHEN FOUND;
      PERFORM FROM {schema}.unique_keys u
      WHERE u.type = v_job.type AND u.key = v_job.unique_key FOR UPDATE;
      -- Else the key was freed just now.
      CONTINUE WHEN NOT FOUND;
      v_holder := {schema}.unique_key_holder(v_job.type, v_job.unique_key, {schema}.now_ms());
      IF v_holder <> p_id THEN
        held_by := v_holder;
        RETURN NEXT;
        RETURN;
      END IF;
      UPDATE {schema}.unique_keys u SET job_id = p_id, token = v_job.token, ends_at = NULL
      WHERE u.type = v_job.type AND u.key = v_job.unique_key;
      EXIT;
    END LOOP;
  END IF;
  -- The job is held, but may have changed before that; a key that it took is then as free as it was.
  RETURN QUERY SELECT c.changed, NULL::text FROM {schema}.change_jobs(p_changes) c;
END
$$;
`,
  },
  "functions/reorder_keys": {
    sha256: "39466f9ef587de9712ab9c1ca23ad46c2d662ac4b01f57138584d0d7d858e392",
    text: `-- Puts READY concurrency keys of a type where they stand in its order, which has changed, at most 1,000; all that
-- others do not hold. The caller holds the clock of the type.
CREATE OR REPLACE FUNCTION {schema}.reorder_keys(p_type text, p_order text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_lowest smallint := {schema}.key_band(p_order, 0::smallint, NULL);
  v_highest smallint := {schema}.key_band(p_order, {maxPriority}::smallint, 0);
BEGIN
  IF NOT EXISTS (
    SELECT FROM {schema}.concurrency_keys r
    WHERE r.type = p_type AND r.state = 'READY' AND -r.priority < -v_highest
  ) AND NOT EXISTS (
    SELECT FROM {schema}.concurrency_keys r
    WHERE r.type = p_type AND r.state = 'READY' AND -r.priority > -v_lowest
  ) THEN
    RETURN;
  END IF;
  UPDATE {schema}.concurrency_keys k
  SET priority = coalesce({schema}.key_band(p_order, m.priority, m.aged), k.priority),
    state = CASE WHEN m.priority IS NULL THEN 'DRAINED' ELSE 'READY' END,
    -- Where keys took no turns, all that wait begin alike, behind nobody.
    tag = CASE WHEN p_order = 'STRICT' THEN coalesce({schema}.strict_place(m.aged, m.place), 0) WHEN k.priority >= 1000 THEN 0 ELSE k.tag END
  FROM (
    SELECT o.row, h.priority, h.aged, h.place
    FROM (
      -- Each by the index of turns.
      SELECT a.key, a.row FROM (
        SELECT r.key, r.ctid AS row FROM {schema}.concurrency_keys r
        WHERE r.type = p_type AND r.state = 'READY' AND -r.priority < -v_highest
        ORDER BY -r.priority, r.tag, r.key LIMIT 500 FOR UPDATE SKIP LOCKED
      ) a
      UNION ALL
      SELECT b.key, b.row FROM (
        SELECT r.key, r.ctid AS row FROM {schema}.concurrency_keys r
        WHERE r.type = p_type AND r.state = 'READY' AND -r.priority > -v_lowest
        ORDER BY -r.priority, r.tag, r.key LIMIT 500 FOR UPDATE SKIP LOCKED
      ) b
    ) o
    LEFT JOIN LATERAL {schema}.key_head(p_type, o.key, '{}') h ON true
  ) m
  WHERE k.ctid = m.row;
END
$$;
`,
  },
  "functions/replace_job": {
    sha256: "202c6460ba6aaba608c0e7af866ea2e68aa5139c40aa09a942b787a01448d447",
    text: `-- Has the job p_id, which holds its unique key, or the successor that waits for it, become what a newer request
-- asks for, if it waits. It is due as that says, but no later than p_max_wait_ms after it was created; one that
-- waits for others still does, and is due then at the earliest. What is NULL gets its default.
--
-- Returns what became of it, and of which job:
--   REPLACED  that
--   RUNS      nothing: it runs, and has no successor; nobody else ends it, or makes one, in this transaction's time
--   UNIQUE    nothing: it has finished, and holds the key
--   HELD      nothing: it has just now given up the key, or (with p_leaves_held) another transaction holds it
--             beyond lock_timeout
CREATE OR REPLACE FUNCTION {schema}.replace_job(
  p_id text, p_now bigint, p_payload bytea, p_priority smallint, p_max_attempts integer, p_due bigint,
  p_retention_ms bigint, p_at_most_once boolean, p_backoff text, p_inert text, p_expires_in_ms bigint,
  p_max_wait_ms bigint, p_leaves_held boolean, OUT outcome text, OUT replaced_id text
) LANGUAGE plpgsql AS $$
DECLARE
  v_priority smallint := coalesce(p_priority, {defaultPriority});
  v_job record;
  v_id text COLLATE "C";
BEGIN
  replaced_id := p_id;
  IF p_leaves_held THEN
    BEGIN
      SELECT r.outcome, r.replaced_id INTO outcome, replaced_id FROM {schema}.replace_job(
        p_id, p_now, p_payload, p_priority, p_max_attempts, p_due, p_retention_ms, p_at_most_once, p_backoff,
        p_inert, p_expires_in_ms, p_max_wait_ms, false
      ) r;
    EXCEPTION WHEN lock_not_available THEN
      outcome := 'HELD';
    END;
    RETURN;
  END IF;
  SELECT j.type, j.status, {schema}.scoped_key(j.concurrency_key, j.unique_key) AS unique_key, j.priority,
    j.run_at, j.created_at INTO v_job
  FROM {schema}.jobs j WHERE j.id = p_id FOR UPDATE;
  IF NOT FOUND OR {schema}.unique_key_holder(v_job.type, v_job.unique_key, p_now) IS DISTINCT FROM p_id THEN
    outcome := CASE WHEN EXISTS (
      SELECT FROM {schema}.finished f
      WHERE f.id = p_id AND {schema}.unique_key_holder(
        f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key), p_now
      ) = p_id
    ) THEN 'UNIQUE' ELSE 'HELD' END;
    RETURN;
  END IF;
  v_id := (
    SELECT w.job_id FROM {schema}.waits w JOIN {schema}.jobs j ON j.id = w.job_id
    WHERE w.awaited_id = p_id AND j.type = v_job.type
      AND {schema}.scoped_key(j.concurrency_key, j.unique_key) = v_job.unique_key
  );
  IF v_id IS NOT NULL THEN
    -- Only a cancel or a delete can end its wait now.
    SELECT j.type, j.status, j.unique_key, j.priority, j.run_at, j.created_at INTO v_job
    FROM {schema}.jobs j WHERE j.id = v_id AND j.status = 'BLOCKED' FOR UPDATE;
    IF NOT FOUND THEN
      outcome := 'HELD';
      RETURN;
    END IF;
    replaced_id := v_id;
  ELSIF v_job.status NOT IN ({updatableStatuses}) THEN
    outcome := 'RUNS';
    RETURN;
  END IF;
  p_due := greatest(p_now, least(p_due, v_job.created_at + p_max_wait_ms));
  UPDATE {schema}.jobs j SET
    status = CASE
      WHEN j.status = 'BLOCKED' THEN j.status
      WHEN p_due > p_now THEN 'SCHEDULED'
      ELSE 'PENDING'
    END,
    place = CASE
      WHEN v_job.status = 'BLOCKED' OR p_due > p_now AND v_job.status = 'SCHEDULED' AND p_due = v_job.run_at
        OR p_due <= p_now AND v_job.status = 'PENDING' AND v_priority = v_job.priority
      THEN j.place
      ELSE nextval('{schema}.places')
    END,
    run_at = p_due, expires_in_ms = p_expires_in_ms, start_by = p_due + p_expires_in_ms, attempt = 0, progress = NULL, sequence = j.sequence + 1, updated_at = p_now,
    payload = coalesce(p_payload, ''), priority = v_priority, aged = NULL,
    max_attempts = coalesce(p_max_attempts, {defaultMaxAttempts}),
    retention_ms = coalesce(p_retention_ms, {defaultRetentionMs}),
    at_most_once = coalesce(p_at_most_once, false), backoff = p_backoff::json, inert = p_inert::json
  WHERE j.id = replaced_id;
  IF v_job.status = 'BLOCKED' THEN
    UPDATE {schema}.waits w SET delay_ms = NULL WHERE w.job_id = replaced_id AND w.delay_ms IS NOT NULL;
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[replaced_id]);
  -- Whatever it is, a waiting worker may have to look earlier than it planned.
  PERFORM pg_notify({channel}, 'wake ' || v_job.type || ' 1');
  outcome := 'REPLACED';
END
$$;
`,
  },
  "functions/require_room": {
    sha256: "08dba8dfac1742004dc43b7b7acd610a45d1e55ba930fe59b244249c57b7e35c",
    text: `-- Fails as an enqueue does while the disk is full; leaves nothing behind but pages that the next jobs
-- use. A healthy disk is never asked.
CREATE OR REPLACE FUNCTION {schema}.require_room() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  -- Many pages of bytes that cannot be compressed, because a few may be free that jobs have left.
  v_payload bytea := (
    SELECT string_agg(sha512(convert_to(n::text, 'UTF8')), '') FROM generate_series(1, 4096) n
  );
BEGIN
  INSERT INTO {schema}.jobs (
    place, run_at, created_at, updated_at, retention_ms, max_attempts, priority, at_most_once,
    id, type, status, payload
  ) VALUES (
    0, 0, 0, 0, 0, 1, 0, false, gen_random_uuid()::text, 'room', 'SCHEDULED', v_payload
  );
  RAISE EXCEPTION USING ERRCODE = 'MR001';
EXCEPTION WHEN SQLSTATE 'MR001' THEN
  NULL;
END
$$;
`,
  },
  "functions/restore_jobs": {
    sha256: "28a4d76d57a46863ce2aa766b48a48e8fa701c4cf839a253b42831784786d60b",
    text: `-- Adds jobs as they were in another store, each by itself: see ArchiveStore of core. p_jobs is a list with an object for
-- each, its fields those of the tables, those of type json as text that holds JSON. \`waits_ids\` are the ids of what a blocked one
-- waits for, with spaces between. They join their queues at the back, in the order of the list.
--
-- Returns of each RESTORED, EXISTS, EXPIRED, or TAKEN or HELD with the job that has its idempotency or unique key.
CREATE OR REPLACE FUNCTION {schema}.restore_jobs(p_jobs json) RETURNS TABLE (said text, holder text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_job record;
  v_key bytea;
  v_unique_key bytea;
  v_place bigint;
  v_waiter record;
  v_behind text[];
  v_types text[] := '{}';
  -- As a chain of jobs that wait for each other may be: what is in a circle must not be gone over for ever.
  v_most integer;
BEGIN
  FOR v_job IN
    SELECT c.* FROM json_to_recordset(p_jobs) AS c (
      place integer, fingerprint text, holds boolean, unique_ends_at bigint, keeps_turn boolean,
      waits_rule text, waits_delay_ms bigint, waits_ids text,
      lease_expires_at bigint, expires_at bigint, result bytea, {specColumns:given}, {changedColumns:given}
    )
    ORDER BY c.place
  LOOP
    holder := NULL;
    IF EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = v_job.id)
      OR EXISTS (SELECT FROM {schema}.finished f WHERE f.id = v_job.id)
    THEN
      said := 'EXISTS';
      RETURN NEXT;
      CONTINUE;
    ELSIF v_job.expires_at <= v_now THEN
      said := 'EXPIRED';
      RETURN NEXT;
      CONTINUE;
    END IF;

    v_key := {schema}.scoped_key(v_job.concurrency_key, v_job.idempotency_key);
    IF v_key IS NOT NULL THEN
      holder := (
        {schema}.claim_key(v_job.type, v_key, v_job.fingerprint, v_job.id, ARRAY[v_job.id])
      ).holder;
      IF holder IS NOT NULL THEN
        said := 'TAKEN';
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;
    v_unique_key := {schema}.scoped_key(v_job.concurrency_key, v_job.unique_key);
    IF v_job.holds THEN
      holder := {schema}.claim_unique_key(
        v_job.type, v_unique_key, v_now, v_job.unique_ends_at, v_job.id, ARRAY[v_job.id], false
      );
      IF holder IS NOT NULL THEN
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_job.type AND k.key = v_key AND k.job_id = v_job.id;
        said := 'HELD';
        RETURN NEXT;
        CONTINUE;
      END IF;
      UPDATE {schema}.unique_keys u SET token = v_job.token
      WHERE u.type = v_job.type AND u.key = v_unique_key;
    END IF;

    v_place := nextval('{schema}.places');
    IF v_job.status IN ({finalStatuses}) THEN
      INSERT INTO {schema}.finished ({specColumns}, place, {changedColumns}, expires_at, result)
      SELECT {specColumns:readof:v}, v_place, {changedColumns:readof:v}, coalesce(v_job.expires_at, {never}), v_job.result;
    ELSE
      INSERT INTO {schema}.jobs ({specColumns}, place, {changedColumns}, lease_expires_at, awaited)
      SELECT {specColumns:readof:v}, v_place, {changedColumns:readof:v}, v_job.lease_expires_at,
        EXISTS (SELECT FROM {schema}.waits w WHERE w.awaited_id = v_job.id);
      v_types := v_types || v_job.type;
    END IF;
    IF v_job.keeps_turn THEN
      INSERT INTO {schema}.key_keepers (type, key, job_id)
      VALUES (v_job.type, v_job.concurrency_key, v_job.id) ON CONFLICT DO NOTHING;
    END IF;
    IF v_job.waits_ids IS NOT NULL THEN
      INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
      SELECT v_place, v_job.waits_delay_ms, i.ord, i.id, v_job.id, v_job.waits_rule
      FROM unnest(string_to_array(v_job.waits_ids, ' ')) WITH ORDINALITY AS i (id, ord);
      UPDATE {schema}.jobs j SET awaited = true
      WHERE j.id = ANY (string_to_array(v_job.waits_ids, ' ')) AND NOT j.awaited;
    END IF;

    -- Those that wait for it, and those that wait for them, have to stand behind it: see end_waits.
    v_behind := ARRAY[v_job.id];
    v_most := 10000;
    WHILE v_behind <> '{}' AND v_most > 0 LOOP
      v_most := v_most - 1;
      v_behind := ARRAY(
        SELECT DISTINCT w.job_id FROM unnest(v_behind) AS b (id)
        JOIN {schema}.jobs a ON a.id = b.id
        JOIN {schema}.waits w ON w.awaited_id = b.id AND w.turn < a.place
      );
      FOR v_waiter IN SELECT b.id, nextval('{schema}.places') AS place FROM unnest(v_behind) AS b (id) LOOP
        UPDATE {schema}.jobs j SET place = v_waiter.place WHERE j.id = v_waiter.id;
        UPDATE {schema}.waits w SET turn = v_waiter.place WHERE w.job_id = v_waiter.id;
      END LOOP;
    END LOOP;
    said := 'RESTORED';
    RETURN NEXT;
  END LOOP;
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(v_types) AS t (type) GROUP BY t.type;
END
$$;
`,
  },
  "functions/resume_key": {
    sha256: "9940a6d42ca0908979a6869735a6de82f67dc9e44ae82060a1614bc28430b113",
    text: `-- Has no job keep the turn of a concurrency key any more, or of any of a type where p_key is NULL; with p_failed_only
-- none that has failed for good. Those who wait are told.
CREATE OR REPLACE FUNCTION {schema}.resume_key(p_type text, p_key bytea, p_failed_only boolean) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_ids text[];
BEGIN
  WITH ended AS (
    DELETE FROM {schema}.key_keepers k
    WHERE k.type = p_type AND (p_key IS NULL OR k.key = p_key)
      AND (NOT p_failed_only OR NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = k.job_id))
    RETURNING k.key, k.job_id
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), p_type, e.key FROM (SELECT DISTINCT key FROM ended ORDER BY key) e
  )
  SELECT array_agg(e.job_id) INTO v_ids FROM ended e;
  IF v_ids IS NOT NULL THEN
    PERFORM {schema}.expire_keepers(v_ids);
    PERFORM pg_notify({channel}, 'resumed ' || p_type);
  END IF;
END
$$;
`,
  },
  "functions/scoped_key": {
    sha256: "57c6fa8413312abc33d9d3cdeb226f50480e36b859e2735ff03f5f21851c886b",
    text: `-- An idempotency or unique key among those of all concurrency keys. No text begins with the byte 255 as UTF-8.
CREATE OR REPLACE FUNCTION {schema}.scoped_key(p_concurrency_key bytea, p_key bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN p_concurrency_key IS NULL THEN p_key
    ELSE pg_catalog.decode('ff', 'hex') || pg_catalog.int4send(pg_catalog.octet_length(p_concurrency_key)) || p_concurrency_key || p_key
  END
$$;
`,
  },
  "functions/seal_group": {
    sha256: "cfc1f19d1fa96ee532b00686c202e2dfa978316d629ed315e2a2297161d69d46",
    text: `-- Lets no more jobs join a group, which ends it if none is open.
CREATE OR REPLACE FUNCTION {schema}.seal_group(p_id text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  UPDATE {schema}.groups g SET sealed = true WHERE g.id = p_id AND NOT g.sealed;
  IF FOUND THEN
    PERFORM {schema}.count_members(ARRAY[p_id], ARRAY['PENDING'], ARRAY['PENDING']);
  END IF;
END
$$;
`,
  },
  "functions/set_key_limits": {
    sha256: "e749bbed45b38003569afb386a1cc9f5df0bf2e706e214cc1e0440d02e557ae6",
    text: `-- Sets what is set for a concurrency key of a type; NULL for all of it ends that. The key is looked at again, and
-- those who wait are told.
CREATE OR REPLACE FUNCTION {schema}.set_key_limits(
  p_type text, p_key bytea, p_max_running integer, p_weight double precision, p_rate bigint[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  -- As configure_queue does: no lease is granted without what is set, once that is there.
  LOCK TABLE {schema}.queues IN EXCLUSIVE MODE;
  IF coalesce(p_max_running, p_weight, p_rate[1]) IS NULL THEN
    DELETE FROM {schema}.key_limits l WHERE l.type = p_type AND l.key = p_key;
  ELSE
    INSERT INTO {schema}.key_limits AS l (type, key, max_running, weight, rate)
    VALUES (p_type, p_key, p_max_running, p_weight, p_rate)
    ON CONFLICT (type, key) DO UPDATE
    SET max_running = EXCLUDED.max_running, weight = EXCLUDED.weight, rate = EXCLUDED.rate;
    INSERT INTO {schema}.queues (type) VALUES (p_type) ON CONFLICT DO NOTHING;
  END IF;
  UPDATE {schema}.queues q
  SET own_key_limits = EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type)
  WHERE q.type = p_type;
  DELETE FROM {schema}.queues q
  WHERE q.type = p_type AND NOT q.own_key_limits AND q.max_running IS NULL AND q.key_max_running IS NULL
    AND q.rate IS NULL AND q.key_rate IS NULL AND q.key_order IS NULL AND q.key_on_failure IS NULL
    AND q.aging_ms IS NULL AND NOT q.aging_ends
    AND q.paused IS NULL AND q.draining IS NULL AND q.throttled IS NULL;
  INSERT INTO {schema}.key_arrivals (number, type, key)
  SELECT nextval('{schema}.places'), k.type, k.key FROM {schema}.concurrency_keys k
  WHERE k.type = p_type AND k.key = p_key AND k.state = 'FULL';
  UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type AND w.key = p_key AND w.job_id = '';
  IF FOUND THEN
    PERFORM {schema}.end_key_waits(p_type, {schema}.now_ms());
  END IF;
  PERFORM pg_notify({channel}, 'resumed ' || p_type);
END
$$;
`,
  },
  "functions/starts_at": {
    sha256: "a944271923362d926f8767c0bff4000429c67cdda6475d597acfe8fa7ed869ff",
    text: `-- What a rate has counted, as it stands at a time: core's rate.ts has the rules. A state is when it was written,
-- what is used of the burst, since when there is no gap, then until when starts count and how many, pair by pair.
CREATE OR REPLACE FUNCTION {schema}.starts_at(p_starts bigint[], p_rate bigint[], p_at bigint)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := ARRAY[p_at, 0, coalesce(p_starts[3], 0)];
  v_latest bigint := {schema}.counts_until(p_rate, p_at);
BEGIN
  IF p_rate[3] IS NOT NULL AND p_starts IS NOT NULL THEN
    v_state[2] := greatest(
      0, least(p_starts[2], p_rate[3] * p_rate[2]) - greatest(0, p_at - p_starts[1]) * p_rate[1]
    );
  END IF;
  FOR i IN 2 .. coalesce(cardinality(p_starts), 0) / 2 LOOP
    IF p_starts[2 * i] > p_at THEN
      v_state := v_state || ARRAY[least(p_starts[2 * i], v_latest), p_starts[2 * i + 1]];
    END IF;
  END LOOP;
  RETURN v_state;
END
$$;
`,
  },
  "functions/strict_place": {
    sha256: "0e5be9564647db97075682ffb194772c7c42e7cfe7e83613fd231d86536f887e",
    text: `-- Where a pending job stands among those of all keys of its band, in the order STRICT: by its place, or by its rank by
-- age with a part of its place, so that keys whose first jobs are of one time do not stand alike.
CREATE OR REPLACE FUNCTION {schema}.strict_place(p_aged bigint, p_place bigint) RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE WHEN p_aged IS NULL THEN p_place ELSE p_aged + (p_place & 255) / 256.0::double precision END
$$;
`,
  },
  "functions/take_turns": {
    sha256: "d51456b7ac8b29d3c2994835b4f0a5a18951266c67eb332f27693f181ed8e2ed",
    text: `-- Chooses and holds jobs of a type that are to be leased next, at most p_most, and none after the one with which
-- their payloads have p_bytes: the keys of the type take turns, as KeyTurns of core describes, and jobs without a
-- key are one more key. Of a key that has no limits of its own, p_limit is how many jobs may run, NULL for any number,
-- and p_rate how many attempts may start in a time, see rate_room.
--
-- p_order is in which order keys are served, NULL for PRIORITY; v_priority and others are bands, see key_band. All
-- of the highest band take turns together. Each gets its next few jobs considered, with
-- the tags by which they would be served one by one; those are taken by which no tag can still come.
--
-- Keys are held by the lease that serves them, so that how many of their jobs run is counted by a later statement
-- than that which waits for the lease before. None waits for another one: keys that others hold are passed over. To
-- try for one costs as much as to serve it, so of several leases at a time only that which has the clock of the type
-- tries for all from the first one on. The others each begin at one of those that are due within a turn, and try for
-- those alone that nobody has held since they were served: they have no xmax.
--
-- Rows of keys are found again by their ctid, which stays while they are held: no plan goes over all keys of a type
-- then, whatever is known of the table.
--
-- Returns the jobs in order, and whether it stopped at jobs that have passed their start deadline. \`is_busy\`
-- says that it found none because others look at keys that have come, or hold keys, or because keys are full, of
-- which jobs may have ended meanwhile; p_may_wait has it wait for the others and look once more.
CREATE OR REPLACE FUNCTION {schema}.take_turns(
  p_type text, p_now bigint, p_most integer, p_bytes bigint, p_limit integer, p_rate bigint[],
  p_order text, p_may_wait boolean,
  OUT ids text[], OUT bytes_left bigint, OUT is_late boolean, OUT is_busy boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_clock record;
  v_has_clock boolean;
  v_may_wait boolean := p_may_wait;
  -- The band below which to look next, because others hold all keys of those above.
  v_below smallint;
  v_floor double precision;
  v_plain double precision;
  v_priority smallint;
  v_plain_priority smallint;
  -- The place of the last job without a key that was taken, and its priority negated.
  v_plain_rank bigint := -9223372036854775807;
  v_plain_place bigint := -9223372036854775808;
  v_keys bytea[];
  v_rows tid[];
  v_tags double precision[];
  -- Whether it begins at one of those that are due within a turn, and at which.
  v_scatters boolean;
  v_from_tag double precision;
  v_from_key bytea;
  v_limits integer[];
  v_rooms integer[];
  -- Whether another transaction is changing one of the jobs of each that run.
  v_moves boolean[];
  -- How far the tag of each moves on by one job, and how many jobs of each are considered.
  v_steps double precision[];
  v_shares integer[];
  -- Whether jobs keep the turns of any keys of the type, and of each of these.
  v_keeps boolean;
  v_kept boolean[];
  v_has_own boolean := EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type);
  v_has_rates boolean := p_rate IS NOT NULL
    OR v_has_own AND EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type AND l.rate IS NOT NULL);
  v_found record;
  v_has_rivals boolean;
  v_changed boolean;
  -- Whether there are DRAINED keys, and others.
  v_drains boolean;
  v_goes_on boolean;
  v_is_strict boolean := p_order IS NOT DISTINCT FROM 'STRICT';
  -- Of the jobs that are served together: up to which rank, and in a strict order up to which place.
  v_rank bigint;
  v_place double precision;
BEGIN
  ids := '{}';
  bytes_left := p_bytes;
  is_late := false;
  is_busy := false;
  SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type
  FOR UPDATE SKIP LOCKED;
  v_has_clock := FOUND;
  IF NOT v_has_clock AND NOT EXISTS (SELECT FROM {schema}.key_clocks c WHERE c.type = p_type) THEN
    INSERT INTO {schema}.key_clocks AS c (type) VALUES (p_type) ON CONFLICT DO NOTHING
    RETURNING c.floor, c.plain INTO v_clock;
    v_has_clock := FOUND;
  END IF;
  IF v_has_clock THEN
    PERFORM {schema}.absorb_keys(p_type, p_order, {joinStep});
    PERFORM {schema}.reorder_keys(p_type, p_order);
  ELSE
    SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type;
  END IF;
  v_floor := coalesce(v_clock.floor, 0);
  v_plain := coalesce(v_clock.plain, 0);

  WHILE cardinality(ids) < p_most AND bytes_left > 0 AND NOT is_late LOOP
    SELECT
      (
        SELECT k.priority FROM {schema}.concurrency_keys k
        WHERE k.type = p_type AND k.state = 'READY' AND -k.priority > -coalesce(v_below, 32767::smallint)
        ORDER BY -k.priority, k.tag, k.key LIMIT 1
      ), (
        SELECT {schema}.key_band(p_order, j.priority, j.aged) FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
          AND (coalesce(j.aged, -j.priority), j.place) > (v_plain_rank, v_plain_place)
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
      )
    INTO v_priority, v_plain_priority;
    v_has_rivals := v_priority IS NOT NULL;
    IF v_priority IS NULL AND v_plain_priority IS NULL THEN
      IF v_has_clock OR NOT v_may_wait OR ids <> '{}' THEN
        -- The others may leave jobs of the keys that they hold, or have left them to whoever comes.
        is_busy := is_busy OR v_below IS NOT NULL OR NOT v_has_clock;
        EXIT;
      END IF;
      v_may_wait := false;
      SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type FOR UPDATE;
      v_has_clock := FOUND;
      IF v_has_clock THEN
        PERFORM {schema}.absorb_keys(p_type, p_order, {joinStep});
        PERFORM {schema}.reorder_keys(p_type, p_order);
        v_floor := v_clock.floor;
        v_plain := v_clock.plain;
      END IF;
      v_below := NULL;
      CONTINUE;
    END IF;
    v_priority := greatest(v_priority, v_plain_priority);
    v_rank := CASE WHEN p_order = 'FAIR' THEN 0 WHEN v_priority = 1200 THEN {endOfAgedRanks} WHEN v_is_strict THEN 1000 - v_priority ELSE -v_priority END;
    v_changed := false;
    v_from_tag := '-infinity';
    v_from_key := '';
    v_scatters := coalesce(v_scatters, true) AND NOT v_has_clock AND NOT v_is_strict;
    IF v_scatters THEN
      SELECT w.tags[w.start], w.keys[w.start] INTO v_from_tag, v_from_key FROM (
        SELECT array_agg(d.tag ORDER BY d.tag, d.key) AS tags, array_agg(d.key ORDER BY d.tag, d.key) AS keys,
          1 + floor(random() * greatest(1, count(*) - p_most + cardinality(ids)))::integer AS start
        FROM (
          SELECT k.tag, k.key, min(k.tag) OVER () AS first FROM (
            SELECT r.tag, r.key FROM {schema}.concurrency_keys r
            WHERE r.type = p_type AND r.state = 'READY' AND -r.priority = -v_priority AND r.xmax = 0
            ORDER BY -r.priority, r.tag, r.key LIMIT least({keysAhead}, {leasesAhead} * p_most)
          ) k
        ) d
        WHERE d.tag < d.first + {turn}
      ) w;
    END IF;
    SELECT coalesce(array_agg(r.key ORDER BY r.tag, r.key), '{}'), coalesce(array_agg(r.tag ORDER BY r.tag, r.key), '{}'),
      coalesce(array_agg(r.ctid ORDER BY r.tag, r.key), '{}')
    INTO v_keys, v_tags, v_rows
    FROM (
      SELECT k.key, k.tag, k.ctid FROM {schema}.concurrency_keys k
      WHERE k.type = p_type AND k.state = 'READY' AND -k.priority = -v_priority
        AND (k.tag, k.key) >= (v_from_tag, v_from_key) AND (NOT v_scatters OR k.xmax = 0)
      ORDER BY -k.priority, k.tag, k.key LIMIT p_most - cardinality(ids) FOR UPDATE SKIP LOCKED
    ) r;
    IF v_keys = '{}' AND v_has_rivals AND v_plain_priority IS DISTINCT FROM v_priority THEN
      IF v_scatters THEN
        v_scatters := false;
      ELSE
        v_below := v_priority;
      END IF;
      CONTINUE;
    END IF;
    -- Jobs of others may come behind the first one of the last of them.
    v_place := CASE WHEN v_is_strict AND cardinality(v_keys) = p_most - cardinality(ids) THEN v_tags[cardinality(v_tags)] END;
    IF EXISTS (SELECT FROM {schema}.key_waits w WHERE w.type = p_type) THEN
      UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
      FROM unnest(v_keys, v_rows) AS h (key, row)
      WHERE k.ctid = h.row
        AND EXISTS (SELECT FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = h.key);
      CONTINUE WHEN FOUND;
    END IF;
    v_limits := array_fill(p_limit, ARRAY[cardinality(v_keys)]);
    v_steps := array_fill({turn}::double precision, ARRAY[cardinality(v_keys)]);
    IF v_has_own AND v_keys <> '{}' THEN
      SELECT array_agg(coalesce(l.max_running, p_limit) ORDER BY k.ord),
        array_agg(greatest(1, floor(1 / (coalesce(l.weight, 1) * {joinStep}) + 0.5)) * {joinStep} ORDER BY k.ord)
      INTO v_limits, v_steps
      FROM unnest(v_keys) WITH ORDINALITY AS k (key, ord)
      LEFT JOIN {schema}.key_limits l ON l.type = p_type AND l.key = k.key;
    END IF;
    v_rooms := array_fill(p_most, ARRAY[cardinality(v_keys)]);
    v_keeps := NULL;
    IF (p_limit IS NOT NULL OR v_has_own) AND v_keys <> '{}' THEN
      -- With the count of what runs, so that no job that has just failed is in neither.
      SELECT array_agg(coalesce(k.most - r.jobs - t.jobs, p_most) ORDER BY k.ord), array_agg(r.moves ORDER BY k.ord),
        EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type LIMIT 1)
      INTO v_rooms, v_moves, v_keeps
      FROM unnest(v_keys, v_limits) WITH ORDINALITY AS k (key, most, ord)
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS jobs, coalesce(bool_or(c.moves), false) AS moves
        FROM (
          SELECT NOT j.xmax = 0 AS moves FROM {schema}.jobs j
          WHERE j.type = p_type AND j.concurrency_key = k.key AND j.status = 'RUNNING' LIMIT k.most
        ) c
      ) r
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS jobs FROM {schema}.jobs j
        WHERE j.id = ANY (ids) AND j.concurrency_key = k.key
      ) t;
      IF 0 >= ANY (v_rooms) THEN
        -- Of one of which a job is just now ending, whoever ends that may have seen it as it was: see note_key_arrival.
        WITH filled AS (
          UPDATE {schema}.concurrency_keys k SET state = 'FULL'
          FROM unnest(v_rows, v_rooms, v_moves) AS f (row, room, moves)
          WHERE f.room <= 0 AND k.ctid = f.row
          RETURNING k.key, f.moves
        )
        INSERT INTO {schema}.key_arrivals (number, type, key)
        SELECT nextval('{schema}.places'), p_type, f.key FROM filled f WHERE f.moves;
        is_busy := true;
        -- Those of which others are to come are to be looked at with those that have room.
        CONTINUE;
      END IF;
    END IF;
    IF v_has_rates AND v_keys <> '{}' THEN
      -- One that has counted by a later time than this waits for that.
      WITH spent AS (
        SELECT k.key, CASE WHEN s.starts[1] > p_now THEN s.starts[1] ELSE r.next_at END AS until
        FROM unnest(v_keys) AS k (key)
        JOIN {schema}.key_starts s ON s.type = p_type AND s.key = k.key
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = k.key
        CROSS JOIN LATERAL {schema}.rate_room(s.starts, coalesce(l.rate, p_rate), p_now) r
        WHERE coalesce(l.rate, p_rate) IS NOT NULL AND (r.room <= 0 OR s.starts[1] > p_now)
      ), parked AS (
        INSERT INTO {schema}.key_waits (until, type, key, job_id)
        SELECT s.until, p_type, s.key, '' FROM spent s ORDER BY s.key ON CONFLICT DO NOTHING
      )
      UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
      FROM spent s JOIN unnest(v_keys, v_rows) AS h (key, row) ON h.key = s.key
      WHERE k.ctid = h.row;
      CONTINUE WHEN FOUND;
      v_rooms := ARRAY(
        SELECT CASE WHEN coalesce(l.rate, p_rate) IS NULL THEN k.room ELSE least(k.room, r.room) END
        FROM unnest(v_keys, v_rooms) WITH ORDINALITY AS k (key, room, ord)
        LEFT JOIN {schema}.key_starts s ON s.type = p_type AND s.key = k.key
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = k.key
        CROSS JOIN LATERAL {schema}.rate_room(s.starts, coalesce(l.rate, p_rate), p_now) r
        ORDER BY k.ord
      );
    END IF;
    v_keeps := coalesce(v_keeps, EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type LIMIT 1));
    v_kept := array_fill(false, ARRAY[cardinality(v_keys)]);
    IF v_keeps THEN
      v_kept := ARRAY(
        SELECT EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type AND h.key = k.key)
        FROM unnest(v_keys) WITH ORDINALITY AS k (key, ord) ORDER BY k.ord
      );
    END IF;
    IF v_plain_priority = v_priority THEN
      v_kept := v_kept || false;
      v_keys := v_keys || NULL::bytea;
      v_rows := v_rows || NULL::tid;
      v_tags := v_tags || greatest(v_plain, v_floor);
      v_rooms := v_rooms || p_most;
      v_steps := v_steps || {turn}::double precision;
    END IF;
    IF v_keys = '{}' THEN
      is_busy := true;
      EXIT;
    END IF;
    v_shares := CASE
      WHEN v_is_strict THEN array_fill(p_most - cardinality(ids), ARRAY[cardinality(v_keys)])
      WHEN NOT v_has_own THEN
        array_fill(ceil((p_most - cardinality(ids)) / cardinality(v_keys)::double precision)::integer, ARRAY[cardinality(v_keys)])
      ELSE ARRAY(
      SELECT ceil((p_most - cardinality(ids)) / s.step / (SELECT sum(1 / o.step) FROM unnest(v_steps) AS o (step)))::integer
      FROM unnest(v_steps) WITH ORDINALITY AS s (step, ord) ORDER BY s.ord
    ) END;

    WITH candidate AS (
      SELECT k.key, k.tag, k.step, k.ord, j.*,
        row_number() OVER (PARTITION BY k.ord ORDER BY j.rank, j.place) - 1 AS turn
      FROM unnest(v_keys, v_tags, v_rooms, v_steps, v_shares, v_kept)
        WITH ORDINALITY AS k (key, tag, room, step, share, kept, ord)
      CROSS JOIN LATERAL (
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority) AS rank, n.start_by, octet_length(n.payload) AS bytes
          FROM {schema}.jobs n
          WHERE n.type = p_type AND n.concurrency_key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
            AND (v_place IS NULL OR {schema}.strict_place(n.aged, n.place) <= v_place)
            AND NOT k.kept
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT least(k.room, k.share)
        )
        UNION ALL
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority), n.start_by, octet_length(n.payload)
          FROM {schema}.key_keepers h JOIN {schema}.jobs n ON n.id = h.job_id
          WHERE k.kept AND h.type = p_type AND h.key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
            AND (v_place IS NULL OR {schema}.strict_place(n.aged, n.place) <= v_place)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT least(k.room, k.share)
        )
        UNION ALL
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority), n.start_by, octet_length(n.payload)
          FROM {schema}.jobs n
          WHERE k.key IS NULL AND n.type = p_type AND n.concurrency_key IS NULL AND n.status = 'PENDING'
            AND (coalesce(n.aged, -n.priority), n.place) > (v_plain_rank, v_plain_place)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT k.share
        )
      ) j
      WHERE j.rank <= v_rank AND (v_place IS NULL OR {schema}.strict_place(j.aged, j.place) <= v_place)
    ), timed AS (
      -- One that was passed over for keys of a higher priority comes by its own tag, and is served by the floor.
      SELECT c.*, CASE
        -- In the order of its key, whatever part of its place it has.
        WHEN v_is_strict THEN max({schema}.strict_place(c.aged, c.place)) OVER (PARTITION BY c.ord ORDER BY c.rank, c.place)
        WHEN c.turn = 0 THEN c.tag ELSE greatest(c.tag, v_floor) + c.turn * c.step END AS at
      FROM candidate c
    ), chosen AS (
      SELECT t.*, sum(t.bytes) OVER o - t.bytes AS before, row_number() OVER o AS number
      FROM timed t
      -- A key of which there may be more jobs would come again by then.
      WHERE v_is_strict OR t.at < (
        SELECT min(greatest(k.tag, v_floor) + k.share * k.step)
        FROM unnest(v_tags, v_shares, v_steps) AS k (tag, share, step)
      )
      WINDOW o AS (ORDER BY t.at, t.key NULLS FIRST, t.rank, t.place)
    ), held AS (
      SELECT j.id FROM chosen h JOIN {schema}.jobs j ON j.id = h.id
      WHERE h.number <= p_most - cardinality(ids) AND h.before < bytes_left AND j.status = 'PENDING'
        AND (h.start_by IS NULL OR h.start_by > p_now)
      FOR UPDATE OF j SKIP LOCKED
    ), taken AS (
      SELECT c.* FROM chosen c JOIN held h ON h.id = c.id
    )
    SELECT
      array_agg(t.id ORDER BY t.number) AS ids, array_agg(t.ord) AS ords, coalesce(sum(t.bytes), 0) AS bytes,
      max(greatest(t.tag, v_floor) + t.turn * t.step) AS floor,
      count(*) FILTER (WHERE t.key IS NULL) AS plain,
      (array_agg(t.rank ORDER BY t.rank DESC, t.place DESC) FILTER (WHERE t.key IS NULL))[1] AS plain_rank,
      (array_agg(t.place ORDER BY t.rank DESC, t.place DESC) FILTER (WHERE t.key IS NULL))[1] AS plain_place,
      (SELECT bool_or(c.start_by <= p_now) FROM chosen c) AS late
    INTO v_found FROM taken t;

    is_late := coalesce(v_found.late, false);
    IF v_found.ids IS NOT NULL THEN
      v_changed := true;
      ids := ids || v_found.ids;
      bytes_left := bytes_left - v_found.bytes;
      IF v_found.plain > 0 THEN
        v_plain_rank := v_found.plain_rank;
        v_plain_place := v_found.plain_place;
      END IF;
      IF v_has_rivals AND NOT v_is_strict THEN
        IF v_found.plain > 0 THEN
          v_plain := greatest(v_plain, v_floor) + v_found.plain;
        END IF;
      END IF;
    END IF;
    -- What has begun further on leaves others behind it.
    IF v_found.ids IS NULL OR NOT v_has_rivals OR v_is_strict OR NOT v_has_clock THEN
      v_found.floor := v_floor;
    END IF;
    IF v_has_rates AND v_found.ids IS NOT NULL THEN
      INSERT INTO {schema}.key_starts (ends_at, type, key, starts)
      SELECT
        greatest(
          c.starts[cardinality(c.starts) - 1],
          CASE WHEN c.rate[3] IS NOT NULL
            THEN c.starts[1] + (c.starts[2] + c.rate[1] - 1) / c.rate[1]
          END
        ),
        p_type, c.key, c.starts
      FROM (
        SELECT t.key, r.rate, {schema}.count_starts(b.starts, r.rate, p_now, t.count) AS starts
        FROM (
          SELECT j.concurrency_key AS key, count(*)::integer AS count
          FROM unnest(v_found.ids) AS i (id) JOIN {schema}.jobs j ON j.id = i.id
          WHERE j.concurrency_key IS NOT NULL GROUP BY 1
        ) t
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = t.key
        CROSS JOIN LATERAL (SELECT coalesce(l.rate, p_rate) AS rate) r
        LEFT JOIN {schema}.key_starts b ON b.type = p_type AND b.key = t.key
        WHERE r.rate IS NOT NULL
      ) c
      ORDER BY c.key
      ON CONFLICT (type, key) DO UPDATE SET ends_at = excluded.ends_at, starts = excluded.starts;
    END IF;
    -- The keys as they are with these jobs gone.
    WITH state AS (
      SELECT k.row, k.tag, k.step, coalesce(t.count, 0) AS count, {schema}.key_band(p_order, h.priority, h.aged) AS priority,
        {schema}.strict_place(h.aged, h.place) AS place
      FROM unnest(v_keys, v_rows, v_tags, v_steps) WITH ORDINALITY AS k (key, row, tag, step, ord)
      LEFT JOIN (SELECT o.ord, count(*) AS count FROM unnest(v_found.ords) AS o (ord) GROUP BY 1) t ON t.ord = k.ord
      LEFT JOIN LATERAL (
        (
          SELECT n.priority, n.aged, n.place FROM {schema}.jobs n
          WHERE NOT v_keeps
            AND n.type = p_type AND n.concurrency_key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT 1
        )
        UNION ALL
        SELECT e.priority, e.aged, e.place FROM {schema}.key_head(p_type, k.key, ids) e WHERE v_keeps
      ) h ON true
      WHERE k.key IS NOT NULL
    ), moved AS (
      UPDATE {schema}.concurrency_keys k
      SET tag = CASE WHEN v_is_strict THEN coalesce(s.place, k.tag) WHEN s.count > 0 THEN greatest(k.tag, v_floor) + s.count * s.step ELSE k.tag END,
        state = CASE WHEN s.priority IS NULL THEN 'DRAINED' ELSE 'READY' END,
        priority = coalesce(s.priority, k.priority)
      FROM state s
      -- Even of one that stays as it is, so that it has no xmax any more.
      WHERE k.ctid = s.row
      RETURNING s.count > 0 OR s.priority IS DISTINCT FROM v_priority
        OR v_is_strict AND s.place IS DISTINCT FROM s.tag AS is_changed
    )
    SELECT v_changed OR coalesce(bool_or(m.is_changed), false) INTO v_changed FROM moved m;
    v_floor := greatest(v_floor, v_found.floor);
    EXIT WHEN NOT v_changed;
  END LOOP;

  is_busy := is_busy AND ids = '{}';
  IF NOT v_has_clock THEN
    -- Whoever holds it moves it on, too.
    PERFORM FROM {schema}.key_clocks c WHERE c.type = p_type FOR UPDATE SKIP LOCKED;
    v_has_clock := FOUND;
  END IF;
  SELECT
    EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'DRAINED'),
    EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'READY')
      OR EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'FULL')
      OR EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = p_type)
  INTO v_drains, v_goes_on;
  IF v_drains THEN
    DELETE FROM {schema}.concurrency_keys k USING (
      SELECT d.ctid AS row FROM {schema}.concurrency_keys d
      WHERE d.type = p_type AND d.state = 'DRAINED'
        AND (v_is_strict OR d.tag <= v_floor OR d.priority >= 1000 OR v_has_clock AND NOT v_goes_on)
      FOR UPDATE SKIP LOCKED
    ) d
    WHERE k.ctid = d.row;
  END IF;
  IF v_has_clock AND v_goes_on THEN
    UPDATE {schema}.key_clocks c SET floor = greatest(c.floor, v_floor), plain = greatest(c.plain, v_plain)
    WHERE c.type = p_type AND (c.floor < v_floor OR c.plain < v_plain);
  ELSIF v_has_clock THEN
    DELETE FROM {schema}.key_clocks c WHERE c.type = p_type;
  END IF;
END
$$;
`,
  },
  "functions/tell_changed": {
    sha256: "e15fd85049e154b8d9e17c957d99184969f25fa3cb71a371e6f70d196ce2581b",
    text: `-- Tells those who watch one of these jobs, at commit, that it has changed.
CREATE OR REPLACE FUNCTION {schema}.tell_changed(p_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM {schema}.watches) THEN
    RETURN;
  END IF;
  PERFORM pg_notify({channel}, 'changed ' || job_id)
  FROM {schema}.watches
  WHERE job_id = ANY (p_ids) AND until > {schema}.now_ms();
END
$$;
`,
  },
  "functions/tell_room": {
    sha256: "76996603367391ec8b1a2fd4a045d3b92e9b5b4c6f822fb8950319fad58265d4",
    text: `-- Wakes those who wait for room that these jobs may have left: in queues with a limit, or that hold keys whose jobs
-- fail, or of concurrency keys that are at their limit. Not for each job of a limited key, because the commit of what notifies waits for all others that do.
--
-- A lease may find a key full while a job of it ends: it looks at its keys again at once, see take_turns, and
-- maintenance wakes those who wait where a job has ended of which no lease has heard.
CREATE OR REPLACE FUNCTION {schema}.tell_room(p_ids text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.state = 'FULL' ORDER BY k.type LIMIT 1)
    AND NOT EXISTS (
      SELECT FROM {schema}.queues q WHERE q.max_running IS NOT NULL OR q.key_on_failure IS NOT NULL
      ORDER BY q.type LIMIT 1
    )
  THEN
    RETURN;
  END IF;
  PERFORM pg_notify({channel}, 'wake ' || e.type || ' ' || cardinality(p_ids))
  FROM (
    SELECT j.type, bool_or(k.type IS NOT NULL) AS is_full
    FROM unnest(p_ids) AS i (id)
    CROSS JOIN LATERAL (
      SELECT j.type, j.concurrency_key FROM {schema}.jobs j WHERE j.id = i.id
      UNION ALL
      SELECT f.type, f.concurrency_key FROM {schema}.finished f WHERE f.id = i.id
    ) j
    LEFT JOIN LATERAL (
      SELECT k.type FROM {schema}.concurrency_keys k
      WHERE k.type = j.type AND k.key = j.concurrency_key AND k.state = 'FULL' LIMIT 1
    ) k ON true
    GROUP BY j.type
  ) e
  WHERE e.is_full OR EXISTS (
    SELECT FROM {schema}.queues q
    WHERE q.type = e.type AND (q.max_running IS NOT NULL OR q.key_on_failure IS NOT NULL)
  );
END
$$;
`,
  },
  "functions/tell_run": {
    sha256: "5ebdaa1caac7c9b599ad27e3484caa30dd3247bbc24a961649882a226f0d69fc",
    text: `-- Keeps news for a run; returns whether there is one. The lock keeps it until then.
CREATE OR REPLACE FUNCTION {schema}.tell_run(p_id text, p_told text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  INSERT INTO {schema}.run_news (at, run_id, told)
  SELECT {schema}.now_ms(), r.id, p_told FROM {schema}.runs r WHERE r.id = p_id FOR KEY SHARE;
  RETURN FOUND;
END
$$;
`,
  },
  "functions/tell_runs": {
    sha256: "fe58f319f7651707c9de6865b1aa5cf0f6a74991186cbfd415b8d6c73f55dbdd",
    text: `-- Jobs have ended: those of runs, whose groups are \`run ID\`, are news of these. It locks no run, so that those who end
-- jobs of one run never wait for each other.
CREATE OR REPLACE FUNCTION {schema}.tell_runs(p_groups text[], p_jobs text[], p_statuses text[]) RETURNS void
LANGUAGE sql
AS $$
  INSERT INTO {schema}.run_news (at, run_id, job_id)
  SELECT {schema}.now_ms(), substr(e.group_id, 5), e.job_id
  FROM unnest(p_groups, p_jobs, p_statuses) AS e (group_id, job_id, status)
  WHERE starts_with(e.group_id, 'run ') AND e.status IN ({finalStatuses})
$$;
`,
  },
  "functions/throttle_queues": {
    sha256: "d4096adcadc1146e7a5c2b8ed56305a6b8546795ff97cb21318916cd7ef272a8",
    text: `-- Has no job of queues be leased up to a time, or of concurrency keys where p_keys has one, because the attempts of
-- these jobs were throttled. Of several times the latest counts.
CREATE OR REPLACE FUNCTION {schema}.throttle_queues(p_types text[], p_ids text[], p_until bigint[], p_keys bytea[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  INSERT INTO {schema}.queues AS q (type, throttled_at, throttled_until, throttled)
  SELECT DISTINCT ON (t.type) t.type, v_now, t.until, json_build_object('reason', '', 'by', t.id)
  FROM unnest(p_types, p_ids, p_until, p_keys) AS t (type, id, until, key)
  WHERE t.until > v_now AND t.key IS NULL
  ORDER BY t.type, t.until DESC
  ON CONFLICT (type) DO UPDATE
  SET throttled_at = excluded.throttled_at, throttled_until = excluded.throttled_until,
    throttled = excluded.throttled
  WHERE coalesce(q.throttled_until, 0) < excluded.throttled_until;
  INSERT INTO {schema}.key_waits AS w (until, type, key, job_id)
  SELECT DISTINCT ON (t.type, t.key) t.until, t.type, t.key, t.id
  FROM unnest(p_types, p_ids, p_until, p_keys) AS t (type, id, until, key)
  WHERE t.until > v_now AND t.key IS NOT NULL
  ORDER BY t.type, t.key, t.until DESC
  ON CONFLICT (type, key) DO UPDATE SET until = excluded.until, job_id = excluded.job_id
  WHERE w.until < excluded.until;
END
$$;
`,
  },
  "functions/turn_keepers": {
    sha256: "f54e83981f5445916008378a06ef4eed728a679254ea8427f83b77bb5bc4898b",
    text: `-- The first p_named of the jobs that keep the turn of a concurrency key, NULL for none, whether any of them is pending,
-- and whether any has failed for good.
CREATE OR REPLACE FUNCTION {schema}.turn_keepers(
  p_type text, p_key bytea, p_named integer, OUT ids text, OUT any_pending boolean, OUT any_failed boolean
)
LANGUAGE sql STABLE
SET search_path = pg_catalog
AS $$
  SELECT array_to_string((array_agg(k.job_id ORDER BY k.job_id))[:p_named], ' '), bool_or(j.status = 'PENDING'),
    bool_or(j.id IS NULL)
  FROM {schema}.key_keepers k LEFT JOIN {schema}.jobs j ON j.id = k.job_id
  WHERE k.type = p_type AND k.key = p_key;
$$;
`,
  },
  "functions/uncount_start": {
    sha256: "725274c80727ffaca00a1449cf60cda1b324b597ee8bb44201764305065672fa",
    text: `-- What a rate has counted without an attempt that has begun at p_started, and was given back before it started.
CREATE OR REPLACE FUNCTION {schema}.uncount_start(
  p_starts bigint[], p_rate bigint[], p_started bigint, p_at bigint
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_until bigint := {schema}.counts_until(p_rate, p_started);
BEGIN
  FOR i IN REVERSE cardinality(v_state) / 2 .. 2 LOOP
    CONTINUE WHEN v_state[2 * i] <> v_until OR p_started < v_state[3];
    v_state[2 * i + 1] := v_state[2 * i + 1] - 1;
    IF v_state[2 * i + 1] = 0 THEN
      v_state := v_state[:2 * i - 1] || v_state[2 * i + 2:];
    END IF;
    v_state[2] := greatest(
      0, v_state[2] - greatest(0, p_rate[2] - (p_at - p_started) * p_rate[1])
    );
    EXIT;
  END LOOP;
  RETURN v_state;
END
$$;
`,
  },
  "functions/uncount_starts": {
    sha256: "2c5b6792d4aee627d2eded62bd55afa39d57a3502615eee30cca1202fd40a0fc",
    text: `-- Takes back what the rates of queues have counted of attempts that were given back before they started: of each
-- the type, when it had begun, and its concurrency key, if any. Wakes those who wait for that room.
CREATE OR REPLACE FUNCTION {schema}.uncount_starts(p_types text[], p_started bigint[], p_keys bytea[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_queue record;
  v_back record;
  v_started bigint;
BEGIN
  FOR v_queue IN
    SELECT q.type, q.rate, q.starts FROM {schema}.queues q
    WHERE q.type = ANY (p_types) AND q.rate IS NOT NULL
    ORDER BY q.type FOR NO KEY UPDATE
  LOOP
    FOR v_started IN
      SELECT g.started FROM unnest(p_types, p_started) AS g (type, started) WHERE g.type = v_queue.type
    LOOP
      v_queue.starts := {schema}.uncount_start(v_queue.starts, v_queue.rate, v_started, {schema}.now_ms());
    END LOOP;
    UPDATE {schema}.queues q SET starts = v_queue.starts WHERE q.type = v_queue.type;
    PERFORM pg_notify({channel}, 'wake ' || v_queue.type || ' ' || cardinality(p_types));
  END LOOP;
  FOR v_back IN
    SELECT g.type, g.key, g.started, coalesce(l.rate, q.key_rate) AS key_rate
    FROM unnest(p_types, p_started, p_keys) AS g (type, started, key)
    JOIN {schema}.queues q ON q.type = g.type
    LEFT JOIN {schema}.key_limits l ON q.own_key_limits AND l.type = g.type AND l.key = g.key
    WHERE g.key IS NOT NULL AND coalesce(l.rate, q.key_rate) IS NOT NULL
    ORDER BY g.type, g.key
  LOOP
    PERFORM FROM {schema}.key_starts s WHERE s.type = v_back.type AND s.key = v_back.key FOR UPDATE;
    UPDATE {schema}.key_starts s
    SET starts = {schema}.uncount_start(s.starts, v_back.key_rate, v_back.started, {schema}.now_ms())
    WHERE s.type = v_back.type AND s.key = v_back.key;
    UPDATE {schema}.key_waits w SET until = 0
    WHERE w.type = v_back.type AND w.key = v_back.key AND w.job_id = '';
    IF FOUND THEN
      PERFORM {schema}.end_key_waits(v_back.type, {schema}.now_ms());
    END IF;
  END LOOP;
END
$$;
`,
  },
  "functions/unique_key_holder": {
    sha256: "462f453605acd168d7d1f240b9e0095ee492e60efa8a9f155d132fde74c11686",
    text: `-- The job that holds a unique key at p_now, NULL for none. p_now is when the caller's own change is made, as
-- jobs tell it: by a later time, a job could be created with a key that another one holds until after that.
CREATE OR REPLACE FUNCTION {schema}.unique_key_holder(p_type text, p_key bytea, p_now bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  -- One statement: a job that is just now changing its table is in one of both.
  RETURN (
    SELECT u.job_id
    FROM {schema}.unique_keys u
    WHERE u.type = p_type AND u.key = p_key AND (u.ends_at IS NULL OR u.ends_at > p_now)
      AND (
        EXISTS (
          SELECT FROM {schema}.jobs j
          WHERE j.id = u.job_id AND (j.unique_hold <> 'STARTED' OR j.token = u.token)
        ) OR EXISTS (
          SELECT FROM {schema}.finished f
          WHERE f.id = u.job_id AND f.expires_at > p_now
            AND (f.unique_hold = 'TTL' OR f.unique_hold = 'COMPLETED' AND f.status <> 'COMPLETED')
        )
      )
  );
END
$$;
`,
  },
  "functions/update_job": {
    sha256: "00ef9a0271aae8c123ff08d45ba6580e88451f7d23a02c3e8a158026509de68c",
    text: `-- Writes the update of a job that waits, as it was worked out from the job as it was read at the sequence
-- number p_was_sequence: one that has changed since stays as it is. p_payload is NULL when the payload stays,
-- p_inert is text that holds JSON, and p_back has the job join its queue at the end. p_run_at is NULL when that
-- stays; a blocked job that is given one has no delay from the end of its wait any more.
--
-- Returns the id of the job, if it was changed.
CREATE OR REPLACE FUNCTION {schema}.update_job(
  p_id text, p_was_sequence bigint, p_status text, p_run_at bigint, p_priority smallint, p_back boolean,
  p_payload bytea, p_inert text, p_updated_at bigint, p_start_by bigint
) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_type text;
BEGIN
  UPDATE {schema}.jobs j
  SET status = p_status, run_at = coalesce(p_run_at, j.run_at), start_by = p_start_by,
    priority = p_priority, aged = NULL,
    payload = coalesce(p_payload, j.payload), inert = p_inert::json,
    place = CASE WHEN p_back THEN nextval('{schema}.places') ELSE j.place END,
    sequence = j.sequence + 1, updated_at = p_updated_at
  WHERE j.id = p_id AND j.sequence = p_was_sequence AND j.status IN ({updatableStatuses})
  RETURNING j.type INTO v_type;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF p_status = 'BLOCKED' AND p_run_at IS NOT NULL THEN
    UPDATE {schema}.waits w SET delay_ms = NULL WHERE w.job_id = p_id AND w.delay_ms IS NOT NULL;
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
  IF p_back THEN
    -- Whatever it is, a waiting worker may have to look earlier than it planned.
    PERFORM pg_notify({channel}, 'wake ' || v_type || ' 1');
  END IF;
  changed := p_id;
  RETURN NEXT;
END
$$;
`,
  },
  "functions/waits_of": {
    sha256: "cea39971aea1306709cf9c7774ea8ea9e760f2d41f12ffa3e17fa66f6bb4fa75",
    text: `-- What a blocked job waits for, as JSON.
CREATE OR REPLACE FUNCTION {schema}.waits_of(p_id text) RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
  RETURN (
    SELECT json_strip_nulls(json_build_object(
      'rule', min(w.rule), 'count', count(*), 'jobIds', json_agg(w.awaited_id ORDER BY w.ord),
      'delayMs', min(w.delay_ms)
    ))
    FROM {schema}.waits w WHERE w.job_id = p_id HAVING count(*) > 0
  );
END
$$;
`,
  },
  "functions/write_schedule": {
    sha256: "621c3d7aeba0642bd3a03de63737297dfd4db6ea649565f7c213be3de4038b06",
    text: `-- Changes a schedule that is at the version p_if_version, 0 where there must be none; p_record is NULL to delete it.
-- It is due at p_wake_at, NULL for never. p_firings, the latest first, are added to those that are kept, p_most at most.
-- Returns whether it was at that version.
CREATE OR REPLACE FUNCTION {schema}.write_schedule(
  p_name text, p_if_version bigint, p_record text, p_wake_at bigint, p_firings text[], p_most integer
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
  IF p_record IS NULL THEN
    DELETE FROM {schema}.schedules s WHERE s.name = p_name AND s.version = p_if_version;
  ELSIF p_if_version = 0 THEN
    INSERT INTO {schema}.schedules (name, version, wake_at, record)
    VALUES (p_name, 1, p_wake_at, p_record) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE {schema}.schedules s
    SET version = p_if_version + 1, wake_at = p_wake_at, record = p_record
    WHERE s.name = p_name AND s.version = p_if_version;
  END IF;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_record IS NULL THEN
    DELETE FROM {schema}.schedule_firings f WHERE f.name = p_name;
  ELSIF cardinality(p_firings) > 0 THEN
    INSERT INTO {schema}.schedule_firings (name, firing)
    SELECT p_name, t.firing FROM unnest(p_firings) WITH ORDINALITY AS t (firing, ord) ORDER BY t.ord DESC;
    DELETE FROM {schema}.schedule_firings f
    WHERE f.name = p_name AND f.number <= (
      SELECT k.number FROM {schema}.schedule_firings k WHERE k.name = p_name
      ORDER BY k.number DESC OFFSET p_most LIMIT 1
    );
  END IF;
  RETURN true;
END
$$;
`,
  },
};
