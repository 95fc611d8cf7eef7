-- Has no job of queues be leased up to a time, or of concurrency keys where p_keys has one, because the attempts of
-- these jobs were throttled. Of several times the latest counts.
CREATE OR REPLACE FUNCTION {schema}.throttle_queues(p_types text[], p_ids text[], p_until bigint[], p_keys bytea[])
RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  INSERT INTO {schema}.queues AS q (type, throttled_at, throttled_until, throttled)
  SELECT DISTINCT ON (t.type) t.type, v_now, t.until, json_build_object('reason', '', 'by', t.id)
  FROM unnest(p_types, p_ids, p_until, p_keys) AS t (type, id, until, key)
  WHERE t.until > v_now AND t.key IS NULL
  ORDER BY t.type, t.until DESC
  ON CONFLICT (type) DO UPDATE
  SET throttled_at = excluded.throttled_at, throttled_until = excluded.throttled_until,
    throttled = excluded.throttled
  WHERE coalesce(q.throttled_until, 0) < excluded.throttled_until;
  INSERT INTO {schema}.key_waits AS w (until, type, key, job_id)
  SELECT DISTINCT ON (t.type, t.key) t.until, t.type, t.key, t.id
  FROM unnest(p_types, p_ids, p_until, p_keys) AS t (type, id, until, key)
  WHERE t.until > v_now AND t.key IS NOT NULL
  ORDER BY t.type, t.key, t.until DESC
  ON CONFLICT (type, key) DO UPDATE SET until = excluded.until, job_id = excluded.job_id
  WHERE w.until < excluded.until;
END
$$;
