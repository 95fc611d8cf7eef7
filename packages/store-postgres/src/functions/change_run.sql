-- Creates a run, for a p_if_version of 0, or changes one that is at that version: in one step with
--   what it keeps and keeps no more, where p_parts is NULL; p_part_runs names it, or one of p_start_ids,
--   the news that the change takes into account, by their numbers,
--   its jobs that are forgotten, as far as they have ended,
--   the jobs from p_ids on, which are as for add_jobs,
--   what other runs are told, as far as they are there, and
--   the runs that it starts, each due at once; one that is there is left as it is.
-- The run is due at p_wake_at, NULL for never, besides when it has news.
--
-- Returns whether it was at that version; if not, also the run that has the key of the one to create, if that is why.
CREATE OR REPLACE FUNCTION {schema}.change_run(
  p_id text, p_if_version bigint, p_workflow text, p_state text, p_key bytea, p_record text, p_wake_at bigint,
  p_taken bigint[] DEFAULT '{}',
  p_part_runs text[] DEFAULT '{}', p_part_names text[] DEFAULT '{}', p_parts bytea[] DEFAULT '{}',
  p_forgotten text[] DEFAULT '{}', p_tell_ids text[] DEFAULT '{}', p_tells text[] DEFAULT '{}',
  p_start_ids text[] DEFAULT '{}', p_start_workflows text[] DEFAULT '{}', p_start_states text[] DEFAULT '{}',
  p_start_records text[] DEFAULT '{}',
  p_ids text[] DEFAULT '{}', p_types text[] DEFAULT '{}', p_payloads bytea[] DEFAULT '{}',
  p_priorities smallint[] DEFAULT '{}', p_max_attempts integer[] DEFAULT '{}', p_delays_ms bigint[] DEFAULT '{}',
  p_run_ats bigint[] DEFAULT '{}', p_retentions_ms bigint[] DEFAULT '{}', p_at_most_once boolean[] DEFAULT '{}',
  p_backoffs text[] DEFAULT '{}', p_inert text[] DEFAULT '{}', p_expires_in_ms bigint[] DEFAULT '{}',
  p_concurrency_keys bytea[] DEFAULT '{}',
  OUT changed boolean, OUT holder text
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_started text[];
BEGIN
  IF p_if_version = 0 THEN
    INSERT INTO {schema}.runs (id, version, created_at, wake_at, workflow, state, key, record)
    VALUES (p_id, 1, v_now, p_wake_at, p_workflow, p_state, p_key, p_record) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE {schema}.runs r
    SET version = p_if_version + 1, wake_at = p_wake_at, state = p_state, record = p_record
    WHERE r.id = p_id AND r.version = p_if_version;
  END IF;
  changed := FOUND;
  IF NOT changed THEN
    IF p_if_version = 0 THEN
      holder := (SELECT r.id FROM {schema}.runs r WHERE r.key = p_key);
    END IF;
    RETURN;
  END IF;
  IF p_taken <> '{}' THEN
    DELETE FROM {schema}.run_news n USING unnest(p_taken) AS t (number)
    WHERE n.run_id = p_id AND n.number = t.number;
  END IF;
  IF p_forgotten <> '{}' THEN
    DELETE FROM {schema}.finished f USING unnest(p_forgotten) AS o (id)
    WHERE f.id = o.id AND f.group_id = 'run ' || p_id;
  END IF;
  IF p_ids <> '{}' THEN
    PERFORM {schema}.add_jobs(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms,
      array_fill('run ' || p_id, ARRAY[cardinality(p_ids)]), p_concurrency_keys
    );
  END IF;
  IF p_tell_ids <> '{}' THEN
    INSERT INTO {schema}.run_news (at, run_id, told)
    SELECT v_now, r.id, t.told
    FROM unnest(p_tell_ids, p_tells) AS t (id, told)
    JOIN {schema}.runs r ON r.id = t.id
    FOR KEY SHARE OF r;
  END IF;
  IF p_start_ids <> '{}' THEN
    WITH started AS (
      INSERT INTO {schema}.runs (id, version, created_at, wake_at, workflow, state, record)
      SELECT s.id, 1, v_now, v_now, s.workflow, s.state, s.record
      FROM unnest(p_start_ids, p_start_workflows, p_start_states, p_start_records)
        AS s (id, workflow, state, record)
      ON CONFLICT DO NOTHING
      RETURNING runs.id
    )
    SELECT array_agg(s.id) INTO v_started FROM started s;
  END IF;
  IF p_part_runs <> '{}' THEN
    DELETE FROM {schema}.run_parts k USING unnest(p_part_runs, p_part_names, p_parts) AS p (run_id, name, value)
    WHERE k.run_id = p.run_id AND k.name = p.name AND p.run_id = p_id AND p.value IS NULL;
    INSERT INTO {schema}.run_parts (run_id, name, value)
    SELECT p.run_id, p.name, p.value
    FROM unnest(p_part_runs, p_part_names, p_parts) AS p (run_id, name, value)
    WHERE p.value IS NOT NULL AND (p.run_id = p_id OR p.run_id = ANY (v_started))
    ON CONFLICT (run_id, name) DO UPDATE SET value = EXCLUDED.value;
  END IF;
END
$$;
