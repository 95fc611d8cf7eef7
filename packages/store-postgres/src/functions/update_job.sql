-- Writes the update of a job that waits, as it was worked out from the job as it was read at the sequence
-- number p_was_sequence: one that has changed since stays as it is. p_payload is NULL when the payload stays,
-- p_inert is text that holds JSON, and p_back has the job join its queue at the end. p_run_at is NULL when that
-- stays; a blocked job that is given one has no delay from the end of its wait any more.
--
-- Returns the id of the job, if it was changed.
CREATE OR REPLACE FUNCTION {schema}.update_job(
  p_id text, p_was_sequence bigint, p_status text, p_run_at bigint, p_priority smallint, p_back boolean,
  p_payload bytea, p_inert text, p_updated_at bigint, p_start_by bigint
) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_type text;
BEGIN
  UPDATE {schema}.jobs j
  SET status = p_status, run_at = coalesce(p_run_at, j.run_at), start_by = p_start_by,
    priority = p_priority, aged = NULL,
    payload = coalesce(p_payload, j.payload), inert = p_inert::json,
    place = CASE WHEN p_back THEN nextval('{schema}.places') ELSE j.place END,
    sequence = j.sequence + 1, updated_at = p_updated_at
  WHERE j.id = p_id AND j.sequence = p_was_sequence AND j.status IN ({updatableStatuses})
  RETURNING j.type INTO v_type;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF p_status = 'BLOCKED' AND p_run_at IS NOT NULL THEN
    UPDATE {schema}.waits w SET delay_ms = NULL WHERE w.job_id = p_id AND w.delay_ms IS NOT NULL;
  END IF;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
  IF p_back THEN
    -- Whatever it is, a waiting worker may have to look earlier than it planned.
    PERFORM pg_notify({channel}, 'wake ' || v_type || ' 1');
  END IF;
  changed := p_id;
  RETURN NEXT;
END
$$;
