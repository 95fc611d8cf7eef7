-- Forgets a job and its idempotency key. Returns `OK`, the status that forbids it, or NULL when there is no
-- such job.
CREATE OR REPLACE FUNCTION {schema}.delete_job(p_id text) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_type text;
  v_key bytea;
  v_status text;
BEGIN
  LOOP
    DELETE FROM {schema}.jobs j WHERE j.id = p_id AND j.status IN ({deletableStatuses})
    RETURNING j.type, j.idempotency_key INTO v_type, v_key;
    EXIT WHEN FOUND;
    DELETE FROM {schema}.finished f WHERE f.id = p_id AND f.expires_at > {schema}.now_ms()
    RETURNING f.type, f.idempotency_key INTO v_type, v_key;
    EXIT WHEN FOUND;
    SELECT j.status INTO v_status FROM {schema}.jobs j WHERE j.id = p_id;
    IF v_status NOT IN ({deletableStatuses}) THEN
      RETURN v_status;
    ELSIF v_status IS NULL AND NOT EXISTS (
      SELECT FROM {schema}.finished f
      WHERE f.id = p_id AND f.expires_at > {schema}.now_ms()
    ) THEN
      RETURN NULL;
    END IF;
    -- Else it has left its status just now.
  END LOOP;
  DELETE FROM {schema}.idempotency_keys k
  WHERE k.type = v_type AND k.key = v_key AND k.job_id = p_id;
  PERFORM {schema}.tell_changed(ARRAY[p_id]);
  RETURN 'OK';
END
$$;
