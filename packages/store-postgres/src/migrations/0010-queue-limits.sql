-- How many jobs of a queue may run; NULL for any number.
ALTER TABLE {schema}.queues ADD COLUMN max_running integer;

CREATE INDEX queues_limited ON {schema}.queues (type) WHERE max_running IS NOT NULL;

-- It has come to change the limits, too.
DROP FUNCTION IF EXISTS {schema}.configure_queue(text, boolean, text, bigint, boolean, text, bigint);
