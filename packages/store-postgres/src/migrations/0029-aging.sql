-- What a step of priority is worth in waiting, in ms, NULL for nothing; and that jobs have a rank by an age that does
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
