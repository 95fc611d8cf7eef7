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
  v_numbers bigint[];
  v_keys bytea[];
  v_done bigint[] := '{}';
  v_arrival record;
  v_row record;
  v_head record;
  v_band smallint;
  v_join double precision;
  v_tag double precision;
  v_keeps boolean := EXISTS (SELECT FROM {schema}.key_keepers k WHERE k.type = p_type LIMIT 1);
BEGIN
  SELECT array_agg(a.number ORDER BY a.number), array_agg(a.key ORDER BY a.number) INTO v_numbers, v_keys
  FROM (
    SELECT r.number, r.key FROM {schema}.key_arrivals r WHERE r.type = p_type
    ORDER BY r.number LIMIT 1000 FOR UPDATE SKIP LOCKED
  ) a;
  IF v_numbers IS NULL THEN
    RETURN;
  END IF;
  SELECT greatest(c.floor, c.join_tag) INTO v_join FROM {schema}.key_clocks c WHERE c.type = p_type;
  FOR v_arrival IN
    SELECT a.key, array_agg(a.number) AS numbers FROM unnest(v_numbers, v_keys) AS a (number, key)
    GROUP BY a.key ORDER BY min(a.number)
  LOOP
    SELECT CASE WHEN k.priority >= 1000 THEN 0 ELSE k.tag END AS tag, k.state INTO v_row FROM {schema}.concurrency_keys k
    WHERE k.type = p_type AND k.key = v_arrival.key FOR UPDATE SKIP LOCKED;
    IF NOT FOUND AND EXISTS (
      SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.key = v_arrival.key
    ) THEN
      CONTINUE;
    END IF;
    v_done := v_done || v_arrival.numbers;
    IF v_keeps THEN
      SELECT h.priority, h.aged, h.place INTO v_head FROM {schema}.key_head(p_type, v_arrival.key, '{}') h;
    ELSE
      SELECT j.priority, j.aged, j.place INTO v_head FROM {schema}.jobs j
      WHERE j.type = p_type AND j.concurrency_key = v_arrival.key AND j.status = 'PENDING'
      ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1;
    END IF;
    CONTINUE WHEN NOT FOUND;
    -- One that waits for a time comes again then.
    IF EXISTS (
      SELECT FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = v_arrival.key
    ) THEN
      UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
      WHERE k.type = p_type AND k.key = v_arrival.key AND k.state <> 'DRAINED';
      CONTINUE;
    END IF;
    v_band := {schema}.key_band(p_order, v_head.priority, v_head.aged);
    IF v_row.state <> 'DRAINED' THEN
      v_tag := CASE WHEN p_order = 'STRICT' THEN {schema}.strict_place(v_head.aged, v_head.place) ELSE v_row.tag END;
      -- Most that come are READY already, because a job of theirs has ended.
      UPDATE {schema}.concurrency_keys k
      SET state = 'READY', priority = v_band, tag = v_tag
      WHERE k.type = p_type AND k.key = v_arrival.key
        AND (k.state <> 'READY' OR k.priority <> v_band OR k.tag <> v_tag);
    ELSE
      INSERT INTO {schema}.concurrency_keys AS k (type, key, state, priority, tag)
      VALUES (
        p_type, v_arrival.key, 'READY', v_band,
        CASE WHEN p_order = 'STRICT' THEN {schema}.strict_place(v_head.aged, v_head.place) ELSE greatest(v_row.tag, v_join) END
      )
      ON CONFLICT (type, key) DO UPDATE
      SET state = EXCLUDED.state, priority = EXCLUDED.priority, tag = EXCLUDED.tag;
      IF p_order IS DISTINCT FROM 'STRICT' THEN
        v_join := v_join + p_step;
      END IF;
    END IF;
  END LOOP;
  UPDATE {schema}.key_clocks c SET join_tag = v_join WHERE c.type = p_type AND c.join_tag <> v_join;
  DELETE FROM {schema}.key_arrivals r
  USING unnest(v_done) AS d (number) WHERE r.type = p_type AND r.number = d.number;
END
$$;
