-- Gives pending jobs of a type their rank by age that have none, p_aging_ms being what a step of priority is worth, at
-- most p_most with a concurrency key and as many without; see aging.ts of core. Where that is NULL, has them stand by
-- their priority again. Jobs that others hold are left as they are. Returns how many there were.
CREATE OR REPLACE FUNCTION {schema}.age_jobs(p_type text, p_aging_ms bigint, p_most integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_from bigint := CASE WHEN p_aging_ms IS NULL THEN -9223372036854775807 ELSE {endOfAgedRanks} END;
  v_to bigint := CASE WHEN p_aging_ms IS NULL THEN {endOfAgedRanks} - 1 ELSE 0 END;
  v_count integer;
BEGIN
  WITH ranked AS (
    UPDATE {schema}.jobs j
    SET aged = j.run_at + ({maxPriority} - j.priority) * p_aging_ms - {agedShift}
    FROM (
      SELECT a.id FROM (
        SELECT p.id FROM {schema}.jobs p
        WHERE p.type = p_type AND p.status = 'PENDING' AND p.concurrency_key IS NULL
          AND coalesce(p.aged, -p.priority) BETWEEN v_from AND v_to
        ORDER BY coalesce(p.aged, -p.priority), p.place LIMIT p_most FOR UPDATE SKIP LOCKED
      ) a
      UNION ALL
      SELECT b.id FROM (
        SELECT p.id FROM {schema}.jobs p
        WHERE p.type = p_type AND p.status = 'PENDING' AND p.concurrency_key IS NOT NULL
          AND coalesce(p.aged, -p.priority) BETWEEN v_from AND v_to
        ORDER BY coalesce(p.aged, -p.priority), p.place LIMIT p_most FOR UPDATE SKIP LOCKED
      ) b
    ) u
    WHERE j.id = u.id
    RETURNING j.concurrency_key AS key
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), p_type, k.key
    FROM (SELECT DISTINCT r.key FROM ranked r WHERE r.key IS NOT NULL ORDER BY r.key) k
  )
  SELECT count(*) INTO v_count FROM ranked;
  RETURN v_count;
END
$$;
