-- Has no job keep the turn of a concurrency key any more, or of any of a type where p_key is NULL; with p_failed_only
-- none that has failed for good. Those who wait are told.
CREATE OR REPLACE FUNCTION {schema}.resume_key(p_type text, p_key bytea, p_failed_only boolean) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_ids text[];
BEGIN
  WITH ended AS (
    DELETE FROM {schema}.key_keepers k
    WHERE k.type = p_type AND (p_key IS NULL OR k.key = p_key)
      AND (NOT p_failed_only OR NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = k.job_id))
    RETURNING k.key, k.job_id
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), p_type, e.key FROM (SELECT DISTINCT key FROM ended ORDER BY key) e
  )
  SELECT array_agg(e.job_id) INTO v_ids FROM ended e;
  IF v_ids IS NOT NULL THEN
    PERFORM {schema}.expire_keepers(v_ids);
    PERFORM pg_notify({channel}, 'resumed ' || p_type);
  END IF;
END
$$;
