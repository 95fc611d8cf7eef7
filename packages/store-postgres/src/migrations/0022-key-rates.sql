-- How many attempts of each concurrency key of a queue may start in a time, as `rate` says it of the queue.
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
