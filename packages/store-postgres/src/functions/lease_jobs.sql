-- Leases at most p_max due jobs for p_lease_ms, the first type first, and none after the one with
-- which their payloads have p_bytes. p_worker is JSON.
--
-- Returns the leased jobs in order, as they are after the lease, and then a row without a job, which
-- says what the last columns mean: the time, whether it stopped at a type with expired leases, or with jobs
-- that have passed their start deadline, which are to be rescued or cancelled first, and, if nothing was leased, when the next job falls due, the next
-- lease ends or a rate has room again; and the types of the leased jobs whose queues have limits.
CREATE OR REPLACE FUNCTION {schema}.lease_jobs(
  p_types text[], p_max integer, p_bytes bigint, p_lease_ms bigint, p_worker text
) RETURNS TABLE (
  {leasedColumns:typed}, leased_at bigint, has_expired boolean, next_due bigint, limited text[]
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
#variable_conflict use_column
DECLARE
  v_now bigint := {schema}.now_ms();
  v_type text;
  v_left integer := p_max;
  v_take integer;
  v_bytes_left bigint := p_bytes;
  -- Read row by row, as plpgsql reads a cursor that has a name: a job that is not leased must not be
  -- locked, since locks last until a slow client has read its answer. The length of a payload that is
  -- stored apart is known without reading it.
  v_due CURSOR FOR
    SELECT j.id, j.start_by, octet_length(j.payload) AS bytes
    FROM {schema}.jobs j
    WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
    ORDER BY coalesce(j.aged, -j.priority), j.place
    LIMIT v_take
    FOR UPDATE SKIP LOCKED;
  v_ids text[];
  v_promoted integer;
  v_expired boolean := false;
  v_late boolean := false;
  v_next bigint;
  v_queue record;
  v_turns record;
  v_locked boolean := false;
  v_starts bigint[];
  v_rate_room integer;
  v_rate_next bigint;
  v_limited text[] := '{}';
  v_watched boolean := EXISTS (SELECT FROM {schema}.watches);
BEGIN
  -- It says that this lease is on its way, see configure_queue, and takes no row of a queue.
  LOCK TABLE {schema}.queues IN ROW SHARE MODE;
  FOREACH v_type IN ARRAY p_types LOOP
    -- One that another transaction holds cannot be rescued, and must not hold up the type.
    v_expired := EXISTS (
      SELECT FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' AND j.lease_expires_at <= v_now
      LIMIT 1
      FOR UPDATE SKIP LOCKED
    );
    EXIT WHEN v_expired;
    v_promoted := {schema}.promote_jobs(v_type, v_now, {promotionsPerLease});
    v_take := v_left;
    SELECT q.paused_at, q.paused_until, q.throttled_until, q.max_running, q.key_max_running, q.rate,
      q.key_rate, q.own_key_limits, q.key_order, q.key_on_failure, q.aging_ms, q.aging_ends INTO v_queue
    FROM {schema}.queues q
    WHERE q.type = v_type AND (
      q.paused_at IS NOT NULL OR q.throttled_until IS NOT NULL OR q.max_running IS NOT NULL
      OR q.key_max_running IS NOT NULL OR q.rate IS NOT NULL OR q.key_rate IS NOT NULL
      OR q.own_key_limits OR q.key_order IS NOT NULL OR q.key_on_failure IS NOT NULL
      OR q.aging_ms IS NOT NULL OR q.aging_ends
    );
    IF FOUND THEN
      IF v_queue.paused_at IS NOT NULL AND coalesce(v_queue.paused_until > v_now, true)
        OR v_queue.throttled_until > v_now
      THEN
        -- Not before both have ended, which a pause without an end does not by itself.
        IF v_queue.paused_at IS NULL OR v_queue.paused_until IS NOT NULL THEN
          v_next := least(v_next, greatest(v_queue.paused_until, v_queue.throttled_until));
        END IF;
        CONTINUE;
      END IF;
      IF coalesce(v_queue.paused_until, v_queue.throttled_until) IS NOT NULL THEN
        PERFORM {schema}.end_holds(v_type, v_now);
      END IF;
      IF v_queue.own_key_limits OR v_queue.key_on_failure IS NOT NULL
        OR coalesce(v_queue.max_running, v_queue.key_max_running, v_queue.rate[1], v_queue.key_rate[1]) IS NOT NULL
      THEN
        v_limited := v_limited || v_type;
      END IF;
      IF v_queue.max_running IS NOT NULL OR v_queue.rate IS NOT NULL THEN
        -- One lease of the type at a time. The next statement has a new snapshot, so it counts what the
        -- one before has leased. Who has one such lock waits for no other, so no two wait for each other.
        IF v_locked OR v_queue.rate IS NOT NULL AND v_left < p_max THEN
          SELECT q.starts INTO v_starts FROM {schema}.queues q WHERE q.type = v_type
          FOR NO KEY UPDATE SKIP LOCKED;
          IF NOT FOUND THEN
            v_next := v_now;
            CONTINUE;
          END IF;
        ELSE
          SELECT q.starts INTO v_starts FROM {schema}.queues q WHERE q.type = v_type FOR NO KEY UPDATE;
        END IF;
        v_locked := true;
      END IF;
      IF v_queue.rate IS NOT NULL THEN
        -- A rate counts by a time that is no earlier than that of the lease before; what is leased already has
        -- its time, so such a type is left to the next call then.
        IF v_left = p_max THEN
          v_now := greatest(v_now, {schema}.now_ms());
        ELSIF v_starts[1] > v_now AND v_starts[1] <= {schema}.now_ms() THEN
          CONTINUE;
        END IF;
        SELECT r.room, r.next_at INTO v_rate_room, v_rate_next
        FROM {schema}.rate_room(v_starts, v_queue.rate, v_now) r;
        IF v_rate_room = 0 THEN
          v_next := least(v_next, v_rate_next);
          CONTINUE;
        END IF;
        v_take := least(v_left, v_rate_room);
      END IF;
      IF v_queue.max_running IS NOT NULL THEN
        v_take := least(v_take, v_queue.max_running - (
          SELECT count(*)::integer FROM (
            SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
            ORDER BY j.lease_expires_at LIMIT v_queue.max_running
          ) r
        ));
        CONTINUE WHEN v_take <= 0;
      END IF;
    END IF;
    IF v_queue.aging_ms IS NOT NULL OR v_queue.aging_ends THEN
      PERFORM {schema}.age_queue(v_type);
    END IF;
    v_ids := '{}';
    IF EXISTS (
      SELECT FROM {schema}.key_waits w WHERE w.type = v_type AND w.until <= v_now ORDER BY w.until LIMIT 1
    ) THEN
      PERFORM {schema}.end_key_waits(v_type, v_now);
    END IF;
    IF EXISTS (
        SELECT FROM {schema}.concurrency_keys k WHERE k.type = v_type AND k.state = 'READY'
        ORDER BY -k.priority, k.tag, k.key LIMIT 1
      )
      OR EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = v_type ORDER BY a.number LIMIT 1)
      -- What keys have left that have no jobs any more.
      OR EXISTS (SELECT FROM {schema}.key_clocks c WHERE c.type = v_type)
        AND NOT EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = v_type AND k.state = 'FULL')
    THEN
      SELECT t.ids, t.bytes_left, t.is_late, t.is_busy INTO v_turns
      FROM {schema}.take_turns(
        v_type, v_now, v_take, v_bytes_left, v_queue.key_max_running, v_queue.key_rate,
        CASE WHEN v_queue.aging_ms IS NULL THEN v_queue.key_order ELSE coalesce(v_queue.key_order, 'STRICT') END,
        NOT v_locked
      ) t;
      v_locked := true;
      v_ids := v_turns.ids;
      v_bytes_left := v_turns.bytes_left;
      v_late := v_late OR v_turns.is_late;
      IF v_turns.is_busy THEN
        -- In a moment, when others have committed.
        v_next := least(v_next, v_now + 10);
      END IF;
    ELSE
      FOR v_job IN v_due LOOP
        IF v_job.start_by <= v_now THEN
          v_late := true;
          CONTINUE;
        END IF;
        v_ids := v_ids || v_job.id;
        v_bytes_left := v_bytes_left - v_job.bytes;
        EXIT WHEN v_bytes_left <= 0;
      END LOOP;
    END IF;
    -- What it has promoted and does not lease is for others that wait.
    IF v_promoted > cardinality(v_ids) THEN
      PERFORM pg_notify({channel}, 'wake ' || v_type || ' ' || (v_promoted - cardinality(v_ids)));
    END IF;
    EXIT WHEN v_ids = '{}' AND v_late;
    CONTINUE WHEN v_ids = '{}';
    IF v_queue.rate IS NOT NULL THEN
      UPDATE {schema}.queues q
      SET starts = {schema}.count_starts(v_starts, v_queue.rate, v_now, cardinality(v_ids))
      WHERE q.type = v_type;
      -- One lease of a process alone waits for the time at which there is room again: others may use it, too.
      IF cardinality(v_ids) = v_take AND v_rate_room > v_take THEN
        PERFORM pg_notify({channel}, 'wake ' || v_type || ' ' || (v_rate_room - v_take));
      END IF;
    END IF;
    RETURN QUERY
    WITH leased AS (
      UPDATE {schema}.jobs j
      SET status = 'RUNNING', attempt = j.attempt + 1, token = j.token + 1,
        sequence = j.sequence + 1, started_at = v_now, updated_at = v_now,
        lease_expires_at = v_now + p_lease_ms, worker = p_worker::json, progress = NULL, aged = NULL
      FROM unnest(v_ids) WITH ORDINALITY AS picked (id, ord)
      WHERE j.id = picked.id
      RETURNING j.*, picked.ord
    ), told AS (
      SELECT pg_notify({channel}, 'changed ' || w.job_id)
      FROM {schema}.watches w
      WHERE v_watched AND w.until > v_now AND w.job_id IN (SELECT l.id FROM leased l)
    )
    SELECT {leasedColumns:of:l}, NULL::bigint, NULL::boolean, NULL::bigint, NULL::text[]
    FROM leased l
    WHERE (SELECT count(*) FROM told) >= 0
    ORDER BY l.ord;
    v_left := v_left - cardinality(v_ids);
    EXIT WHEN v_left = 0 OR v_bytes_left <= 0 OR v_late;
  END LOOP;

  -- Those that are late leave room for others, unless there is none.
  v_expired := v_expired OR (v_late AND v_left > 0 AND v_bytes_left > 0);
  IF v_left = p_max AND NOT v_expired THEN
    FOREACH v_type IN ARRAY p_types LOOP
      v_next := least(
        v_next,
        (
          SELECT min(w.run_at)
          FROM unnest(ARRAY[{promotedStatuses}]) AS s (status)
          CROSS JOIN LATERAL (
            SELECT j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = s.status AND j.status IN ({promotedStatuses})
            ORDER BY j.run_at LIMIT 1
          ) w
        ),
        (
          SELECT j.lease_expires_at FROM {schema}.jobs j
          WHERE j.type = v_type AND j.status = 'RUNNING'
          ORDER BY j.lease_expires_at LIMIT 1
        ),
        (SELECT w.until FROM {schema}.key_waits w WHERE w.type = v_type ORDER BY w.until LIMIT 1)
      );
    END LOOP;
  END IF;
  leased_at := v_now;
  has_expired := v_expired;
  next_due := v_next;
  limited := v_limited;
  RETURN NEXT;
END
$$;
