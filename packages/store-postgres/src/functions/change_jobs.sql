-- Writes changes that were worked out from jobs as they were read: p_changes is a list with an
-- object for each job. `was_sequence` and `was_lease_expires_at` are as they were read: a job that
-- has changed since stays as it is. `at` says where a job that waits joins its queue: `back`,
-- `front`, or where it was. `unstarted` says when an attempt had begun that is given back before its handler has
-- started; `throttled_until`, that no job of its queue is to be leased up to that time, or with `throttles_key` none of its
-- concurrency key; `tells_run` is what the run of a job that ends is told before that. Fields of type json are given as text that holds JSON, a result in base64.
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
  v_ended text[];
  v_ends text[];
  v_unblocked text[];
  v_unstarted text[];
  v_begun bigint[];
  v_groups text[];
  v_members text[];
  v_befores text[];
  v_statuses text[];
  v_throttled text[];
  v_throttlers text[];
  v_until bigint[];
  v_keys bytea[];
  v_unstarted_keys bytea[];
  v_told text[];
BEGIN
  WITH change AS MATERIALIZED (
    SELECT
      c.*,
      c.status IN ({finalStatuses}) AS final,
      CASE c.at
        WHEN 'back' THEN nextval('{schema}.places')
        WHEN 'front' THEN -nextval('{schema}.places')
      END AS new_place
    FROM json_to_recordset(p_changes) AS c (
      id text, was_sequence bigint, was_lease_expires_at bigint, at text,
      lease_expires_at bigint, expires_at bigint, result text, unstarted bigint, throttled_until bigint,
      throttles_key boolean, tells_run text, {changedColumns:given}
    )
  ), kept AS (
    UPDATE {schema}.jobs j
    SET ({changedColumns}) = ROW({changedColumns:read:c}),
      lease_expires_at = c.lease_expires_at, place = coalesce(c.new_place, j.place)
    FROM change c
    WHERE NOT c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING j.id, j.type, j.status, j.cancel_requested, c.unstarted, j.concurrency_key, c.throttled_until,
      CASE WHEN c.throttles_key THEN j.concurrency_key END AS throttled_key
  ), ended AS (
    DELETE FROM {schema}.jobs j
    USING change c
    WHERE c.final AND j.id = c.id AND j.sequence = c.was_sequence
      AND j.lease_expires_at IS NOT DISTINCT FROM c.was_lease_expires_at
    RETURNING {specColumns:of:j}, j.place, {changedColumns:of:c}, c.expires_at, c.result, j.awaited,
      j.status = 'BLOCKED' AS unblocked, c.unstarted, c.throttled_until, c.tells_run,
      CASE WHEN c.throttles_key THEN j.concurrency_key END AS throttled_key
  ), stored AS (
    INSERT INTO {schema}.finished ({specColumns}, place, {changedColumns}, expires_at, result)
    SELECT {specColumns:of:e}, e.place, {changedColumns:read:e}, e.expires_at, decode(e.result, 'base64')
    FROM ended e
  ), reopened AS (
    DELETE FROM {schema}.finished f
    USING change c
    WHERE NOT c.final AND f.id = c.id AND f.sequence = c.was_sequence
    RETURNING {specColumns:of:f}, c.new_place, {changedColumns:of:c}, f.status AS before
  ), restored AS (
    INSERT INTO {schema}.jobs ({specColumns}, place, {changedColumns})
    SELECT {specColumns:of:r}, r.new_place, {changedColumns:read:r} FROM reopened r
  ), done AS (
    SELECT k.id, k.type, k.status, k.cancel_requested, false AS awaited, false AS unblocked, k.unstarted, k.concurrency_key,
      k.throttled_until, k.throttled_key, NULL::text AS group_id, NULL::text AS before, NULL::text AS tells_run
    FROM kept k
    UNION ALL
    SELECT e.id, e.type, e.status, false, e.awaited, e.unblocked, e.unstarted, e.concurrency_key, e.throttled_until,
      e.throttled_key, e.group_id, 'PENDING', e.tells_run
    FROM ended e
    UNION ALL
    SELECT r.id, r.type, r.status, false, false, false, NULL, NULL, NULL, NULL, r.group_id, r.before, NULL FROM reopened r
  ), messages AS (
    SELECT 'wake ' || d.type || ' ' || count(*) AS message
    FROM done d WHERE d.status IN ({queuedStatuses}) GROUP BY d.type
    UNION ALL
    SELECT 'cancel ' || d.id FROM done d WHERE d.status = 'RUNNING' AND d.cancel_requested
  ), told AS (
    SELECT count(pg_notify({channel}, m.message)) AS count FROM messages m
  )
  SELECT array_agg(d.id), array_agg(d.id) FILTER (WHERE d.awaited),
    array_agg(d.status) FILTER (WHERE d.awaited), array_agg(d.id) FILTER (WHERE d.unblocked),
    array_agg(d.type) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.unstarted) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.concurrency_key) FILTER (WHERE d.unstarted IS NOT NULL),
    array_agg(d.group_id) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.id) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.before) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.status) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.tells_run) FILTER (WHERE d.group_id IS NOT NULL),
    array_agg(d.type) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.id) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.throttled_until) FILTER (WHERE d.throttled_until IS NOT NULL),
    array_agg(d.throttled_key) FILTER (WHERE d.throttled_until IS NOT NULL)
  INTO v_ids, v_ended, v_ends, v_unblocked, v_unstarted, v_begun, v_unstarted_keys, v_groups, v_members,
    v_befores, v_statuses, v_told, v_throttled, v_throttlers, v_until, v_keys
  FROM done d WHERE (SELECT t.count FROM told t) >= 0;
  IF v_ids IS NOT NULL THEN
    PERFORM {schema}.tell_changed(v_ids);
    IF v_unblocked IS NOT NULL THEN
      DELETE FROM {schema}.waits w USING unnest(v_unblocked) AS u (id) WHERE w.job_id = u.id;
    END IF;
    IF v_ended IS NOT NULL THEN
      PERFORM {schema}.end_waits(v_ended, v_ends);
    END IF;
    IF v_groups IS NOT NULL THEN
      IF array_remove(v_told, NULL) <> '{}' THEN
        INSERT INTO {schema}.run_news (at, run_id, told)
        SELECT v_now, substr(t.group_id, 5), t.told FROM unnest(v_groups, v_told) AS t (group_id, told)
        WHERE starts_with(t.group_id, 'run ') AND t.told IS NOT NULL;
      END IF;
      PERFORM {schema}.tell_runs(v_groups, v_members, v_statuses);
      PERFORM {schema}.count_members(v_groups, v_befores, v_statuses);
    END IF;
    IF EXISTS (
      SELECT FROM {schema}.queues q
      WHERE q.max_running IS NOT NULL OR q.key_max_running IS NOT NULL OR q.own_key_limits OR q.key_on_failure IS NOT NULL
      ORDER BY q.type LIMIT 1
    ) THEN
      PERFORM {schema}.keep_turns(v_ids);
      PERFORM {schema}.tell_room(v_ids);
    END IF;
    IF v_unstarted IS NOT NULL THEN
      PERFORM {schema}.uncount_starts(v_unstarted, v_begun, v_unstarted_keys);
    END IF;
    IF v_throttled IS NOT NULL THEN
      PERFORM {schema}.throttle_queues(v_throttled, v_throttlers, v_until, v_keys);
    END IF;
    -- Retention holds without maintenance, too. The order says by which index to look.
    IF (SELECT f.expires_at + 0 FROM {schema}.finished f ORDER BY f.expires_at + 0 LIMIT 1) <= v_now
    THEN
      PERFORM {schema}.forget_expired(v_now, 2 * cardinality(v_ids));
    END IF;
    RETURN QUERY SELECT unnest(v_ids);
  END IF;
END
$$;
