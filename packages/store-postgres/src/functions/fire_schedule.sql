-- write_schedule and enqueue_jobs in one step. Returns what enqueue_jobs does; when a job was refused nothing has
-- changed, and when the schedule was at another version, there is one row of the kind CHANGED.
CREATE OR REPLACE FUNCTION {schema}.fire_schedule(
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_keys bytea[], p_fingerprints text[], p_expires_in_ms bigint[],
  p_afters text[] DEFAULT '{}', p_name text DEFAULT NULL, p_if_version bigint DEFAULT NULL,
  p_record text DEFAULT NULL, p_wake_at bigint DEFAULT NULL, p_firings text[] DEFAULT '{}',
  p_most integer DEFAULT NULL, p_concurrency_keys bytea[] DEFAULT '{}'
) RETURNS TABLE (now_ms bigint, item integer, kind text, job_id text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_refused integer;
  v_kind text;
  v_about text;
BEGIN
  now_ms := {schema}.now_ms();
  BEGIN
    IF NOT {schema}.write_schedule(p_name, p_if_version, p_record, p_wake_at, p_firings, p_most) THEN
      RETURN NEXT;
      item := 0;
      kind := 'CHANGED';
      RETURN NEXT;
      RETURN;
    END IF;
    SELECT e.item, e.kind, e.job_id INTO v_refused, v_kind, v_about
    FROM {schema}.enqueue_jobs(
      p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
      p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_keys, p_fingerprints, p_expires_in_ms,
      p_afters => p_afters, p_concurrency_keys => p_concurrency_keys
    ) e
    WHERE e.item IS NOT NULL AND e.kind <> 'JOINED'
    LIMIT 1;
    IF v_refused IS NOT NULL THEN
      -- It undoes what this block has done; nobody sees it.
      RAISE EXCEPTION USING ERRCODE = 'MR001';
    END IF;
  EXCEPTION WHEN SQLSTATE 'MR001' THEN
    NULL;
  END;
  RETURN NEXT;
  IF v_refused IS NOT NULL THEN
    item := v_refused;
    kind := v_kind;
    job_id := v_about;
    RETURN NEXT;
  END IF;
END
$$;
