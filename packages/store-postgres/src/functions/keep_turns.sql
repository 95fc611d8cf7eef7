-- Notes which of these jobs, of which attempts have ended or which are gone, keep the turns of their concurrency keys
-- from now on: see KeyOnFailure of core. Those that have failed for good and do are not forgotten.
CREATE OR REPLACE FUNCTION {schema}.keep_turns(p_ids text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_told integer;
BEGIN
  -- As a lease does: see configure_queue.
  LOCK TABLE {schema}.queues IN ROW SHARE MODE;
  IF EXISTS (SELECT FROM {schema}.queues q WHERE q.key_on_failure IS NOT NULL ORDER BY q.type LIMIT 1) THEN
    INSERT INTO {schema}.key_keepers (type, key, job_id)
    SELECT j.type, j.concurrency_key, j.id FROM {schema}.jobs j
    JOIN {schema}.queues q ON q.type = j.type AND q.key_on_failure IS NOT NULL
    WHERE j.id = ANY (p_ids) AND j.status = 'RETRYING' AND j.concurrency_key IS NOT NULL
    ORDER BY j.id ON CONFLICT DO NOTHING;
    WITH failed AS (
      UPDATE {schema}.finished f SET expires_at = {never}
      FROM {schema}.queues q
      WHERE f.id = ANY (p_ids) AND f.status = 'FAILED' AND f.concurrency_key IS NOT NULL
        AND q.type = f.type AND q.key_on_failure = 'HALT'
      RETURNING f.type, f.concurrency_key, f.id
    )
    INSERT INTO {schema}.key_keepers (type, key, job_id)
    SELECT f.type, f.concurrency_key, f.id FROM failed f ORDER BY f.id ON CONFLICT DO NOTHING;
  END IF;
  IF NOT EXISTS (SELECT FROM {schema}.key_keepers k LIMIT 1) THEN
    RETURN;
  END IF;
  WITH ended AS (
    DELETE FROM {schema}.key_keepers k
    WHERE k.job_id = ANY (p_ids)
      AND NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = k.job_id)
      AND NOT EXISTS (
        SELECT FROM {schema}.finished f WHERE f.id = k.job_id AND f.status = 'FAILED' AND f.expires_at = {never}
      )
    RETURNING k.type, k.key
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), e.type, e.key FROM ended e
  )
  SELECT count(pg_notify({channel}, 'wake ' || e.type || ' 1')) INTO v_told FROM ended e;
END
$$;
