-- Takes back what the rates of queues have counted of attempts that were given back before they started: of each
-- the type, and when it had begun. Wakes those who wait for that room.
CREATE OR REPLACE FUNCTION {schema}.uncount_starts(p_types text[], p_started bigint[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_queue record;
  v_started bigint;
BEGIN
  FOR v_queue IN
    SELECT q.type, q.rate, q.starts FROM {schema}.queues q
    WHERE q.type = ANY (p_types) AND q.rate IS NOT NULL
    ORDER BY q.type FOR NO KEY UPDATE
  LOOP
    FOR v_started IN
      SELECT g.started FROM unnest(p_types, p_started) AS g (type, started) WHERE g.type = v_queue.type
    LOOP
      v_queue.starts := {schema}.uncount_start(v_queue.starts, v_queue.rate, v_started, {schema}.now_ms());
    END LOOP;
    UPDATE {schema}.queues q SET starts = v_queue.starts WHERE q.type = v_queue.type;
    PERFORM pg_notify({channel}, 'wake ' || v_queue.type || ' ' || cardinality(p_types));
  END LOOP;
END
$$;
