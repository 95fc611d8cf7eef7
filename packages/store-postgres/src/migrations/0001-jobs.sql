-- Jobs that have not finished lie in `jobs`, which stays as small as the work that waits; what has
-- finished moves to `finished` and waits there for the end of its retention.
--
-- Times are milliseconds since 1970 by this server's clock, lengths milliseconds. Text that people
-- choose stands in `json` or `bytea`, because `text` cannot hold the character U+0000.

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
