-- Has keys be looked at whose waits have ended by p_now, of a type, or of all where that is NULL, at most 1,000,
-- and wakes those who wait for their jobs. Waits for no lock.
CREATE OR REPLACE FUNCTION {schema}.end_key_waits(p_type text, p_now bigint) RETURNS void
LANGUAGE sql
SET search_path = pg_catalog
AS $$
  WITH ended AS (
    DELETE FROM {schema}.key_waits w
    USING (
      SELECT o.type, o.key FROM {schema}.key_waits o
      WHERE o.until <= p_now AND (p_type IS NULL OR o.type = p_type)
      ORDER BY o.type, o.until LIMIT 1000 FOR UPDATE SKIP LOCKED
    ) o
    WHERE w.type = o.type AND w.key = o.key
    RETURNING w.type, w.key, w.until
  ), arrivals AS (
    INSERT INTO {schema}.key_arrivals (number, type, key)
    SELECT nextval('{schema}.places'), e.type, e.key FROM (
      SELECT * FROM ended ORDER BY until, key
    ) e
  )
  SELECT pg_notify({channel}, 'wake ' || e.type || ' ' || count(*)) FROM ended e GROUP BY e.type;
$$;
