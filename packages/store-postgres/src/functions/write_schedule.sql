-- Changes a schedule that is at the version p_if_version, 0 where there must be none; p_record is NULL to delete it.
-- It is due at p_wake_at, NULL for never. p_firings, the latest first, are added to those that are kept, p_most at most.
-- Returns whether it was at that version.
CREATE OR REPLACE FUNCTION {schema}.write_schedule(
  p_name text, p_if_version bigint, p_record text, p_wake_at bigint, p_firings text[], p_most integer
) RETURNS boolean
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
BEGIN
  IF p_record IS NULL THEN
    DELETE FROM {schema}.schedules s WHERE s.name = p_name AND s.version = p_if_version;
  ELSIF p_if_version = 0 THEN
    INSERT INTO {schema}.schedules (name, version, wake_at, record)
    VALUES (p_name, 1, p_wake_at, p_record) ON CONFLICT DO NOTHING;
  ELSE
    UPDATE {schema}.schedules s
    SET version = p_if_version + 1, wake_at = p_wake_at, record = p_record
    WHERE s.name = p_name AND s.version = p_if_version;
  END IF;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF p_record IS NULL THEN
    DELETE FROM {schema}.schedule_firings f WHERE f.name = p_name;
  ELSIF cardinality(p_firings) > 0 THEN
    INSERT INTO {schema}.schedule_firings (name, firing)
    SELECT p_name, t.firing FROM unnest(p_firings) WITH ORDINALITY AS t (firing, ord) ORDER BY t.ord DESC;
    DELETE FROM {schema}.schedule_firings f
    WHERE f.name = p_name AND f.number <= (
      SELECT k.number FROM {schema}.schedule_firings k WHERE k.name = p_name
      ORDER BY k.number DESC OFFSET p_most LIMIT 1
    );
  END IF;
  RETURN true;
END
$$;
