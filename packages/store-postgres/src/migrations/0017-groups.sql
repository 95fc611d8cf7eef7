-- Jobs that belong together: how many of them are where, and the ids of the jobs that wait for it, by what for.
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
