-- Tells of concurrency keys of a type that have pending jobs, wait for a time, are kept or have limits of their own: of
-- p_only alone, or of the first p_limit ones behind p_after by name. Their jobs are counted up to p_bound; of those that
-- keep their turn p_named are told, whether any is pending and whether any has failed for good.
--
-- VOLATILE, to see what the statement that calls it has changed: see resumeKey.
CREATE OR REPLACE FUNCTION {schema}.list_keys(
  p_type text, p_only bytea, p_after bytea, p_limit integer, p_bound integer, p_named integer
)
RETURNS TABLE (
  key bytea, pending integer, running integer, until bigint, max_running integer, weight double precision,
  rate text, limit_of_all integer, keepers text, any_pending boolean, any_failed boolean
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
DECLARE
  v_key bytea := p_after;
  v_now bigint := {schema}.now_ms();
BEGIN
  limit_of_all := (SELECT q.key_max_running FROM {schema}.queues q WHERE q.type = p_type);
  FOR number IN 1..CASE WHEN p_only IS NULL THEN p_limit ELSE 1 END LOOP
    v_key := coalesce(p_only, (
      SELECT n.key FROM (
        (
          SELECT j.concurrency_key AS key FROM {schema}.jobs j
          WHERE j.type = p_type AND j.concurrency_key > v_key AND j.status = 'PENDING'
            AND j.concurrency_key IS NOT NULL
          ORDER BY j.concurrency_key LIMIT 1
        )
        UNION ALL
        (
          SELECT w.key FROM {schema}.key_waits w WHERE w.type = p_type AND w.key > v_key AND w.until > v_now
          ORDER BY w.key LIMIT 1
        )
        UNION ALL
        (
          SELECT k.key FROM {schema}.key_keepers k WHERE k.type = p_type AND k.key > v_key
          ORDER BY k.key LIMIT 1
        )
        UNION ALL
        (
          SELECT l.key FROM {schema}.key_limits l WHERE l.type = p_type AND l.key > v_key
          ORDER BY l.key LIMIT 1
        )
      ) n
      ORDER BY n.key LIMIT 1
    ));
    EXIT WHEN v_key IS NULL;
    key := v_key;
    pending := (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_key AND j.status = 'PENDING' LIMIT p_bound
      ) c
    );
    running := (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_key AND j.status = 'RUNNING' LIMIT {maxRunning}
      ) c
    );
    until := (SELECT w.until FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = v_key AND w.until > v_now);
    max_running := NULL;
    weight := NULL;
    rate := NULL;
    SELECT l.max_running, l.weight, array_to_string(l.rate, ' ') INTO max_running, weight, rate
    FROM {schema}.key_limits l
    WHERE l.type = p_type AND l.key = v_key;
    SELECT k.ids, k.any_pending, k.any_failed INTO keepers, any_pending, any_failed
    FROM {schema}.turn_keepers(p_type, v_key, p_named) k;
    RETURN NEXT;
  END LOOP;
END
$$;
