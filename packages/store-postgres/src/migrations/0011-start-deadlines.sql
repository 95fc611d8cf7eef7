-- By when the first attempt of a job must have begun, if ever, and how long that is after it is due.
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
