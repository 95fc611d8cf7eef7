-- Reads a run: a row with the time; if there is such a run, one of the kind RUN; one of the kind PART for each of p_parts
-- that it keeps; and its first news, p_news at most and none behind the one with which their results have p_bytes bytes: of the
-- kind TOLD, or the final status of a job.
CREATE OR REPLACE FUNCTION {schema}.read_run(p_id text, p_parts text[], p_news integer, p_bytes bigint)
RETURNS TABLE (kind text, at bigint, number bigint, name text, state text, content text, value bytea)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
BEGIN
  RETURN QUERY
  SELECT 'NOW', {schema}.now_ms(), NULL::bigint, NULL, NULL, NULL, NULL::bytea
  UNION ALL
  SELECT 'RUN', r.created_at, r.version, r.workflow, r.state, r.record, NULL
  FROM {schema}.runs r WHERE r.id = p_id
  UNION ALL
  SELECT 'PART', NULL, NULL, k.name, NULL, NULL, k.value
  FROM {schema}.run_parts k WHERE k.run_id = p_id AND k.name = ANY (p_parts)
  UNION ALL (
    SELECT coalesce(m.status, 'TOLD'), m.at, m.number, m.job_id, m.inert::text, coalesce(m.told, m.error::text), m.result
    FROM (
      SELECT n.*, f.status, f.inert, f.result,
        CASE f.status WHEN 'FAILED' THEN f.errors WHEN 'CANCELLED' THEN f.cancel_reason END AS error,
        sum(octet_length(f.result)) OVER (ORDER BY n.number) AS bytes
      FROM (
        SELECT * FROM {schema}.run_news o WHERE o.run_id = p_id ORDER BY o.number LIMIT p_news
      ) n
      LEFT JOIN {schema}.finished f ON f.id = n.job_id
    ) m
    -- The job of one may not be restored yet: see ArchiveStore of core.
    WHERE (m.job_id IS NULL OR m.status IS NOT NULL)
      AND coalesce(m.bytes, 0) - coalesce(octet_length(m.result), 0) < p_bytes
    ORDER BY m.number
  );
END
$$;
