-- Takes back what the rates of queues have counted of attempts that were given back before they started: of each
-- the type, when it had begun, and its concurrency key, if any. Wakes those who wait for that room.
CREATE OR REPLACE FUNCTION {schema}.uncount_starts(p_types text[], p_started bigint[], p_keys bytea[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_queue record;
  v_back record;
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
  FOR v_back IN
    SELECT g.type, g.key, g.started, coalesce(l.rate, q.key_rate) AS key_rate
    FROM unnest(p_types, p_started, p_keys) AS g (type, started, key)
    JOIN {schema}.queues q ON q.type = g.type
    LEFT JOIN {schema}.key_limits l ON q.own_key_limits AND l.type = g.type AND l.key = g.key
    WHERE g.key IS NOT NULL AND coalesce(l.rate, q.key_rate) IS NOT NULL
    ORDER BY g.type, g.key
  LOOP
    PERFORM FROM {schema}.key_starts s WHERE s.type = v_back.type AND s.key = v_back.key FOR UPDATE;
    UPDATE {schema}.key_starts s
    SET starts = {schema}.uncount_start(s.starts, v_back.key_rate, v_back.started, {schema}.now_ms())
    WHERE s.type = v_back.type AND s.key = v_back.key;
    UPDATE {schema}.key_waits w SET until = 0
    WHERE w.type = v_back.type AND w.key = v_back.key AND w.job_id = '';
    IF FOUND THEN
      PERFORM {schema}.end_key_waits(v_back.type, {schema}.now_ms());
    END IF;
  END LOOP;
END
$$;
