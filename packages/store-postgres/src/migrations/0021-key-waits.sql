-- Keys of which no job is leased before a time, because the attempt of a job was throttled: see throttle_queues.
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
