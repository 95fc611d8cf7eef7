-- Adds jobs that nothing refuses: one for each id, what the other arrays have as NULL getting its default. A job
-- with a group in p_groups is not counted by that.
CREATE OR REPLACE FUNCTION {schema}.add_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[], p_groups text[], p_concurrency_keys bytea[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  INSERT INTO {schema}.jobs (
    id, type, status, payload, place, run_at, created_at, updated_at,
    priority, max_attempts, retention_ms, at_most_once, backoff, inert, expires_in_ms, start_by, group_id,
    concurrency_key
  )
  SELECT
    t.id, t.type, CASE WHEN t.due > v_now THEN 'SCHEDULED' ELSE 'PENDING' END,
    coalesce(t.payload, ''), nextval('{schema}.places'), t.due, v_now, v_now,
    coalesce(t.priority, {defaultPriority}), coalesce(t.max_attempts, {defaultMaxAttempts}),
    coalesce(t.retention_ms, {defaultRetentionMs}), coalesce(t.at_most_once, false),
    t.backoff::json, t.inert::json, t.expires_in_ms, t.due + t.expires_in_ms, t.group_id, t.concurrency_key
  FROM (
    SELECT
      u.*,
      CASE
        WHEN u.run_at IS NULL THEN v_now + coalesce(u.delay_ms, 0)
        ELSE greatest(v_now, u.run_at)
      END AS due
    FROM unnest(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, p_groups, p_concurrency_keys
    ) WITH ORDINALITY AS u (
      id, type, payload, priority, max_attempts, delay_ms, run_at,
      retention_ms, at_most_once, backoff, inert, expires_in_ms, group_id, concurrency_key, ord
    )
    ORDER BY u.ord
  ) t;
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(p_types) AS t (type) GROUP BY t.type;
END
$$;
