-- enqueue_jobs for a transaction of its own, which leaves out the jobs whose keys, or jobs to come after,
-- other transactions hold for longer than a moment. Whoever enqueues in a transaction of theirs waits instead, for as
-- long as they have set themselves.
CREATE OR REPLACE FUNCTION {schema}.enqueue_keyed_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_unique_keys bytea[] DEFAULT '{}', p_unique_holds text[] DEFAULT '{}',
  p_unique_ttls_ms bigint[] DEFAULT '{}', p_unique_replaces boolean[] DEFAULT '{}',
  p_unique_max_waits_ms bigint[] DEFAULT '{}', p_afters text[] DEFAULT '{}',
  p_concurrency_keys bytea[] DEFAULT '{}', p_groups text[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
BEGIN
  RETURN QUERY SELECT * FROM {schema}.enqueue_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
    p_unique_keys, p_unique_holds, p_unique_ttls_ms, p_unique_replaces, p_unique_max_waits_ms,
    p_afters => p_afters, p_concurrency_keys => p_concurrency_keys, p_groups => p_groups
  );
EXCEPTION WHEN lock_not_available THEN
  -- There may be a thousand such keys.
  PERFORM set_config('lock_timeout', '1', true);
  RETURN QUERY SELECT * FROM {schema}.enqueue_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
    p_unique_keys, p_unique_holds, p_unique_ttls_ms, p_unique_replaces, p_unique_max_waits_ms,
    p_leaves_held => true, p_afters => p_afters, p_concurrency_keys => p_concurrency_keys, p_groups => p_groups
  );
END
$$;
