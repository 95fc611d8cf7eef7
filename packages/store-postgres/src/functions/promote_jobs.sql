-- Makes at most p_limit jobs of a type pending whose time has come. Returns how many.
CREATE OR REPLACE FUNCTION {schema}.promote_jobs(p_type text, p_now bigint, p_limit integer)
RETURNS integer
LANGUAGE plpgsql
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_status text;
  v_ids text[];
  v_count integer := 0;
BEGIN
  FOREACH v_status IN ARRAY ARRAY[{promotedStatuses}] LOOP
    WITH due AS MATERIALIZED (
      SELECT j.id
      FROM {schema}.jobs j
      WHERE j.type = p_type AND j.status = v_status
        AND j.status IN ({promotedStatuses}) AND j.run_at <= p_now
      ORDER BY j.run_at, j.place
      LIMIT p_limit - v_count
      FOR UPDATE SKIP LOCKED
    ), promoted AS (
      UPDATE {schema}.jobs j
      SET status = 'PENDING', place = nextval('{schema}.places'),
        sequence = j.sequence + 1, updated_at = p_now
      FROM due
      WHERE j.id = due.id
      RETURNING j.id
    )
    SELECT array_agg(p.id) INTO v_ids FROM promoted p;
    IF v_ids IS NOT NULL THEN
      v_count := v_count + cardinality(v_ids);
      PERFORM {schema}.tell_changed(v_ids);
    END IF;
    EXIT WHEN v_count >= p_limit;
  END LOOP;
  RETURN v_count;
END
$$;
