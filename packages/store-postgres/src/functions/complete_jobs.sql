-- Completes running jobs whose leases have these tokens, each job at most once. p_results may end
-- early; a job without a result has NULL.
--
-- Returns of each job that it has completed its id, its type and how long the attempt has taken, in ms; of each run that
-- has news its id with an empty type; and of each job that it has left alone, because others wait for it or a
-- group counts it, its id alone. change_jobs ends those.
--
-- A job that runs is told by its lease instead of by its status: that would let the planner go over
-- the index of everything that runs.
CREATE OR REPLACE FUNCTION {schema}.complete_jobs(
  p_ids text[], p_tokens bigint[], p_results bytea[]
) RETURNS TABLE (completed text, completed_type text, run_ms bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_completed integer;
BEGIN
  RETURN QUERY
  WITH done AS (
    DELETE FROM {schema}.jobs j
    USING unnest(p_ids, p_tokens, p_results) AS s (id, token, result)
    WHERE j.id = s.id AND j.token = s.token AND j.lease_expires_at IS NOT NULL AND NOT j.awaited
      AND j.group_id IS NULL
    RETURNING j.*, s.result
  )
  INSERT INTO {schema}.finished AS f (
    {keptColumns}, status, sequence, updated_at, expires_at, result
  )
  SELECT
    {keptColumns:of:d}, 'COMPLETED', d.sequence + 1, v_now, v_now + d.retention_ms, d.result
  FROM done d
  RETURNING f.id, f.type, v_now - coalesce(f.started_at, v_now);
  GET DIAGNOSTICS v_completed = ROW_COUNT;
  IF v_completed < cardinality(p_ids) THEN
    -- Those of runs, see tell_runs.
    RETURN QUERY
    WITH done AS (
      DELETE FROM {schema}.jobs j
      USING unnest(p_ids, p_tokens, p_results) AS s (id, token, result)
      WHERE j.id = s.id AND j.token = s.token AND j.lease_expires_at IS NOT NULL AND NOT j.awaited
        AND starts_with(j.group_id, 'run ')
      RETURNING j.*, s.result
    ), ended AS (
      INSERT INTO {schema}.finished AS f (
        {keptColumns}, status, sequence, updated_at, expires_at, result
      )
      SELECT
        {keptColumns:of:d}, 'COMPLETED', d.sequence + 1, v_now, v_now + d.retention_ms, d.result
      FROM done d
      RETURNING f.id, f.type, f.group_id, v_now - coalesce(f.started_at, v_now) AS run_ms
    ), told AS (
      INSERT INTO {schema}.run_news (at, run_id, job_id)
      SELECT v_now, substr(e.group_id, 5), e.id FROM ended e
    )
    SELECT e.id, e.type, e.run_ms FROM ended e
    UNION ALL
    SELECT DISTINCT substr(e.group_id, 5), '', NULL::bigint FROM ended e;
    RETURN QUERY
    SELECT j.id, NULL::text, NULL::bigint
    FROM unnest(p_ids, p_tokens) AS s (id, token)
    JOIN {schema}.jobs j ON j.id = s.id
    WHERE j.token = s.token AND j.lease_expires_at IS NOT NULL
      AND (j.awaited OR j.group_id IS NOT NULL);
  END IF;
  PERFORM {schema}.tell_changed(p_ids);
  IF EXISTS (
    SELECT FROM {schema}.queues q
    WHERE q.max_running IS NOT NULL OR q.key_max_running IS NOT NULL OR q.own_key_limits OR q.key_on_failure IS NOT NULL
    ORDER BY q.type LIMIT 1
  ) THEN
    PERFORM {schema}.keep_turns(p_ids);
    PERFORM {schema}.tell_room(p_ids);
  END IF;
  -- Retention holds without maintenance, too. The order says by which index to look.
  IF (SELECT f.expires_at + 0 FROM {schema}.finished f ORDER BY f.expires_at + 0 LIMIT 1) <= v_now THEN
    PERFORM {schema}.forget_expired(v_now, 2 * cardinality(p_ids));
  END IF;
END
$$;
