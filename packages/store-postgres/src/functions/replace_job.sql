-- Has the job p_id, which holds its unique key, become what a newer request asks for, if it waits. It is due
-- as that says, but no later than p_max_wait_ms after it was created; one that waits for others still does, and
-- is due then at the earliest. What is NULL gets its default.
--
-- Returns what became of it:
--   REPLACED  that
--   BUSY      nothing: it runs
--   UNIQUE    nothing: it has finished, and holds the key
--   HELD      nothing: it has just now given up the key, or (with p_leaves_held) another transaction holds it
--             beyond lock_timeout
CREATE OR REPLACE FUNCTION {schema}.replace_job(
  p_id text, p_now bigint, p_payload bytea, p_priority smallint, p_max_attempts integer, p_due bigint,
  p_retention_ms bigint, p_at_most_once boolean, p_backoff text, p_inert text, p_expires_in_ms bigint,
  p_max_wait_ms bigint, p_leaves_held boolean
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_priority smallint := coalesce(p_priority, {defaultPriority});
  v_job record;
BEGIN
  IF p_leaves_held THEN
    BEGIN
      RETURN {schema}.replace_job(
        p_id, p_now, p_payload, p_priority, p_max_attempts, p_due, p_retention_ms, p_at_most_once, p_backoff,
        p_inert, p_expires_in_ms, p_max_wait_ms, false
      );
    EXCEPTION WHEN lock_not_available THEN
      RETURN 'HELD';
    END;
  END IF;
  SELECT j.type, j.status, j.unique_key, j.priority, j.run_at, j.created_at INTO v_job
  FROM {schema}.jobs j WHERE j.id = p_id FOR UPDATE;
  IF NOT FOUND OR {schema}.unique_key_holder(v_job.type, v_job.unique_key, p_now) IS DISTINCT FROM p_id THEN
    RETURN CASE WHEN EXISTS (
      SELECT FROM {schema}.finished f
      WHERE f.id = p_id AND {schema}.unique_key_holder(f.type, f.unique_key, p_now) = p_id
    ) THEN 'UNIQUE' ELSE 'HELD' END;
  ELSIF v_job.status NOT IN ({updatableStatuses}) THEN
    RETURN 'BUSY';
  END IF;
  p_due := greatest(p_now, least(p_due, v_job.created_at + p_max_wait_ms));
  UPDATE {schema}.jobs j SET
    status = CASE
      WHEN j.status = 'BLOCKED' THEN j.status
      WHEN p_due > p_now THEN 'SCHEDULED'
      ELSE 'PENDING'
    END,
    place = CASE
      WHEN v_job.status = 'BLOCKED' OR p_due > p_now AND v_job.status = 'SCHEDULED' AND p_due = v_job.run_at
        OR p_due <= p_now AND v_job.status = 'PENDING' AND v_priority = v_job.priority
      THEN j.place
      ELSE nextval('{schema}.places')
    END,
    run_at = p_due, expires_in_ms = p_expires_in_ms, start_by = p_due + p_expires_in_ms, attempt = 0, progress = NULL, sequence = j.sequence + 1, updated_at = p_now,
    payload = coalesce(p_payload, ''), priority = v_priority,
    max_attempts = coalesce(p_max_attempts, {defaultMaxAttempts}),
    retention_ms = coalesce(p_retention_ms, {defaultRetentionMs}),
    at_most_once = coalesce(p_at_most_once, false), backoff = p_backoff::json, inert = p_inert::json
  WHERE j.id = p_id;
  IF v_job.status = 'BLOCKED' THEN
    UPDATE {schema}.waits w SET delay_ms = NULL WHERE w.job_id = p_id AND w.delay_ms IS NOT NULL;
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
  -- Whatever it is, a waiting worker may have to look earlier than it planned.
  PERFORM pg_notify({channel}, 'wake ' || v_job.type || ' 1');
  RETURN 'REPLACED';
END
$$;
