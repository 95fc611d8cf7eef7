-- Fails as an enqueue does while the disk is full; leaves nothing behind but pages that the next jobs
-- use. A healthy disk is never asked.
CREATE OR REPLACE FUNCTION {schema}.require_room() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  -- Many pages of bytes that cannot be compressed, because a few may be free that jobs have left.
  v_payload bytea := (
    SELECT string_agg(sha512(convert_to(n::text, 'UTF8')), '') FROM generate_series(1, 4096) n
  );
BEGIN
  INSERT INTO {schema}.jobs (
    place, run_at, created_at, updated_at, retention_ms, max_attempts, priority, at_most_once,
    id, type, status, payload
  ) VALUES (
    0, 0, 0, 0, 0, 1, 0, false, gen_random_uuid()::text, 'room', 'SCHEDULED', v_payload
  );
  RAISE EXCEPTION USING ERRCODE = 'MR001';
EXCEPTION WHEN SQLSTATE 'MR001' THEN
  NULL;
END
$$;
