-- Enqueues one job for each id; what the other arrays lack at their end, or have as NULL, gets its
-- default, and the last arrays are often empty. A type that is lacking is the first one.
--
-- The ids must grow, and no others may lie between them: that is how a call that repeats one whose
-- answer was lost is recognised. It changes nothing.
--
-- An element of p_afters is "rule delay-in-ms id id …", without a delay two spaces: what the job comes after.
--
-- Returns a row with the time alone, and one for each job that was not made, or not as it was asked for:
--   DRAINING  its queue takes no new jobs; `job_id` is what is set for that, see hold_json
--   EXISTS  its idempotency key belongs to `job_id`, which the same request made
--   HELD    (with p_leaves_held) another transaction holds one of its keys beyond lock_timeout
--   UNIQUE  `job_id` holds its unique key
--   REPLACED  likewise, and was to be replaced, see replace_job.sql; its successor is JOINED
--   TAKEN   its idempotency key belongs to `job_id`, which another request made
--   NO_JOB  it would come after `job_id`, which does not exist
--   JOINED  it was made, and comes after other jobs: how it stands is to be read
--   NO_GROUP, SEALED  it would join the group `job_id`, which does not exist, or takes no more jobs
--   REPEAT  (one row for all) the jobs were made by an earlier call
CREATE OR REPLACE FUNCTION {schema}.enqueue_jobs(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_unique_keys bytea[] DEFAULT '{}', p_unique_holds text[] DEFAULT '{}',
  p_unique_ttls_ms bigint[] DEFAULT '{}', p_unique_replaces boolean[] DEFAULT '{}',
  p_unique_max_waits_ms bigint[] DEFAULT '{}', p_leaves_held boolean DEFAULT false,
  p_afters text[] DEFAULT '{}', p_concurrency_keys bytea[] DEFAULT '{}', p_groups text[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_first text COLLATE "C" := p_ids[1];
  v_last text COLLATE "C" := p_ids[cardinality(p_ids)];
  v_taken integer[] := '{}';
  v_inserted integer;
  v_draining text[];
  v_claim record;
  -- The jobs that have taken their unique keys.
  v_claimed text[] := '{}';
  v_key record;
  v_holder text;
  v_blocked integer[] := '{}';
  v_held jsonb := '{}';
  v_after record;
  v_open text[];
  v_in_vain text;
  -- Which of the jobs wait for which, and those that wait in vain for what.
  v_waiters text[] := '{}';
  v_awaited text[] := '{}';
  v_ended text[] := '{}';
  v_ends text[] := '{}';
  -- The jobs that are to replace others, and those.
  v_newer integer[] := '{}';
  v_older text[] := '{}';
  -- Those of them that stand in another place now, and by which jobs; and the last place that was given before.
  v_moved text[] := '{}';
  v_movers integer[] := '{}';
  v_mark bigint;
  -- The groups that jobs join, by whether they are sealed; NULL when another transaction holds one.
  v_groups jsonb := '{}';
BEGIN
  now_ms := v_now;
  RETURN NEXT;
  IF EXISTS (SELECT FROM {schema}.jobs j WHERE j.id BETWEEN v_first AND v_last)
    OR EXISTS (SELECT FROM {schema}.finished f WHERE f.id BETWEEN v_first AND v_last)
  THEN
    kind := 'REPEAT';
    RETURN NEXT;
    RETURN;
  END IF;

  v_draining := ARRAY(
    SELECT q.type FROM {schema}.queues q
    WHERE q.type = ANY (p_types)
      AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NOT NULL
  );

  IF cardinality(p_keys) > 0 THEN
    -- In one order, so that two calls never wait for each other.
    FOR v_key IN
      SELECT t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type,
        {schema}.scoped_key(t.concurrency_key, t.key) AS key, t.fingerprint, t.id
      FROM unnest(p_ids, p_types, p_keys, p_fingerprints, p_concurrency_keys)
        WITH ORDINALITY AS t (id, type, key, fingerprint, concurrency_key, ord)
      WHERE t.key IS NOT NULL
      ORDER BY 2, 3, 1
    LOOP
      IF p_leaves_held THEN
        BEGIN
          v_claim := {schema}.claim_key(v_key.type, v_key.key, v_key.fingerprint, v_key.id, p_ids);
        EXCEPTION WHEN lock_not_available THEN
          v_taken := v_taken || v_key.ord;
          item := v_key.ord;
          kind := 'HELD';
          job_id := NULL;
          RETURN NEXT;
          CONTINUE;
        END;
      ELSE
        v_claim := {schema}.claim_key(v_key.type, v_key.key, v_key.fingerprint, v_key.id, p_ids);
      END IF;
      IF v_claim.holder IS NOT NULL THEN
        v_taken := v_taken || v_key.ord;
        item := v_key.ord;
        kind := CASE WHEN v_claim.same THEN 'EXISTS' ELSE 'TAKEN' END;
        job_id := v_claim.holder;
        RETURN NEXT;
      ELSIF v_key.type = ANY (v_draining) THEN
        DELETE FROM {schema}.idempotency_keys k WHERE k.type = v_key.type AND k.key = v_key.key;
      END IF;
    END LOOP;
  END IF;

  IF cardinality(p_unique_keys) > 0 AND NOT p_leaves_held THEN
    -- Those that nobody has held lately, which are most, by one statement; in one order, too.
    WITH claimed AS (
      INSERT INTO {schema}.unique_keys (type, key, job_id, token, ends_at)
      SELECT coalesce(t.type, p_types[1]), {schema}.scoped_key(t.concurrency_key, t.key), t.id, 0,
        v_now + t.ttl_ms
      FROM unnest(p_ids, p_types, p_unique_keys, p_unique_ttls_ms, p_concurrency_keys)
        WITH ORDINALITY AS t (id, type, key, ttl_ms, concurrency_key, ord)
      WHERE t.key IS NOT NULL AND t.ord <> ALL (v_taken)
        AND coalesce(t.type, p_types[1]) <> ALL (v_draining)
      ORDER BY 1, 2, t.ord
      ON CONFLICT DO NOTHING
      RETURNING unique_keys.job_id
    )
    SELECT coalesce(array_agg(claimed.job_id), '{}') INTO v_claimed FROM claimed;
  END IF;

  IF cardinality(p_unique_keys) > cardinality(v_claimed) THEN
    -- All of them behind the idempotency keys.
    FOR v_key IN
      SELECT
        t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type,
        {schema}.scoped_key(t.concurrency_key, t.key) AS key, v_now + t.ttl_ms AS ends_at,
        t.id, {schema}.scoped_key(t.concurrency_key, t.idempotency_key) AS idempotency_key, t.replaces
      FROM unnest(
        p_ids, p_types, p_unique_keys, p_unique_ttls_ms, p_keys, p_unique_replaces, p_concurrency_keys
      ) WITH ORDINALITY AS t (id, type, key, ttl_ms, idempotency_key, replaces, concurrency_key, ord)
      WHERE t.key IS NOT NULL AND t.ord <> ALL (v_taken) AND t.id NOT IN (SELECT unnest(v_claimed))
      ORDER BY 2, 3, 1
    LOOP
      IF v_key.type = ANY (v_draining) THEN
        v_holder := {schema}.unique_key_holder(v_key.type, v_key.key, v_now);
      ELSE
        v_holder := {schema}.claim_unique_key(
          v_key.type, v_key.key, v_now, v_key.ends_at, v_key.id, p_ids, p_leaves_held
        );
      END IF;
      IF v_holder IS NOT NULL THEN
        v_taken := v_taken || v_key.ord;
        IF v_key.replaces AND v_holder <> '' THEN
          v_newer := v_newer || v_key.ord;
          v_older := v_older || v_holder;
        ELSE
          item := v_key.ord;
          kind := CASE WHEN v_holder = '' THEN 'HELD' ELSE 'UNIQUE' END;
          job_id := nullif(v_holder, '');
          RETURN NEXT;
        END IF;
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_key.type AND k.key = v_key.idempotency_key AND k.job_id = v_key.id;
      END IF;
    END LOOP;
  END IF;

  IF v_draining <> '{}' THEN
    FOR item, job_id IN
      SELECT t.ord, {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now)
      FROM unnest(p_ids, p_types) WITH ORDINALITY AS t (id, type, ord)
      JOIN {schema}.queues q ON q.type = coalesce(t.type, p_types[1])
      WHERE q.type = ANY (v_draining) AND t.ord <> ALL (v_taken)
    LOOP
      v_taken := v_taken || item;
      kind := 'DRAINING';
      RETURN NEXT;
    END LOOP;
  END IF;

  IF cardinality(p_afters) > 0 THEN
    BEGIN
      SELECT coalesce(jsonb_object_agg(h.held_id, h.held_status), '{}') INTO v_held
      FROM {schema}.hold_awaited(ARRAY(
        SELECT DISTINCT i.id
        FROM unnest(p_afters) WITH ORDINALITY AS a (after, ord)
        CROSS JOIN LATERAL unnest((string_to_array(a.after, ' '))[3:]) AS i (id)
        WHERE a.ord <> ALL (v_taken)
      )) h;
    EXCEPTION WHEN lock_not_available THEN
      IF NOT p_leaves_held THEN
        RAISE;
      END IF;
      v_held := NULL;
    END;
  END IF;

  IF cardinality(p_groups) > 0 THEN
    -- Behind the jobs that others come after, as who ends those locks them.
    BEGIN
      SELECT coalesce(jsonb_object_agg(h.id, h.sealed), '{}') INTO v_groups
      FROM (
        SELECT g.id, g.sealed FROM {schema}.groups g
        WHERE g.id = ANY (p_groups) AND (g.expires_at IS NULL OR g.expires_at > v_now)
        ORDER BY g.id FOR UPDATE
      ) h;
    EXCEPTION WHEN lock_not_available THEN
      IF NOT p_leaves_held THEN
        RAISE;
      END IF;
      v_groups := NULL;
    END;
    FOR v_key IN
      SELECT t.ord::integer AS ord, coalesce(t.type, p_types[1]) AS type, t.id, t.group_id,
        {schema}.scoped_key(p_concurrency_keys[t.ord], p_keys[t.ord]) AS key,
        {schema}.scoped_key(p_concurrency_keys[t.ord], p_unique_keys[t.ord]) AS unique_key
      FROM unnest(p_ids, p_types, p_groups) WITH ORDINALITY AS t (id, type, group_id, ord)
      WHERE t.group_id IS NOT NULL AND t.ord <> ALL (v_taken)
        AND (v_groups IS NULL OR coalesce((v_groups ->> t.group_id)::boolean, true))
      ORDER BY t.ord
    LOOP
      v_taken := v_taken || v_key.ord;
      DELETE FROM {schema}.idempotency_keys k
      WHERE k.type = v_key.type AND k.key = v_key.key AND k.job_id = v_key.id;
      DELETE FROM {schema}.unique_keys u
      WHERE u.type = v_key.type AND u.key = v_key.unique_key AND u.job_id = v_key.id;
      item := v_key.ord;
      job_id := v_key.group_id;
      kind := CASE WHEN v_groups IS NULL THEN 'HELD' WHEN v_groups ? job_id THEN 'SEALED' ELSE 'NO_GROUP' END;
      RETURN NEXT;
    END LOOP;
  END IF;

  IF cardinality(p_afters) > 0 THEN
    FOR v_after IN
      SELECT a.ord::integer AS ord, p_ids[a.ord] AS id, coalesce(p_types[a.ord], p_types[1]) AS type,
        {schema}.scoped_key(p_concurrency_keys[a.ord], p_keys[a.ord]) AS key,
        {schema}.scoped_key(p_concurrency_keys[a.ord], p_unique_keys[a.ord]) AS unique_key,
        s.parts[1] AS rule, s.parts[3:] AS ids
      FROM unnest(p_afters) WITH ORDINALITY AS a (after, ord)
      CROSS JOIN LATERAL (SELECT string_to_array(a.after, ' ') AS parts) s
      WHERE a.after IS NOT NULL AND a.ord <> ALL (v_taken)
      ORDER BY a.ord
    LOOP
      item := v_after.ord;
      job_id := (
        SELECT i.id FROM unnest(v_after.ids) WITH ORDINALITY AS i (id, ord)
        -- Of a schedule they may also be others of the call, which are made below.
        WHERE NOT v_held ? i.id AND i.id <> ALL (p_ids) ORDER BY i.ord LIMIT 1
      );
      IF v_held IS NULL OR job_id IS NOT NULL THEN
        kind := CASE WHEN v_held IS NULL THEN 'HELD' ELSE 'NO_JOB' END;
        v_taken := v_taken || v_after.ord;
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_after.type AND k.key = v_after.key AND k.job_id = v_after.id;
        DELETE FROM {schema}.unique_keys u
        WHERE u.type = v_after.type AND u.key = v_after.unique_key AND u.job_id = v_after.id;
        RETURN NEXT;
        CONTINUE;
      END IF;
      kind := 'JOINED';
      RETURN NEXT;
      SELECT
        array_agg(i.id ORDER BY i.ord) FILTER (
          WHERE coalesce(v_held ->> i.id, 'PENDING') NOT IN ({finalStatuses})
        ),
        (array_agg(i.id ORDER BY i.ord) FILTER (
          WHERE v_held ->> i.id IN ({finalStatuses})
            AND (v_after.rule, v_held ->> i.id) NOT IN (VALUES {runsAfter})
        ))[1]
      INTO v_open, v_in_vain
      FROM unnest(v_after.ids) WITH ORDINALITY AS i (id, ord);
      IF v_in_vain IS NOT NULL THEN
        v_open := ARRAY[v_in_vain];
        v_ended := v_ended || v_in_vain;
        v_ends := v_ends || (v_held ->> v_in_vain);
      END IF;
      CONTINUE WHEN v_open IS NULL;
      v_blocked := v_blocked || v_after.ord;
      v_waiters := v_waiters || array_fill(v_after.ord::text, ARRAY[cardinality(v_open)]);
      v_awaited := v_awaited || v_open;
    END LOOP;
  END IF;

  INSERT INTO {schema}.jobs (
    id, type, status, payload, place, run_at, created_at, updated_at,
    priority, max_attempts, retention_ms, at_most_once, backoff, inert, idempotency_key,
    expires_in_ms, start_by, unique_key, unique_hold, concurrency_key, group_id
  )
  SELECT
    t.id, coalesce(t.type, p_types[1]),
    CASE
      WHEN v_blocked <> '{}' AND t.ord = ANY (v_blocked) THEN 'BLOCKED'
      WHEN t.due > v_now THEN 'SCHEDULED'
      ELSE 'PENDING'
    END,
    coalesce(t.payload, ''), nextval('{schema}.places'), t.due, v_now, v_now,
    coalesce(t.priority, {defaultPriority}), coalesce(t.max_attempts, {defaultMaxAttempts}),
    coalesce(t.retention_ms, {defaultRetentionMs}), coalesce(t.at_most_once, false),
    t.backoff::json, t.inert::json, t.key, t.expires_in_ms, t.due + t.expires_in_ms,
    t.unique_key, t.unique_hold, t.concurrency_key, t.group_id
  FROM (
    SELECT
      u.*,
      CASE
        WHEN u.run_at IS NULL THEN v_now + coalesce(u.delay_ms, 0)
        ELSE greatest(v_now, u.run_at)
      END AS due
    FROM unnest(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_expires_in_ms,
      p_unique_keys, p_unique_holds, p_concurrency_keys, p_groups
    ) WITH ORDINALITY AS u (
      id, type, payload, priority, max_attempts, delay_ms, run_at,
      retention_ms, at_most_once, backoff, inert, key, expires_in_ms, unique_key, unique_hold,
      concurrency_key, group_id, ord
    )
  ) t
  WHERE v_taken = '{}' OR t.ord <> ALL (v_taken)
  ON CONFLICT (id) DO NOTHING;
  GET DIAGNOSTICS v_inserted = ROW_COUNT;

  IF v_inserted < cardinality(p_ids) - cardinality(v_taken) THEN
    -- The call that this one repeats has committed only now.
    item := NULL;
    job_id := NULL;
    kind := 'REPEAT';
    RETURN NEXT;
    RETURN;
  ELSIF v_inserted > 0 THEN
    PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
    FROM unnest(p_types) AS t (type) GROUP BY t.type;
    IF cardinality(p_groups) > 0 THEN
      UPDATE {schema}.groups g SET open = g.open + n.joined
      FROM (
        SELECT t.group_id, count(*) AS joined
        FROM unnest(p_groups) WITH ORDINALITY AS t (group_id, ord)
        WHERE t.group_id IS NOT NULL AND t.ord <> ALL (v_taken) GROUP BY t.group_id
      ) n
      WHERE g.id = n.group_id;
    END IF;
    IF v_blocked <> '{}' THEN
      INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
      SELECT j.place, nullif(split_part(p_afters[w.item], ' ', 2), '')::bigint, w.ord, w.awaited, j.id,
        split_part(p_afters[w.item], ' ', 1)
      FROM (
        SELECT u.item::integer AS item, u.awaited, u.ord
        FROM unnest(v_waiters, v_awaited) WITH ORDINALITY AS u (item, awaited, ord)
      ) w
      JOIN {schema}.jobs j ON j.id = p_ids[w.item];
      IF v_awaited && p_ids THEN
        UPDATE {schema}.jobs SET awaited = true WHERE id = ANY (v_awaited) AND NOT awaited;
      END IF;
      IF v_ended <> '{}' THEN
        PERFORM {schema}.end_waits(v_ended, v_ends);
      END IF;
    END IF;
  END IF;

  IF v_newer <> '{}' THEN
    v_mark := nextval('{schema}.places');
  END IF;
  -- Now that those of this call are there, which may be among them.
  FOR place IN 1 .. cardinality(v_newer) LOOP
    item := v_newer[place];
    job_id := v_older[place];
    SELECT r.outcome, r.replaced_id INTO kind, job_id FROM {schema}.replace_job(
      job_id, v_now, p_payloads[item], p_priorities[item], p_max_attempts[item],
      coalesce(p_run_ats[item], v_now + coalesce(p_delays_ms[item], 0)), p_retentions_ms[item],
      p_at_most_once[item], p_backoffs[item], p_inert[item], p_expires_in_ms[item],
      p_unique_max_waits_ms[item], p_leaves_held
    ) r;
    IF kind = 'REPLACED' AND EXISTS (
      SELECT FROM {schema}.jobs j WHERE j.id = job_id AND j.place > v_mark
    ) THEN
      v_moved := v_moved || job_id;
      v_movers := v_movers || item;
      v_mark := currval('{schema}.places');
    END IF;
    IF kind = 'RUNS' THEN
      v_holder := job_id;
      -- Its successor waits for it, and has then the key as it has it.
      SELECT e.kind, e.job_id INTO kind, job_id
      FROM {schema}.enqueue_jobs(
        p_ids[item:item], ARRAY[coalesce(p_types[item], p_types[1])], p_payloads[item:item],
        p_priorities[item:item], p_max_attempts[item:item], p_delays_ms[item:item], p_run_ats[item:item],
        p_retentions_ms[item:item], p_at_most_once[item:item], p_backoffs[item:item], p_inert[item:item],
        p_keys[item:item], p_fingerprints[item:item], p_expires_in_ms[item:item],
        p_leaves_held => p_leaves_held, p_afters => ARRAY['FINISHED  ' || job_id],
        p_concurrency_keys => p_concurrency_keys[item:item]
      ) e WHERE e.kind IS NOT NULL;
      IF kind = 'JOINED' THEN
        UPDATE {schema}.jobs j SET unique_key = h.unique_key, unique_hold = h.unique_hold
        FROM {schema}.jobs h WHERE j.id = p_ids[item] AND h.id = v_holder;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF cardinality(v_moved) > 1 OR cardinality(v_moved) = 1 AND v_inserted > 0 THEN
    -- Those that were made and those that were moved go by the order of the call.
    UPDATE {schema}.jobs j SET place = p.place
    FROM (
      SELECT o.id, nextval('{schema}.places') AS place
      FROM (
        SELECT u.id, u.ord FROM unnest(p_ids) WITH ORDINALITY AS u (id, ord)
        WHERE u.ord > (SELECT min(m.item) FROM unnest(v_movers) AS m (item))
          AND u.ord <> ALL (v_taken) AND u.ord <> ALL (v_blocked) AND u.id <> ALL (v_moved)
        UNION ALL
        SELECT m.id, max(m.item) FROM unnest(v_moved, v_movers) AS m (id, item) GROUP BY m.id
        ORDER BY ord
      ) o
    ) p
    WHERE j.id = p.id;
  END IF;
END
$$;
