-- Changes what is set for the queue of a type: its pause when p_pauses, its drain when p_drains. NULL ends
-- one, JSON of who and why begins one. Its throttle and those of its concurrency keys end when p_unthrottles. And its limits when p_limits; NULL ends one. A rate that is changed keeps
-- what it has counted.
--
-- Each lease locks the table in a weaker mode, so a change waits for those that have not seen it, and those
-- that come wait for the change: once it is there, no lease is granted without it.
CREATE OR REPLACE FUNCTION {schema}.configure_queue(
  p_type text, p_pauses boolean, p_paused text, p_paused_until bigint,
  p_drains boolean, p_draining text, p_draining_until bigint,
  p_unthrottles boolean, p_limits boolean, p_max_running integer, p_key_max_running integer, p_rate bigint[],
  p_key_rate bigint[], p_key_order text, p_key_on_failure text, p_aging_ms bigint
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint;
BEGIN
  LOCK TABLE {schema}.queues IN EXCLUSIVE MODE;
  v_now := {schema}.now_ms();
  INSERT INTO {schema}.queues (type) VALUES (p_type) ON CONFLICT DO NOTHING;
  UPDATE {schema}.queues q
  SET paused = p_paused::json, paused_until = p_paused_until,
    paused_at = CASE WHEN p_paused IS NOT NULL THEN v_now END
  WHERE p_pauses AND q.type = p_type;
  UPDATE {schema}.queues q
  SET draining = p_draining::json, draining_until = p_draining_until,
    draining_at = CASE WHEN p_draining IS NOT NULL THEN v_now END
  WHERE p_drains AND q.type = p_type;
  UPDATE {schema}.queues q SET throttled_at = NULL, throttled_until = NULL, throttled = NULL
  WHERE p_unthrottles AND q.type = p_type;
  IF p_unthrottles THEN
    UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type;
    PERFORM {schema}.end_key_waits(p_type, v_now);
  END IF;
  UPDATE {schema}.queues q
  SET max_running = p_max_running, key_max_running = p_key_max_running, rate = p_rate, key_rate = p_key_rate,
    key_order = p_key_order,
    key_on_failure = p_key_on_failure, aging_ms = p_aging_ms,
    aging_ends = q.aging_ends OR q.aging_ms IS NOT NULL AND q.aging_ms IS DISTINCT FROM p_aging_ms,
    starts = CASE WHEN p_rate IS NOT NULL THEN q.starts END
  WHERE p_limits AND q.type = p_type;
  DELETE FROM {schema}.queues q
  WHERE q.type = p_type AND q.max_running IS NULL AND q.key_max_running IS NULL AND q.rate IS NULL AND q.key_rate IS NULL
    AND q.key_order IS NULL AND q.key_on_failure IS NULL AND q.aging_ms IS NULL AND NOT q.aging_ends
    AND NOT q.own_key_limits
    AND {schema}.hold_json(q.paused_at, q.paused_until, q.paused, v_now) IS NULL
    AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NULL
    AND coalesce(q.throttled_until, 0) <= v_now;
  IF p_limits THEN
    -- Keys at their limit are to be looked at again.
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), k.type, k.key FROM {schema}.concurrency_keys k
    WHERE k.type = p_type AND k.state = 'FULL';
    IF p_key_on_failure IS DISTINCT FROM 'HALT' THEN
      PERFORM {schema}.resume_key(p_type, NULL, p_key_on_failure IS NOT NULL);
    END IF;
    UPDATE {schema}.key_waits w SET until = 0 WHERE w.type = p_type AND w.job_id = '';
    PERFORM {schema}.end_key_waits(p_type, v_now);
  END IF;
  IF p_limits OR p_pauses AND (p_paused IS NULL OR p_paused_until <= v_now) THEN
    PERFORM pg_notify({channel}, 'resumed ' || p_type);
  END IF;
END
$$;
