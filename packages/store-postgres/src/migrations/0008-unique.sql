-- What ends a job's hold on its unique key stands with the job: FINISHED, STARTED, COMPLETED or TTL.
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
