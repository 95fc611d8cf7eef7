-- How many attempts of a single concurrency key may start in a time, as `rate` of `queues`.
ALTER TABLE {schema}.key_limits ADD COLUMN rate bigint[];

-- They have come to know of it.
DROP FUNCTION IF EXISTS {schema}.set_key_limits(text, bytea, integer, double precision);
DROP FUNCTION IF EXISTS {schema}.list_keys(text, bytea, bytea, integer, integer);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
