-- Tells those who watch one of these jobs, at commit, that it has changed.
CREATE OR REPLACE FUNCTION {schema}.tell_changed(p_ids text[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM {schema}.watches) THEN
    RETURN;
  END IF;
  PERFORM pg_notify({channel}, 'changed ' || job_id)
  FROM {schema}.watches
  WHERE job_id = ANY (p_ids) AND until > {schema}.now_ms();
END
$$;
