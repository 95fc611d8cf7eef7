-- Looks at keys of a type of which jobs have come or have left room, in the order in which that was, at most
-- 1,000. The caller holds the clock of the type, so nobody else makes rows of its keys. A key that another lease
-- holds is left for later. p_order is in which order the keys are served, `step` how far keys that join stand apart.
CREATE OR REPLACE FUNCTION {schema}.absorb_keys(p_type text, p_order text, p_step double precision) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  -- What they are told by, and whether they have rows, which this holds then.
  v_notes tid[];
  v_keys bytea[];
  v_rows tid[];
  v_states text[];
  v_tags double precision[];
  v_join double precision;
  v_joined integer;
  v_keeps boolean := EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.type = p_type LIMIT 1);
BEGIN
  SELECT array_agg(a.ctid ORDER BY a.number), array_agg(a.key ORDER BY a.number) INTO v_notes, v_keys
  FROM (
    SELECT r.number, r.key, r.ctid FROM {schema}.key_arrivals r WHERE r.type = p_type
    ORDER BY r.number LIMIT 1000
  ) a;
  IF v_keys IS NULL THEN
    RETURN;
  END IF;
  WITH come AS MATERIALIZED (
    SELECT a.key, min(a.ord) AS ord FROM unnest(v_keys) WITH ORDINALITY AS a (key, ord) GROUP BY a.key
  ), seen AS MATERIALIZED (
    -- Most stand where they belong already. Whoever has no xmax is held by nobody, and comes to be by a lease that sees
    -- the jobs that this does.
    SELECT c.key, c.ord, k.state IS NULL AS is_new, coalesce(
      k.state = 'READY' AND k.xmax = 0 AND k.priority = {schema}.key_band(p_order, h.priority, h.aged)
        AND (p_order IS DISTINCT FROM 'STRICT' OR k.tag = {schema}.strict_place(h.aged, h.place)), false
    ) AS stands
    FROM come c
    LEFT JOIN LATERAL (
      SELECT r.state, r.priority, r.tag, r.xmax FROM {schema}.concurrency_keys r
      WHERE r.type = p_type AND r.key = c.key LIMIT 1
    ) k ON true
    LEFT JOIN LATERAL (
      SELECT j.priority, j.aged, j.place FROM {schema}.jobs j
      WHERE NOT v_keeps AND k.state = 'READY'
        AND j.type = p_type AND j.concurrency_key = c.key AND j.status = 'PENDING'
      ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
    ) h ON true
  ), met AS MATERIALIZED (
    SELECT s.key, s.ord, h.row, h.state, h.tag
    FROM seen s
    LEFT JOIN LATERAL (
      SELECT k.ctid AS row, k.state, CASE WHEN k.priority >= 1000 THEN 0 ELSE k.tag END AS tag
      FROM {schema}.concurrency_keys k
      WHERE NOT s.is_new AND k.type = p_type AND k.key = s.key FOR UPDATE SKIP LOCKED
    ) h ON true
    WHERE NOT s.stands AND (s.is_new OR h.row IS NOT NULL)
  )
  SELECT
    array_agg(m.key ORDER BY m.ord), array_agg(m.row ORDER BY m.ord), array_agg(m.state ORDER BY m.ord),
    array_agg(m.tag ORDER BY m.ord), (
      SELECT array_agg(n.note) FROM unnest(v_notes, v_keys) AS n (note, key)
      WHERE n.key IN (SELECT s.key FROM seen s WHERE s.stands UNION ALL SELECT o.key FROM met o)
    )
  INTO v_keys, v_rows, v_states, v_tags, v_notes FROM met m;
  DELETE FROM {schema}.key_arrivals r WHERE r.ctid = ANY (v_notes);
  IF v_keys IS NULL THEN
    RETURN;
  END IF;
  SELECT greatest(c.floor, c.join_tag) INTO v_join FROM {schema}.key_clocks c WHERE c.type = p_type;
  WITH known AS MATERIALIZED (
    SELECT k.key, k.row, coalesce(k.state = 'DRAINED', true) AS joins, k.ord, k.tag, h.priority, h.aged, h.place,
      -- One that waits for a time comes again then.
      h.place IS NULL OR (SELECT true FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = k.key) AS drains
    FROM unnest(v_keys, v_rows, v_states, v_tags) WITH ORDINALITY AS k (key, row, state, tag, ord)
    LEFT JOIN LATERAL (
      (
        SELECT j.priority, j.aged, j.place FROM {schema}.jobs j
        WHERE NOT v_keeps AND j.type = p_type AND j.concurrency_key = k.key AND j.status = 'PENDING'
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
      )
      UNION ALL
      SELECT e.priority, e.aged, e.place FROM {schema}.key_head(p_type, k.key, '{}') e WHERE v_keeps
    ) h ON true
  ), drained AS (
    UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
    FROM known n WHERE n.drains AND k.ctid = n.row
  ), ready AS MATERIALIZED (
    SELECT n.key, n.row, n.joins, {schema}.key_band(p_order, n.priority, n.aged) AS band,
      CASE
        WHEN p_order = 'STRICT' THEN {schema}.strict_place(n.aged, n.place)
        WHEN n.joins THEN greatest(n.tag, v_join + p_step * (row_number() OVER (PARTITION BY n.joins ORDER BY n.ord) - 1))
        ELSE n.tag
      END AS tag
    FROM known n WHERE n.drains IS NOT TRUE
  ), moved AS (
    -- Even one that stays as it is, so that it has no xmax any more.
    UPDATE {schema}.concurrency_keys k SET state = 'READY', priority = r.band, tag = r.tag
    FROM ready r WHERE k.ctid = r.row
  ), made AS (
    INSERT INTO {schema}.concurrency_keys (type, key, state, priority, tag)
    SELECT p_type, r.key, 'READY', r.band, r.tag FROM ready r WHERE r.row IS NULL
  )
  SELECT count(*) INTO v_joined FROM ready r WHERE r.joins;
  IF v_joined > 0 AND p_order IS DISTINCT FROM 'STRICT' THEN
    UPDATE {schema}.key_clocks c SET join_tag = v_join + p_step * v_joined WHERE c.type = p_type;
  END IF;
END
$$;
