-- Adds an operation that is open, or has ended now, unless p_most are open; the same one again changes nothing.
-- Forgets those that have ended longer than p_retention_ms ago, and all but the latest p_ended of those that
-- have.
--
-- Returns whether it is there.
CREATE OR REPLACE FUNCTION {schema}.add_operation(
  p_id text, p_record text, p_is_over boolean, p_most integer, p_ended integer, p_retention_ms bigint
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
BEGIN
  -- Of two at the same time, the later one counts the earlier.
  LOCK TABLE {schema}.operations IN SHARE ROW EXCLUSIVE MODE;
  DELETE FROM {schema}.operations o WHERE o.ended_at <= v_now - p_retention_ms OR o.id IN (
    SELECT e.id FROM {schema}.operations e WHERE e.ended_at IS NOT NULL
    ORDER BY e.ended_at DESC OFFSET p_ended
  );
  INSERT INTO {schema}.operations (id, revision, record, ended_at)
  SELECT p_id, 1, p_record, CASE WHEN p_is_over THEN v_now END
  WHERE p_is_over
    OR (SELECT count(*) FROM {schema}.operations o WHERE o.ended_at IS NULL) < p_most
  ON CONFLICT DO NOTHING;
  RETURN EXISTS (SELECT FROM {schema}.operations o WHERE o.id = p_id);
END
$$;
