-- change_jobs for the redrive of one finished job that has a unique key, which it takes again.
--
-- Returns the id of the job if it has changed it, or the job that holds its key, for which it has changed
-- nothing.
CREATE OR REPLACE FUNCTION {schema}.redrive_unique_job(p_id text, p_changes json)
RETURNS TABLE (changed text, held_by text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_job record;
  v_holder text;
BEGIN
  -- First the job and then its key, as who deletes it does.
  SELECT f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key) AS unique_key, f.unique_hold, f.token
  INTO v_job
  FROM {schema}.finished f WHERE f.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF v_job.unique_hold <> 'TTL' THEN
    LOOP
      INSERT INTO {schema}.unique_keys (type, key, job_id, token)
      VALUES (v_job.type, v_job.unique_key, p_id, v_job.token)
      ON CONFLICT DO NOTHING;
      EXIT WHEN FOUND;
      PERFORM FROM {schema}.unique_keys u
      WHERE u.type = v_job.type AND u.key = v_job.unique_key FOR UPDATE;
      -- Else the key was freed just now.
      CONTINUE WHEN NOT FOUND;
      v_holder := {schema}.unique_key_holder(v_job.type, v_job.unique_key, {schema}.now_ms());
      IF v_holder <> p_id THEN
        held_by := v_holder;
        RETURN NEXT;
        RETURN;
      END IF;
      UPDATE {schema}.unique_keys u SET job_id = p_id, token = v_job.token, ends_at = NULL
      WHERE u.type = v_job.type AND u.key = v_job.unique_key;
      EXIT;
    END LOOP;
  END IF;
  -- The job is held, but may have changed before that; a key that it took is then as free as it was.
  RETURN QUERY SELECT c.changed, NULL::text FROM {schema}.change_jobs(p_changes) c;
END
$$;
