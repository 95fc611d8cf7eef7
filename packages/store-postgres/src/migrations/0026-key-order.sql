-- In which order the concurrency keys of a queue are served: NULL for PRIORITY, FAIR or STRICT.
ALTER TABLE {schema}.queues ADD COLUMN key_order text;

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.configure_queue(text, boolean, text, bigint, boolean, text, bigint, boolean, boolean, integer, integer, bigint[], bigint[]);
DROP FUNCTION IF EXISTS {schema}.take_turns(text, bigint, integer, bigint, integer, bigint[], boolean);
DROP FUNCTION IF EXISTS {schema}.absorb_keys(text, double precision);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
