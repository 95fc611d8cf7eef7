-- Makes at most p_limit jobs pending whose time has come, whatever their type. Returns how many.
CREATE OR REPLACE FUNCTION {schema}.promote_due(p_now bigint, p_limit integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_ids text[];
  v_types text[];
BEGIN
  WITH due AS MATERIALIZED (
    SELECT j.id
    FROM {schema}.jobs j
    WHERE j.status IN ({promotedStatuses}) AND j.run_at + 0 <= p_now
    ORDER BY j.run_at + 0, j.place
    LIMIT p_limit
    FOR UPDATE SKIP LOCKED
  ), promoted AS (
    UPDATE {schema}.jobs j
    SET status = 'PENDING', place = nextval('{schema}.places'),
      sequence = j.sequence + 1, updated_at = p_now
    FROM due
    WHERE j.id = due.id
    RETURNING j.id, j.type
  )
  SELECT array_agg(p.id), array_agg(p.type) INTO v_ids, v_types FROM promoted p;
  IF v_ids IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM {schema}.tell_changed(v_ids);
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(v_types) AS t (type) GROUP BY t.type;
  RETURN cardinality(v_ids);
END
$$;
