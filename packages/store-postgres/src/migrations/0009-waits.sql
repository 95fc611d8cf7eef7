-- What blocked jobs wait for: a row for each of the jobs that has not ended. Such a job is marked as awaited
-- first, so that what ends it leaves the short way. `turn` is the place that the waiting job was given: jobs
-- only come after older ones, so who locks them by their turns never waits in a circle. `ord` is where the
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
