-- What becomes of concurrency keys when attempts fail, HOLD or HALT, NULL for nothing: see KeyOnFailure of core.
ALTER TABLE {schema}.queues ADD COLUMN key_on_failure text COLLATE "C" CHECK (key_on_failure IN ('HOLD', 'HALT'));
DROP INDEX {schema}.queues_limited;
CREATE INDEX queues_limited ON {schema}.queues (type)
  WHERE max_running IS NOT NULL OR key_max_running IS NOT NULL OR own_key_limits OR key_on_failure IS NOT NULL;

-- The jobs that keep the turn of their key. Whoever ends an attempt writes here, leases read it.
CREATE TABLE {schema}.key_keepers (
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  job_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, key, job_id)
);
CREATE UNIQUE INDEX key_keepers_by_job ON {schema}.key_keepers (job_id);

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.list_keys(text, bytea, bytea, integer, integer);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[], bigint[], text
);
