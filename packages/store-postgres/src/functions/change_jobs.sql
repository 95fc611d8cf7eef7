-- Writes changes that were worked out from jobs as they were read: p_changes is a list with an
-- object for each job. `was_sequence` and `was_lease_expires_at` are as they were read: a job that
-- has changed since stays as it is. `at` says where a job that waits joins its queue: `back`,
-- `front`, or where it was. Fields of type json are given as text that holds JSON.
--
-- Returns the ids of the jobs that it has changed.
CREATE OR REPLACE FUNCTION {schema}.change_jobs(p_changes json) RETURNS TABLE (changed text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_ids text[];
BEGIN
  WITH change AS MATERIALIZED (
    SELECT
      c.*,
      c.status IN ('COMPLETED', 'FAILED', 'CANCELLED') AS final,
      CASE c.at
        WHEN 'back' THEN nextval('{schema}.places')
        WHEN 'front' THEN -nextval('{schema}.places')
      END AS new_place
    FROM json_to_recordset(p_changes) AS c (
      id text, was_sequence bigint, was_lease_expires_at bigint, at text,
      status text, token bigint, sequence bigint, attempt integer, run_at bigint,
      updated_at bigint, started_at bigint, lease_expires_at bigint, expires_at bigint,
      cancel_requested boolean, errors text, progress text, cancel_reason text
    )
  ), kept AS (
    UPDATE {schema}.jobs j
    SET status = c.status, token = c.token, sequence = c.sequence, attempt = c.attempt,
      run_at = c.run_at, updated_at = c.updated_at, started_at = c.started_at,
      lease_expires_at = c.lease_expires_at, cancel_requested = c.cancel_requested,
      errors = c.errors::json, progress = c.progress::json, cancel_reason = c.cancel_reason::json,
      place = coalesce(c.new_place, j.place)
    FROM change c
    WHERE NOT c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING j.id, j.type, j.status, j.cancel_requested
  ), ended AS (
    DELETE FROM {schema}.jobs j
    USING change c
    WHERE c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING
      j.id, j.type, j.payload, j.place, j.created_at, j.retention_ms, j.timeout_ms,
      j.max_attempts, j.priority, j.at_most_once, j.idempotency_key, j.backoff, j.metadata, j.worker,
      c.status, c.token, c.sequence, c.attempt, c.run_at, c.updated_at, c.started_at, c.expires_at,
      c.cancel_requested, c.errors, c.progress, c.cancel_reason
  ), stored AS (
    INSERT INTO {schema}.finished (
      id, type, payload, place, created_at, retention_ms, timeout_ms, max_attempts, priority,
      at_most_once, idempotency_key, backoff, metadata, worker, status, token, sequence, attempt,
      run_at, updated_at, started_at, expires_at, cancel_requested, errors, progress, cancel_reason
    )
    SELECT
      e.id, e.type, e.payload, e.place, e.created_at, e.retention_ms, e.timeout_ms, e.max_attempts,
      e.priority, e.at_most_once, e.idempotency_key, e.backoff, e.metadata, e.worker, e.status,
      e.token, e.sequence, e.attempt, e.run_at, e.updated_at, e.started_at, e.expires_at,
      e.cancel_requested, e.errors::json, e.progress::json, e.cancel_reason::json
    FROM ended e
  ), reopened AS (
    DELETE FROM {schema}.finished f
    USING change c
    WHERE NOT c.final AND f.id = c.id AND f.sequence = c.was_sequence
    RETURNING
      f.id, f.type, f.payload, c.new_place, f.created_at, f.retention_ms, f.timeout_ms,
      f.max_attempts, f.priority, f.at_most_once, f.idempotency_key, f.backoff, f.metadata, f.worker,
      c.status, c.token, c.sequence, c.attempt, c.run_at, c.updated_at, c.started_at,
      c.cancel_requested, c.errors, c.progress, c.cancel_reason
  ), restored AS (
    INSERT INTO {schema}.jobs (
      id, type, payload, place, created_at, retention_ms, timeout_ms, max_attempts, priority,
      at_most_once, idempotency_key, backoff, metadata, worker, status, token, sequence, attempt,
      run_at, updated_at, started_at, cancel_requested, errors, progress, cancel_reason
    )
    SELECT
      r.id, r.type, r.payload, r.new_place, r.created_at, r.retention_ms, r.timeout_ms,
      r.max_attempts, r.priority, r.at_most_once, r.idempotency_key, r.backoff, r.metadata, r.worker,
      r.status, r.token, r.sequence, r.attempt, r.run_at, r.updated_at, r.started_at,
      r.cancel_requested, r.errors::json, r.progress::json, r.cancel_reason::json
    FROM reopened r
  ), done AS (
    SELECT k.id, k.type, k.status, k.cancel_requested FROM kept k
    UNION ALL
    SELECT e.id, e.type, e.status, false FROM ended e
    UNION ALL
    SELECT r.id, r.type, r.status, false FROM reopened r
  ), messages AS (
    SELECT 'wake ' || d.type || ' ' || count(*) AS message
    FROM done d WHERE d.status IN ('SCHEDULED', 'PENDING', 'RETRYING') GROUP BY d.type
    UNION ALL
    SELECT 'cancel ' || d.id FROM done d WHERE d.status = 'RUNNING' AND d.cancel_requested
  ), told AS (
    SELECT count(pg_notify({channel}, m.message)) AS count FROM messages m
  )
  SELECT array_agg(d.id) INTO v_ids FROM done d WHERE (SELECT t.count FROM told t) >= 0;
  IF v_ids IS NOT NULL THEN
    PERFORM {schema}.tell_changed(v_ids);
    -- Retention holds without maintenance, too. The order says by which index to look.
    IF (SELECT f.expires_at + 0 FROM {schema}.finished f ORDER BY f.expires_at + 0 LIMIT 1) <= v_now
    THEN
      PERFORM {schema}.forget_expired(v_now, 2 * cardinality(v_ids));
    END IF;
    RETURN QUERY SELECT unnest(v_ids);
  END IF;
END
$$;
