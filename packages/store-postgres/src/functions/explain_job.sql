-- Tells how the job p_id stands in its queue: the time, what is set for that, see hold_json, and, where a limit is,
-- how many of its jobs run and the first p_named of them; what its rate leaves room for, see rate_room; until when its concurrency key waits, and because of which job; what is set for that; the same of the concurrency key of the job; how many
-- jobs of its key, or without one, or in the order STRICT of all, are leased before a pending job, counted up to p_bound + 1, NULL for any other.
CREATE OR REPLACE FUNCTION {schema}.explain_job(p_id text, p_type text, p_bound integer, p_named integer)
RETURNS TABLE (
  asked_at bigint, paused text, draining text, throttled text, max_running integer, key_max_running integer,
  rate text, rate_room integer, rate_next bigint, running integer, running_ids text, of_key integer, ids_of_key text, ahead integer,
  key_until bigint, key_by text, key_rate text, key_room integer, key_next bigint,
  key_order text, aging_ms bigint, own_max_running integer, own_weight double precision, own_rate text,
  key_on_failure text, keepers text, any_pending boolean, any_failed boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_job record;
  v_rate bigint[];
  v_starts bigint[];
  v_key_rate bigint[];
BEGIN
  asked_at := {schema}.now_ms();
  SELECT
    {schema}.hold_json(q.paused_at, q.paused_until, q.paused, asked_at),
    {schema}.hold_json(q.draining_at, q.draining_until, q.draining, asked_at),
    {schema}.hold_json(q.throttled_at, q.throttled_until, q.throttled, asked_at),
    q.max_running, q.key_max_running, array_to_string(q.rate, ' '), q.rate, q.starts,
    array_to_string(q.key_rate, ' '), q.key_rate, q.key_order, q.aging_ms, q.key_on_failure
  INTO paused, draining, throttled, max_running, key_max_running, rate, v_rate, v_starts, key_rate,
    v_key_rate, key_order, aging_ms, key_on_failure
  FROM {schema}.queues q WHERE q.type = p_type;
  IF v_rate IS NOT NULL THEN
    SELECT r.room, r.next_at INTO rate_room, rate_next
    FROM {schema}.rate_room(v_starts, v_rate, asked_at) r;
  END IF;
  IF max_running IS NOT NULL THEN
    running := (SELECT count(*) FROM {schema}.jobs j WHERE j.type = p_type AND j.status = 'RUNNING');
    running_ids := (
      SELECT string_agg(r.id, ' ') FROM (
        SELECT j.id FROM {schema}.jobs j WHERE j.type = p_type AND j.status = 'RUNNING'
        ORDER BY j.lease_expires_at, j.place LIMIT p_named
      ) r
    );
  END IF;
  SELECT coalesce(j.aged, -j.priority) AS rank, j.place, j.status, j.concurrency_key INTO v_job
  FROM {schema}.jobs j WHERE j.id = p_id AND j.type = p_type;
  SELECT l.max_running, l.weight, array_to_string(l.rate, ' '), coalesce(l.rate, v_key_rate)
  INTO own_max_running, own_weight, own_rate, v_key_rate
  FROM (SELECT) o LEFT JOIN {schema}.key_limits l ON l.type = p_type AND l.key = v_job.concurrency_key;
  IF coalesce(own_max_running, key_max_running) IS NOT NULL AND v_job.concurrency_key IS NOT NULL THEN
    of_key := (
      SELECT count(*) FROM {schema}.jobs j
      WHERE j.type = p_type AND j.concurrency_key = v_job.concurrency_key AND j.status = 'RUNNING'
    );
    ids_of_key := (
      SELECT string_agg(r.id, ' ') FROM (
        SELECT j.id FROM {schema}.jobs j
        WHERE j.type = p_type AND j.concurrency_key = v_job.concurrency_key AND j.status = 'RUNNING'
        LIMIT p_named
      ) r
    );
  END IF;
  IF v_key_rate IS NOT NULL AND v_job.concurrency_key IS NOT NULL THEN
    SELECT s.starts INTO v_starts FROM {schema}.key_starts s
    WHERE s.type = p_type AND s.key = v_job.concurrency_key;
    SELECT r.room, r.next_at INTO key_room, key_next
    FROM {schema}.rate_room(v_starts, v_key_rate, asked_at) r;
  END IF;
  SELECT w.until, w.job_id INTO key_until, key_by FROM {schema}.key_waits w
  WHERE w.type = p_type AND w.key = v_job.concurrency_key AND w.until > asked_at
    AND w.job_id <> '';
  IF v_job.concurrency_key IS NOT NULL
    AND NOT EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.job_id = p_id)
  THEN
    SELECT k.ids, k.any_pending, k.any_failed INTO keepers, any_pending, any_failed
    FROM {schema}.turn_keepers(p_type, v_job.concurrency_key, p_named) k;
  END IF;
  IF v_job.status = 'PENDING' THEN
    -- Each by the index of its leases.
    ahead := CASE WHEN key_order = 'STRICT' OR key_order IS NULL AND aging_ms IS NOT NULL THEN (
      SELECT count(*) FROM (
        (
          SELECT FROM {schema}.jobs j
          WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
            AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
          LIMIT p_bound + 1
        )
        UNION ALL
        (
          SELECT FROM {schema}.jobs j
          WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
            AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
          LIMIT p_bound + 1
        )
      ) before
    ) WHEN v_job.concurrency_key IS NULL THEN (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
          AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
        LIMIT p_bound + 1
      ) before
    ) ELSE (
      SELECT count(*) FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key = v_job.concurrency_key
          AND (coalesce(j.aged, -j.priority), j.place) < (v_job.rank, v_job.place)
        LIMIT p_bound + 1
      ) before
    ) END;
  END IF;
  RETURN NEXT;
END
$$;
