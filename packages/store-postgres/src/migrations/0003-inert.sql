-- What no move depends on stands in one column, as JSON by the names of the fields, so that a further
-- field of that kind needs no column. JSON is put together as text, because functions for JSON cannot
-- take U+0000.
ALTER TABLE {schema}.jobs ADD COLUMN inert json;
ALTER TABLE {schema}.finished ADD COLUMN inert json;
UPDATE {schema}.jobs SET inert = ('{' || concat_ws(
  ',', '"timeoutMs":' || timeout_ms, '"metadata":' || metadata::text
) || '}')::json
WHERE timeout_ms IS NOT NULL OR metadata IS NOT NULL;
UPDATE {schema}.finished SET inert = ('{' || concat_ws(
  ',', '"timeoutMs":' || timeout_ms, '"metadata":' || metadata::text
) || '}')::json
WHERE timeout_ms IS NOT NULL OR metadata IS NOT NULL;
ALTER TABLE {schema}.jobs DROP COLUMN timeout_ms, DROP COLUMN metadata;
ALTER TABLE {schema}.finished DROP COLUMN timeout_ms, DROP COLUMN metadata;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[], boolean
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], bigint[], boolean[],
  text[], text[], bytea[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
