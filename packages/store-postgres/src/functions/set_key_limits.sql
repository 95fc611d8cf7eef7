-- Sets what is set for a concurrency key of a type; NULL for all of it ends that. The key is looked at again, and
-- those who wait are told.
CREATE OR REPLACE FUNCTION {schema}.set_key_limits(
  p_type text, p_key bytea, p_max_running integer, p_weight double precision, p_rate bigint[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  -- As configure_queue does: no lease is granted without what is set, once that is there.
  LOCK TABLE {schema}.queues IN EXCLUSIVE MODE;
  IF coalesce(p_max_running, p_weight, p_rate[1]) IS NULL THEN
    DELETE FROM {schema}.key_limits l WHERE l.type = p_type AND l.key = p_key;
  ELSE
    INSERT INTO {schema}.key_limits AS l (type, key, max_running, weight, rate)
    VALUES (p_type, p_key, p_max_running, p_weight, p_rate)
    ON CONFLICT (type, key) DO UPDATE
    SET max_running = EXCLUDED.max_running, weight = EXCLUDED.weight, rate = EXCLUDED.rate;
    INSERT INTO {schema}.queues (type) VALUES (p_type) ON CONFLICT DO NOTHING;
  END IF;
  UPDATE {schema}.queues q
  SET own_key_limits = EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type)
  WHERE q.type = p_type;
  DELETE FROM {schema}.queues q
  WHERE q.type = p_type AND NOT q.own_key_limits AND q.max_running IS NULL AND q.key_max_running IS NULL
    AND q.rate IS NULL AND q.key_rate IS NULL AND q.key_order IS NULL AND q.key_on_failure IS NULL
    AND q.aging_ms IS NULL AND NOT q.aging_ends
    AND q.paused IS NULL AND q.draining IS NULL AND q.throttled IS NULL;
  INSERT INTO {schema}.key_arrivals (number, type, key)
  SELECT nextval('{schema}.places'), k.type, k.key FROM {schema}.concurrency_keys k
  WHERE k.type = p_type AND k.key = p_key AND k.state = 'FULL';
  UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type AND w.key = p_key AND w.job_id = '';
  IF FOUND THEN
    PERFORM {schema}.end_key_waits(p_type, {schema}.now_ms());
  END IF;
  PERFORM pg_notify({channel}, 'resumed ' || p_type);
END
$$;
