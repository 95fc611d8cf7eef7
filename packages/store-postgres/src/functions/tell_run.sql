-- Keeps news for a run; returns whether there is one. The lock keeps it until then.
CREATE OR REPLACE FUNCTION {schema}.tell_run(p_id text, p_told text) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  INSERT INTO {schema}.run_news (at, run_id, told)
  SELECT {schema}.now_ms(), r.id, p_told FROM {schema}.runs r WHERE r.id = p_id FOR KEY SHARE;
  RETURN FOUND;
END
$$;
