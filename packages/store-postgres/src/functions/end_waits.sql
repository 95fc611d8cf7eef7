-- Tells the jobs that wait for those of p_ids, which have just ended as p_ends says: by their final statuses,
-- or GONE. Those that have waited long enough become runnable, in the places that their enqueues gave them;
-- those that wait in vain are cancelled, and those that wait for them are told, too.
--
-- It goes over them by their turns, of which jobs further behind have greater ones, so transactions that end
-- jobs at the same time lock what waits for them in one order. What a job waits for is looked at when the
-- job is locked, so the last one that ends is the one that opens it.
--
-- With p_rule, only those are told that wait by it.
CREATE OR REPLACE FUNCTION {schema}.end_waits(p_ids text[], p_ends text[], p_rule text DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_ids text[] := p_ids;
  v_ends text[] := p_ends;
  v_turn bigint := -1;
  v_id text COLLATE "C";
  v_job record;
  v_delay_ms bigint;
  v_in_vain text;
  v_due bigint;
  v_changed text[] := '{}';
  v_types text[] := '{}';
  -- The groups of those that are cancelled.
  v_groups text[] := '{}';
BEGIN
  LOOP
    SELECT w.turn, w.job_id INTO v_turn, v_id
    FROM unnest(v_ids) AS e (id)
    CROSS JOIN LATERAL (
      SELECT n.turn, n.job_id FROM {schema}.waits n
      WHERE n.awaited_id = e.id AND n.turn > v_turn AND (p_rule IS NULL OR n.rule = p_rule)
      ORDER BY n.awaited_id, n.turn LIMIT 1
    ) w
    ORDER BY w.turn LIMIT 1;
    EXIT WHEN NOT FOUND;
    SELECT j.type, j.run_at, j.awaited, {schema}.scoped_key(j.concurrency_key, j.unique_key) AS unique_key,
      j.group_id
    INTO v_job
    FROM {schema}.jobs j WHERE j.id = v_id AND j.status = 'BLOCKED' FOR UPDATE;
    -- Whoever has ended its wait meanwhile has deleted the rows of that.
    CONTINUE WHEN NOT FOUND;
    WITH done AS (
      DELETE FROM {schema}.waits w
      WHERE w.job_id = v_id AND w.awaited_id = ANY (v_ids)
      RETURNING w.awaited_id, w.rule, w.delay_ms
    ), known AS (
      SELECT d.*, array_position(v_ids, d.awaited_id) AS place FROM done d
    )
    SELECT min(k.delay_ms), (
      array_agg(k.awaited_id ORDER BY k.place)
      FILTER (WHERE (k.rule, v_ends[k.place]) NOT IN (VALUES {runsAfter}))
    )[1]
    INTO v_delay_ms, v_in_vain FROM known k;
    IF v_in_vain IS NOT NULL THEN
      DELETE FROM {schema}.waits w WHERE w.job_id = v_id;
      WITH gone AS (DELETE FROM {schema}.jobs j WHERE j.id = v_id RETURNING j.*)
      INSERT INTO {schema}.finished (
        {uncancelledColumns}, status, sequence, updated_at, expires_at, cancel_reason
      )
      SELECT
        {uncancelledColumns:of:g}, 'CANCELLED', g.sequence + 1, v_now, v_now + g.retention_ms,
        to_json(
          'it comes after ' || CASE v_ends[array_position(v_ids, v_in_vain)] {inVain} END
        )
      FROM gone g;
      IF v_job.awaited THEN
        v_ids := v_ids || v_id;
        v_ends := v_ends || 'CANCELLED'::text;
      END IF;
      IF v_job.group_id IS NOT NULL THEN
        v_groups := v_groups || v_job.group_id;
      END IF;
      v_changed := v_changed || v_id;
    ELSIF NOT EXISTS (SELECT FROM {schema}.waits w WHERE w.job_id = v_id) THEN
      v_due := CASE WHEN v_delay_ms IS NULL THEN greatest(v_now, v_job.run_at) ELSE v_now + v_delay_ms END;
      UPDATE {schema}.jobs j
      SET status = CASE WHEN v_due > v_now THEN 'SCHEDULED' ELSE 'PENDING' END,
        run_at = v_due, start_by = v_due + j.expires_in_ms, sequence = j.sequence + 1, updated_at = v_now
      WHERE j.id = v_id;
      IF v_job.unique_key IS NOT NULL THEN
        -- A successor, which gets the key as the job before it has held it.
        UPDATE {schema}.unique_keys u SET job_id = v_id, token = 0
        WHERE u.type = v_job.type AND u.key = v_job.unique_key AND u.job_id = ANY (v_ids);
      END IF;
      v_changed := v_changed || v_id;
      v_types := v_types || v_job.type;
    END IF;
  END LOOP;
  IF v_changed <> '{}' THEN
    PERFORM {schema}.tell_changed(v_changed);
    PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
    FROM unnest(v_types) AS t (type) GROUP BY t.type;
  END IF;
  IF v_groups <> '{}' THEN
    PERFORM {schema}.count_members(
      v_groups, array_fill('BLOCKED'::text, ARRAY[cardinality(v_groups)]),
      array_fill('CANCELLED'::text, ARRAY[cardinality(v_groups)])
    );
  END IF;
END
$$;
