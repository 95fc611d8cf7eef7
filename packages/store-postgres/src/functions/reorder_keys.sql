-- Puts READY concurrency keys of a type where they stand in its order, which has changed, at most 1,000; all that
-- others do not hold. The caller holds the clock of the type.
CREATE OR REPLACE FUNCTION {schema}.reorder_keys(p_type text, p_order text) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  v_lowest smallint := {schema}.key_band(p_order, 0::smallint, NULL);
  v_highest smallint := {schema}.key_band(p_order, {maxPriority}::smallint, 0);
BEGIN
  IF NOT EXISTS (
    SELECT FROM {schema}.concurrency_keys r
    WHERE r.type = p_type AND r.state = 'READY' AND -r.priority < -v_highest
  ) AND NOT EXISTS (
    SELECT FROM {schema}.concurrency_keys r
    WHERE r.type = p_type AND r.state = 'READY' AND -r.priority > -v_lowest
  ) THEN
    RETURN;
  END IF;
  UPDATE {schema}.concurrency_keys k
  SET priority = coalesce({schema}.key_band(p_order, m.priority, m.aged), k.priority),
    state = CASE WHEN m.priority IS NULL THEN 'DRAINED' ELSE 'READY' END,
    -- Where keys took no turns, all that wait begin alike, behind nobody.
    tag = CASE WHEN p_order = 'STRICT' THEN coalesce({schema}.strict_place(m.aged, m.place), 0) WHEN k.priority >= 1000 THEN 0 ELSE k.tag END
  FROM (
    SELECT o.row, h.priority, h.aged, h.place
    FROM (
      -- Each by the index of turns.
      SELECT a.key, a.row FROM (
        SELECT r.key, r.ctid AS row FROM {schema}.concurrency_keys r
        WHERE r.type = p_type AND r.state = 'READY' AND -r.priority < -v_highest
        ORDER BY -r.priority, r.tag, r.key LIMIT 500 FOR UPDATE SKIP LOCKED
      ) a
      UNION ALL
      SELECT b.key, b.row FROM (
        SELECT r.key, r.ctid AS row FROM {schema}.concurrency_keys r
        WHERE r.type = p_type AND r.state = 'READY' AND -r.priority > -v_lowest
        ORDER BY -r.priority, r.tag, r.key LIMIT 500 FOR UPDATE SKIP LOCKED
      ) b
    ) o
    LEFT JOIN LATERAL {schema}.key_head(p_type, o.key, '{}') h ON true
  ) m
  WHERE k.ctid = m.row;
END
$$;
