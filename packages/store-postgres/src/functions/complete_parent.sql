-- Completes a job by change_jobs, and creates its children, the jobs that its handler has enqueued: both, or
-- neither. The arrays are as for add_jobs. Whether their
-- types are draining does not matter: they are part of what ran.
--
-- Returns the id of the job if it was changed.
CREATE OR REPLACE FUNCTION {schema}.complete_parent(
  p_changes json, p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[]
) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  RETURN QUERY SELECT c.changed FROM {schema}.change_jobs(p_changes) c;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM {schema}.add_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, '{}'
  );
END
$$;
