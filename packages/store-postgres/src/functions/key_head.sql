-- The first pending job of a concurrency key that may be leased, if any, but for those of p_taken: of the jobs that
-- keep its turn if any do.
CREATE OR REPLACE FUNCTION {schema}.key_head(p_type text, p_key bytea, p_taken text[])
RETURNS TABLE (priority smallint, aged bigint, place bigint)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  IF EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.type = p_type AND k.key = p_key) THEN
    RETURN QUERY
    SELECT j.priority, j.aged, j.place FROM {schema}.key_keepers k JOIN {schema}.jobs j ON j.id = k.job_id
    WHERE k.type = p_type AND k.key = p_key AND j.status = 'PENDING' AND j.id <> ALL (p_taken)
    ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1;
  ELSE
    RETURN QUERY
    SELECT n.priority, n.aged, n.place FROM {schema}.jobs n
    WHERE n.type = p_type AND n.concurrency_key = p_key AND n.status = 'PENDING' AND n.id <> ALL (p_taken)
    ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT 1;
  END IF;
END
$$;
