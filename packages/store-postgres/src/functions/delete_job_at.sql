-- Forgets a job, its idempotency key and its hold on its unique key, if it is at the sequence number p_sequence, or whatever that is
-- when it is NULL, and it belongs to no run. Returns nothing then, else the job as it stands: its status, NULL when there is no such
-- job, and its sequence number.
CREATE OR REPLACE FUNCTION {schema}.delete_job_at(p_id text, p_sequence bigint)
RETURNS TABLE (kept_status text, kept_sequence bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_type text;
  v_key bytea;
  v_unique_key bytea;
  v_status text;
  v_awaited boolean := false;
  v_group text;
  v_is_step boolean;
BEGIN
  LOOP
    DELETE FROM {schema}.jobs j
    WHERE j.id = p_id AND j.status IN ({deletableStatuses})
      AND (p_sequence IS NULL OR j.sequence = p_sequence)
      AND (j.group_id IS NULL OR NOT starts_with(j.group_id, 'run '))
    RETURNING j.type, {schema}.scoped_key(j.concurrency_key, j.idempotency_key),
      {schema}.scoped_key(j.concurrency_key, j.unique_key), j.status, j.awaited, j.group_id
    INTO v_type, v_key, v_unique_key, v_status, v_awaited, v_group;
    EXIT WHEN FOUND;
    DELETE FROM {schema}.finished f
    WHERE f.id = p_id AND f.expires_at > {schema}.now_ms()
      AND (p_sequence IS NULL OR f.sequence = p_sequence)
      AND (f.group_id IS NULL OR NOT starts_with(f.group_id, 'run '))
    RETURNING f.type, {schema}.scoped_key(f.concurrency_key, f.idempotency_key),
      {schema}.scoped_key(f.concurrency_key, f.unique_key)
    INTO v_type, v_key, v_unique_key;
    EXIT WHEN FOUND;
    SELECT j.status, j.sequence, starts_with(j.group_id, 'run ') INTO kept_status, kept_sequence, v_is_step
    FROM {schema}.jobs j WHERE j.id = p_id
    UNION ALL
    SELECT f.status, f.sequence, starts_with(f.group_id, 'run ') FROM {schema}.finished f
    WHERE f.id = p_id AND f.expires_at > {schema}.now_ms();
    IF NOT FOUND OR v_is_step OR kept_sequence <> p_sequence OR kept_status NOT IN ({deletableStatuses}) THEN
      RETURN NEXT;
      RETURN;
    END IF;
    -- Else it has left its status just now.
  END LOOP;
  DELETE FROM {schema}.idempotency_keys k
  WHERE k.type = v_type AND k.key = v_key AND k.job_id = p_id;
  IF v_status = 'BLOCKED' THEN
    DELETE FROM {schema}.waits w WHERE w.job_id = p_id;
  END IF;
  IF v_awaited THEN
    PERFORM {schema}.end_waits(ARRAY[p_id], ARRAY['GONE']);
  END IF;
  -- Unless a successor has got it by that.
  DELETE FROM {schema}.unique_keys u
  WHERE u.type = v_type AND u.key = v_unique_key AND u.job_id = p_id;
  IF v_group IS NOT NULL THEN
    PERFORM {schema}.count_members(ARRAY[v_group], ARRAY[v_status], ARRAY['GONE']);
  END IF;
  IF EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.job_id = p_id) THEN
    PERFORM {schema}.keep_turns(ARRAY[p_id]);
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
END
$$;
