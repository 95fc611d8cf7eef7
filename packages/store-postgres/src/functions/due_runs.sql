-- Names at most p_limit runs that are due, those with news first, behind a row with the time and that at which the next
-- one is due that is not due yet.
CREATE OR REPLACE FUNCTION {schema}.due_runs(p_limit integer)
RETURNS TABLE (id text, now_ms bigint, next_at bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  RETURN QUERY
  SELECT NULL::text, v_now, (
    SELECT r.wake_at FROM {schema}.runs r WHERE r.wake_at > v_now ORDER BY r.wake_at LIMIT 1
  );
  RETURN QUERY
  SELECT d.run_id, NULL::bigint, NULL::bigint FROM (
    -- An entry of the index for each run, however many news it has.
    WITH RECURSIVE told AS (
      (SELECT n.run_id FROM {schema}.run_news n ORDER BY n.run_id LIMIT 1)
      UNION ALL
      SELECT (
        SELECT n.run_id FROM {schema}.run_news n WHERE n.run_id > t.run_id ORDER BY n.run_id LIMIT 1
      )
      FROM told t WHERE t.run_id IS NOT NULL
    )
    (SELECT t.run_id FROM told t WHERE t.run_id IS NOT NULL LIMIT p_limit)
    UNION ALL (
      SELECT r.id FROM {schema}.runs r
      WHERE r.wake_at <= v_now AND NOT EXISTS (SELECT FROM {schema}.run_news n WHERE n.run_id = r.id)
      ORDER BY r.wake_at LIMIT p_limit
    )
  ) d LIMIT p_limit;
END
$$;
