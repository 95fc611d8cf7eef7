-- Ends pauses and throttles that are over at p_now, of the queue of a type, or of all where that is NULL, and
-- wakes those who wait for their jobs. Waits for no lock.
CREATE OR REPLACE FUNCTION {schema}.end_holds(p_type text, p_now bigint) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_types text[] := ARRAY(
    SELECT q.type FROM {schema}.queues q
    WHERE (p_type IS NULL OR q.type = p_type) AND least(q.paused_until, q.throttled_until) <= p_now
    FOR NO KEY UPDATE SKIP LOCKED
  );
BEGIN
  IF v_types = '{}' THEN
    RETURN;
  END IF;
  UPDATE {schema}.queues q SET paused_at = NULL, paused_until = NULL, paused = NULL
  WHERE q.type = ANY (v_types) AND q.paused_until <= p_now;
  UPDATE {schema}.queues q SET throttled_at = NULL, throttled_until = NULL, throttled = NULL
  WHERE q.type = ANY (v_types) AND q.throttled_until <= p_now;
  PERFORM pg_notify({channel}, 'resumed ' || t.type) FROM unnest(v_types) AS t (type);
END
$$;
