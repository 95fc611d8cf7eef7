-- Its parameters have changed.
DROP FUNCTION IF EXISTS {schema}.enqueue(
  text, jsonb, timestamptz, interval, integer, integer, text, interval, interval, boolean, jsonb, interval
);
