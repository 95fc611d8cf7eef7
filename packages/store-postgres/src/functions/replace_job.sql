-- Has the job p_id, which holds its unique key, or the successor that waits for it, become what a newer request
-- asks for, if it waits. It is due as that says, but no later than p_max_wait_ms after it was created; one that
-- waits for others still does, and is due then at the earliest. What is NULL gets its default.
--
-- Returns what became of it, and of which job:
--   REPLACED  that
--   RUNS      nothing: it runs, and has no successor; nobody else ends it, or makes one, in this transaction's time
--   UNIQUE    nothing: it has finished, and holds the key
--   HELD      nothing: it has just now given up the key, or (with p_leaves_held) another transaction holds it
--             beyond lock_timeout
CREATE OR REPLACE FUNCTION {schema}.replace_job(
  p_id text, p_now bigint, p_payload bytea, p_priority smallint, p_max_attempts integer, p_due bigint,
  p_retention_ms bigint, p_at_most_once boolean, p_backoff text, p_inert text, p_expires_in_ms bigint,
  p_max_wait_ms bigint, p_leaves_held boolean, OUT outcome text, OUT replaced_id text
) LANGUAGE plpgsql AS $$
DECLARE
  v_priority smallint := coalesce(p_priority, {defaultPriority});
  v_job record;
  v_id text COLLATE "C";
BEGIN
  replaced_id := p_id;
  IF p_leaves_held THEN
    BEGIN
      SELECT r.outcome, r.replaced_id INTO outcome, replaced_id FROM {schema}.replace_job(
        p_id, p_now, p_payload, p_priority, p_max_attempts, p_due, p_retention_ms, p_at_most_once, p_backoff,
        p_inert, p_expires_in_ms, p_max_wait_ms, false
      ) r;
    EXCEPTION WHEN lock_not_available THEN
      outcome := 'HELD';
    END;
    RETURN;
  END IF;
  SELECT j.type, j.status, {schema}.scoped_key(j.concurrency_key, j.unique_key) AS unique_key, j.priority,
    j.run_at, j.created_at INTO v_job
  FROM {schema}.jobs j WHERE j.id = p_id FOR UPDATE;
  IF NOT FOUND OR {schema}.unique_key_holder(v_job.type, v_job.unique_key, p_now) IS DISTINCT FROM p_id THEN
    outcome := CASE WHEN EXISTS (
      SELECT FROM {schema}.finished f
      WHERE f.id = p_id AND {schema}.unique_key_holder(
        f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key), p_now
      ) = p_id
    ) THEN 'UNIQUE' ELSE 'HELD' END;
    RETURN;
  END IF;
  v_id := (
    SELECT w.job_id FROM {schema}.waits w JOIN {schema}.jobs j ON j.id = w.job_id
    WHERE w.awaited_id = p_id AND j.type = v_job.type
      AND {schema}.scoped_key(j.concurrency_key, j.unique_key) = v_job.unique_key
  );
  IF v_id IS NOT NULL THEN
    -- Only a cancel or a delete can end its wait now.
    SELECT j.type, j.status, j.unique_key, j.priority, j.run_at, j.created_at INTO v_job
    FROM {schema}.jobs j WHERE j.id = v_id AND j.status = 'BLOCKED' FOR UPDATE;
    IF NOT FOUND THEN
      outcome := 'HELD';
      RETURN;
    END IF;
    replaced_id := v_id;
  ELSIF v_job.status NOT IN ({updatableStatuses}) THEN
    outcome := 'RUNS';
    RETURN;
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
    payload = coalesce(p_payload, ''), priority = v_priority, aged = NULL,
    max_attempts = coalesce(p_max_attempts, {defaultMaxAttempts}),
    retention_ms = coalesce(p_retention_ms, {defaultRetentionMs}),
    at_most_once = coalesce(p_at_most_once, false), backoff = p_backoff::json, inert = p_inert::json
  WHERE j.id = replaced_id;
  IF v_job.status = 'BLOCKED' THEN
    UPDATE {schema}.waits w SET delay_ms = NULL WHERE w.job_id = replaced_id AND w.delay_ms IS NOT NULL;
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[replaced_id]);
  -- Whatever it is, a waiting worker may have to look earlier than it planned.
  PERFORM pg_notify({channel}, 'wake ' || v_job.type || ' 1');
  outcome := 'REPLACED';
END
$$;
