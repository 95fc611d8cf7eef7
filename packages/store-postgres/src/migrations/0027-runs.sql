-- Versions of workflows; what is in a definition only clients know.
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
-- `finished`, or it was told a text.
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
