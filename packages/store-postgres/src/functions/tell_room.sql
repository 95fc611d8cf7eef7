-- Wakes those who wait for room in queues with a limit: these jobs may have left some.
CREATE OR REPLACE FUNCTION {schema}.tell_room(p_ids text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
  PERFORM pg_notify({channel}, 'wake ' || q.type || ' ' || cardinality(p_ids))
  FROM {schema}.queues q
  WHERE (
    q.max_running IS NOT NULL OR q.key_max_running IS NOT NULL OR q.own_key_limits OR q.key_on_failure IS NOT NULL
  ) AND q.type IN (
    SELECT j.type FROM {schema}.jobs j WHERE j.id = ANY (p_ids)
    UNION
    SELECT f.type FROM {schema}.finished f WHERE f.id = ANY (p_ids)
  );
END
$$;
