-- Wakes those who wait for room that these jobs may have left: in queues with a limit, or that hold keys whose jobs
-- fail, or of concurrency keys that are at their limit. Not for each job of a limited key, because the commit of what notifies waits for all others that do.
--
-- A lease may find a key full while a job of it ends: it looks at its keys again at once, see take_turns, and
-- maintenance wakes those who wait where a job has ended of which no lease has heard.
CREATE OR REPLACE FUNCTION {schema}.tell_room(p_ids text[]) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.state = 'FULL' ORDER BY k.type LIMIT 1)
    AND NOT EXISTS (
      SELECT FROM {schema}.queues q WHERE q.max_running IS NOT NULL OR q.key_on_failure IS NOT NULL
      ORDER BY q.type LIMIT 1
    )
  THEN
    RETURN;
  END IF;
  PERFORM pg_notify({channel}, 'wake ' || e.type || ' ' || cardinality(p_ids))
  FROM (
    SELECT j.type, bool_or(k.type IS NOT NULL) AS is_full
    FROM unnest(p_ids) AS i (id)
    CROSS JOIN LATERAL (
      SELECT j.type, j.concurrency_key FROM {schema}.jobs j WHERE j.id = i.id
      UNION ALL
      SELECT f.type, f.concurrency_key FROM {schema}.finished f WHERE f.id = i.id
    ) j
    LEFT JOIN LATERAL (
      SELECT k.type FROM {schema}.concurrency_keys k
      WHERE k.type = j.type AND k.key = j.concurrency_key AND k.state = 'FULL' LIMIT 1
    ) k ON true
    GROUP BY j.type
  ) e
  WHERE e.is_full OR EXISTS (
    SELECT FROM {schema}.queues q
    WHERE q.type = e.type AND (q.max_running IS NOT NULL OR q.key_on_failure IS NOT NULL)
  );
END
$$;
