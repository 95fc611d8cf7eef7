-- Makes the leases that have these tokens last for p_lease_ms from now. p_progress and p_log, which
-- has lists of texts, may end early; a job without either has NULL.
--
-- Returns the jobs whose leases were extended. For the condition see complete_jobs.sql.
CREATE OR REPLACE FUNCTION {schema}.extend_jobs(
  p_ids text[], p_tokens bigint[], p_progress text[], p_log text[], p_lease_ms bigint
) RETURNS TABLE (extended text, cancel_requested boolean)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  RETURN QUERY
  UPDATE {schema}.jobs j
  SET lease_expires_at = v_now + p_lease_ms,
    progress = coalesce(e.progress::json, j.progress),
    log = CASE
      WHEN e.log IS NULL THEN j.log
      ELSE {schema}.longer_log(j.log, e.log::json, j.attempt, v_now)
    END,
    sequence = CASE
      WHEN coalesce(e.progress, e.log) IS NULL THEN j.sequence ELSE j.sequence + 1
    END,
    updated_at = CASE WHEN coalesce(e.progress, e.log) IS NULL THEN j.updated_at ELSE v_now END
  FROM unnest(p_ids, p_tokens, p_progress, p_log) AS e (id, token, progress, log)
  WHERE j.id = e.id AND j.token = e.token AND j.lease_expires_at IS NOT NULL
  RETURNING j.id, j.cancel_requested;
  IF cardinality(p_progress) > 0 OR cardinality(p_log) > 0 THEN
    PERFORM {schema}.tell_changed(p_ids);
  END IF;
END
$$;
