-- Marks those of the jobs that have not ended as awaited, and holds them until the end of the transaction.
--
-- It waits for another transaction only while it holds none of them, so that it never waits in a circle with
-- those that end several of them.
--
-- Returns those that exist, with their statuses.
CREATE OR REPLACE FUNCTION {schema}.hold_awaited(p_ids text[])
RETURNS TABLE (held_id text, held_status text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_locked text[];
  v_ids text[];
  v_statuses text[];
  v_busy text;
BEGIN
  LOOP
    BEGIN
      v_locked := ARRAY(
        SELECT j.id FROM {schema}.jobs j WHERE j.id = ANY (p_ids) FOR NO KEY UPDATE SKIP LOCKED
      );
      UPDATE {schema}.jobs j SET awaited = true
      FROM unnest(v_locked) AS l (id) WHERE j.id = l.id AND NOT j.awaited;
      -- By one statement, which finds a job that changes its table in one of both.
      SELECT array_agg(k.id), array_agg(k.status), min(k.busy) INTO v_ids, v_statuses, v_busy
      FROM (
        SELECT j.id, j.status, CASE WHEN j.id <> ALL (v_locked) THEN j.id END AS busy
        FROM {schema}.jobs j WHERE j.id = ANY (p_ids)
        UNION ALL
        SELECT f.id, f.status, NULL FROM {schema}.finished f
        WHERE f.id = ANY (p_ids) AND f.expires_at > {schema}.now_ms()
      ) k;
      IF v_busy IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'MR002';
      END IF;
    EXCEPTION WHEN SQLSTATE 'MR002' THEN
      NULL;
    END;
    EXIT WHEN v_busy IS NULL;
    BEGIN
      PERFORM FROM {schema}.jobs j WHERE j.id = v_busy FOR NO KEY UPDATE;
      RAISE EXCEPTION USING ERRCODE = 'MR002';
    EXCEPTION WHEN SQLSTATE 'MR002' THEN
      NULL;
    END;
  END LOOP;
  RETURN QUERY SELECT k.id, k.status FROM unnest(v_ids, v_statuses) AS k (id, status);
END
$$;
