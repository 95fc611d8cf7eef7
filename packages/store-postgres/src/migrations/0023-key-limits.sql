-- What is set for single concurrency keys, see take_turns; the row of their queue says whether there is any.
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
