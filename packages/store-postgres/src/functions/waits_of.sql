-- What a blocked job waits for, as JSON.
CREATE OR REPLACE FUNCTION {schema}.waits_of(p_id text) RETURNS json
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
BEGIN
  RETURN (
    SELECT json_strip_nulls(json_build_object(
      'rule', min(w.rule), 'count', count(*), 'jobIds', json_agg(w.awaited_id ORDER BY w.ord),
      'delayMs', min(w.delay_ms)
    ))
    FROM {schema}.waits w WHERE w.job_id = p_id HAVING count(*) > 0
  );
END
$$;
