-- Chooses and holds jobs of a type that are to be leased next, at most p_most, and none after the one with which
-- their payloads have p_bytes: the keys of the type take turns, as KeyTurns of core describes, and jobs without a
-- key are one more key. Of a key that has no limits of its own, p_limit is how many jobs may run, NULL for any number,
-- and p_rate how many attempts may start in a time, see rate_room.
--
-- p_order is in which order keys are served, NULL for PRIORITY; v_priority and others are bands, see key_band. All
-- of the highest band take turns together. Each gets its next few jobs considered, with
-- the tags by which they would be served one by one; those are taken by which no tag can still come.
--
-- Keys are held by the lease that serves them, so that how many of their jobs run is counted by a later statement
-- than that which waits for the lease before. None waits for another one: keys that others hold are passed over. To
-- try for one costs as much as to serve it, so of several leases at a time only that which has the clock of the type
-- tries for all from the first one on. The others each begin at one of those that are due within a turn, and try for
-- those alone that nobody has held since they were served: they have no xmax.
--
-- Rows of keys are found again by their ctid, which stays while they are held: no plan goes over all keys of a type
-- then, whatever is known of the table.
--
-- Returns the jobs in order, and whether it stopped at jobs that have passed their start deadline. `is_busy`
-- says that it found none because others look at keys that have come, or hold keys, or because keys are full, of
-- which jobs may have ended meanwhile; p_may_wait has it wait for the others and look once more.
CREATE OR REPLACE FUNCTION {schema}.take_turns(
  p_type text, p_now bigint, p_most integer, p_bytes bigint, p_limit integer, p_rate bigint[],
  p_order text, p_may_wait boolean,
  OUT ids text[], OUT bytes_left bigint, OUT is_late boolean, OUT is_busy boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_clock record;
  v_has_clock boolean;
  v_may_wait boolean := p_may_wait;
  -- The band below which to look next, because others hold all keys of those above.
  v_below smallint;
  v_floor double precision;
  v_plain double precision;
  v_priority smallint;
  v_plain_priority smallint;
  -- The place of the last job without a key that was taken, and its priority negated.
  v_plain_rank bigint := -9223372036854775807;
  v_plain_place bigint := -9223372036854775808;
  v_keys bytea[];
  v_rows tid[];
  v_tags double precision[];
  -- Whether it begins at one of those that are due within a turn, and at which.
  v_scatters boolean;
  v_from_tag double precision;
  v_from_key bytea;
  v_limits integer[];
  v_rooms integer[];
  -- Whether another transaction is changing one of the jobs of each that run.
  v_moves boolean[];
  -- How far the tag of each moves on by one job, and how many jobs of each are considered.
  v_steps double precision[];
  v_shares integer[];
  -- Whether jobs keep the turns of any keys of the type, and of each of these.
  v_keeps boolean;
  v_kept boolean[];
  v_has_own boolean := EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type);
  v_has_rates boolean := p_rate IS NOT NULL
    OR v_has_own AND EXISTS (SELECT FROM {schema}.key_limits l WHERE l.type = p_type AND l.rate IS NOT NULL);
  v_found record;
  v_has_rivals boolean;
  v_changed boolean;
  -- Whether there are DRAINED keys, and others.
  v_drains boolean;
  v_goes_on boolean;
  v_is_strict boolean := p_order IS NOT DISTINCT FROM 'STRICT';
  -- Of the jobs that are served together: up to which rank, and in a strict order up to which place.
  v_rank bigint;
  v_place double precision;
BEGIN
  ids := '{}';
  bytes_left := p_bytes;
  is_late := false;
  is_busy := false;
  SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type
  FOR UPDATE SKIP LOCKED;
  v_has_clock := FOUND;
  IF NOT v_has_clock AND NOT EXISTS (SELECT FROM {schema}.key_clocks c WHERE c.type = p_type) THEN
    INSERT INTO {schema}.key_clocks AS c (type) VALUES (p_type) ON CONFLICT DO NOTHING
    RETURNING c.floor, c.plain INTO v_clock;
    v_has_clock := FOUND;
  END IF;
  IF v_has_clock THEN
    PERFORM {schema}.absorb_keys(p_type, p_order, {joinStep});
    PERFORM {schema}.reorder_keys(p_type, p_order);
  ELSE
    SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type;
  END IF;
  v_floor := coalesce(v_clock.floor, 0);
  v_plain := coalesce(v_clock.plain, 0);

  WHILE cardinality(ids) < p_most AND bytes_left > 0 AND NOT is_late LOOP
    SELECT
      (
        SELECT k.priority FROM {schema}.concurrency_keys k
        WHERE k.type = p_type AND k.state = 'READY' AND -k.priority > -coalesce(v_below, 32767::smallint)
        ORDER BY -k.priority, k.tag, k.key LIMIT 1
      ), (
        SELECT {schema}.key_band(p_order, j.priority, j.aged) FROM {schema}.jobs j
        WHERE j.type = p_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
          AND (coalesce(j.aged, -j.priority), j.place) > (v_plain_rank, v_plain_place)
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
      )
    INTO v_priority, v_plain_priority;
    v_has_rivals := v_priority IS NOT NULL;
    IF v_priority IS NULL AND v_plain_priority IS NULL THEN
      IF v_has_clock OR NOT v_may_wait OR ids <> '{}' THEN
        -- The others may leave jobs of the keys that they hold, or have left them to whoever comes.
        is_busy := is_busy OR v_below IS NOT NULL OR NOT v_has_clock;
        EXIT;
      END IF;
      v_may_wait := false;
      SELECT c.floor, c.plain INTO v_clock FROM {schema}.key_clocks c WHERE c.type = p_type FOR UPDATE;
      v_has_clock := FOUND;
      IF v_has_clock THEN
        PERFORM {schema}.absorb_keys(p_type, p_order, {joinStep});
        PERFORM {schema}.reorder_keys(p_type, p_order);
        v_floor := v_clock.floor;
        v_plain := v_clock.plain;
      END IF;
      v_below := NULL;
      CONTINUE;
    END IF;
    v_priority := greatest(v_priority, v_plain_priority);
    v_rank := CASE WHEN p_order = 'FAIR' THEN 0 WHEN v_priority = 1200 THEN {endOfAgedRanks} WHEN v_is_strict THEN 1000 - v_priority ELSE -v_priority END;
    v_changed := false;
    v_from_tag := '-infinity';
    v_from_key := '';
    v_scatters := coalesce(v_scatters, true) AND NOT v_has_clock AND NOT v_is_strict;
    IF v_scatters THEN
      SELECT w.tags[w.start], w.keys[w.start] INTO v_from_tag, v_from_key FROM (
        SELECT array_agg(d.tag ORDER BY d.tag, d.key) AS tags, array_agg(d.key ORDER BY d.tag, d.key) AS keys,
          1 + floor(random() * greatest(1, count(*) - p_most + cardinality(ids)))::integer AS start
        FROM (
          SELECT k.tag, k.key, min(k.tag) OVER () AS first FROM (
            SELECT r.tag, r.key FROM {schema}.concurrency_keys r
            WHERE r.type = p_type AND r.state = 'READY' AND -r.priority = -v_priority AND r.xmax = 0
            ORDER BY -r.priority, r.tag, r.key LIMIT least({keysAhead}, {leasesAhead} * p_most)
          ) k
        ) d
        WHERE d.tag < d.first + {turn}
      ) w;
    END IF;
    SELECT coalesce(array_agg(r.key ORDER BY r.tag, r.key), '{}'), coalesce(array_agg(r.tag ORDER BY r.tag, r.key), '{}'),
      coalesce(array_agg(r.ctid ORDER BY r.tag, r.key), '{}')
    INTO v_keys, v_tags, v_rows
    FROM (
      SELECT k.key, k.tag, k.ctid FROM {schema}.concurrency_keys k
      WHERE k.type = p_type AND k.state = 'READY' AND -k.priority = -v_priority
        AND (k.tag, k.key) >= (v_from_tag, v_from_key) AND (NOT v_scatters OR k.xmax = 0)
      ORDER BY -k.priority, k.tag, k.key LIMIT p_most - cardinality(ids) FOR UPDATE SKIP LOCKED
    ) r;
    IF v_keys = '{}' AND v_has_rivals AND v_plain_priority IS DISTINCT FROM v_priority THEN
      IF v_scatters THEN
        v_scatters := false;
      ELSE
        v_below := v_priority;
      END IF;
      CONTINUE;
    END IF;
    -- Jobs of others may come behind the first one of the last of them.
    v_place := CASE WHEN v_is_strict AND cardinality(v_keys) = p_most - cardinality(ids) THEN v_tags[cardinality(v_tags)] END;
    IF EXISTS (SELECT FROM {schema}.key_waits w WHERE w.type = p_type) THEN
      UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
      FROM unnest(v_keys, v_rows) AS h (key, row)
      WHERE k.ctid = h.row
        AND EXISTS (SELECT FROM {schema}.key_waits w WHERE w.type = p_type AND w.key = h.key);
      CONTINUE WHEN FOUND;
    END IF;
    v_limits := array_fill(p_limit, ARRAY[cardinality(v_keys)]);
    v_steps := array_fill({turn}::double precision, ARRAY[cardinality(v_keys)]);
    IF v_has_own AND v_keys <> '{}' THEN
      SELECT array_agg(coalesce(l.max_running, p_limit) ORDER BY k.ord),
        array_agg(greatest(1, floor(1 / (coalesce(l.weight, 1) * {joinStep}) + 0.5)) * {joinStep} ORDER BY k.ord)
      INTO v_limits, v_steps
      FROM unnest(v_keys) WITH ORDINALITY AS k (key, ord)
      LEFT JOIN {schema}.key_limits l ON l.type = p_type AND l.key = k.key;
    END IF;
    v_rooms := array_fill(p_most, ARRAY[cardinality(v_keys)]);
    v_keeps := NULL;
    IF (p_limit IS NOT NULL OR v_has_own) AND v_keys <> '{}' THEN
      -- With the count of what runs, so that no job that has just failed is in neither.
      SELECT array_agg(coalesce(k.most - r.jobs - t.jobs, p_most) ORDER BY k.ord), array_agg(r.moves ORDER BY k.ord),
        EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type LIMIT 1)
      INTO v_rooms, v_moves, v_keeps
      FROM unnest(v_keys, v_limits) WITH ORDINALITY AS k (key, most, ord)
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS jobs, coalesce(bool_or(c.moves), false) AS moves
        FROM (
          SELECT NOT j.xmax = 0 AS moves FROM {schema}.jobs j
          WHERE j.type = p_type AND j.concurrency_key = k.key AND j.status = 'RUNNING' LIMIT k.most
        ) c
      ) r
      CROSS JOIN LATERAL (
        SELECT count(*)::integer AS jobs FROM {schema}.jobs j
        WHERE j.id = ANY (ids) AND j.concurrency_key = k.key
      ) t;
      IF 0 >= ANY (v_rooms) THEN
        -- Of one of which a job is just now ending, whoever ends that may have seen it as it was: see note_key_arrival.
        WITH filled AS (
          UPDATE {schema}.concurrency_keys k SET state = 'FULL'
          FROM unnest(v_rows, v_rooms, v_moves) AS f (row, room, moves)
          WHERE f.room <= 0 AND k.ctid = f.row
          RETURNING k.key, f.moves
        )
        INSERT INTO {schema}.key_arrivals (number, type, key)
        SELECT nextval('{schema}.places'), p_type, f.key FROM filled f WHERE f.moves;
        is_busy := true;
        -- Those of which others are to come are to be looked at with those that have room.
        CONTINUE;
      END IF;
    END IF;
    IF v_has_rates AND v_keys <> '{}' THEN
      -- One that has counted by a later time than this waits for that.
      WITH spent AS (
        SELECT k.key, CASE WHEN s.starts[1] > p_now THEN s.starts[1] ELSE r.next_at END AS until
        FROM unnest(v_keys) AS k (key)
        JOIN {schema}.key_starts s ON s.type = p_type AND s.key = k.key
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = k.key
        CROSS JOIN LATERAL {schema}.rate_room(s.starts, coalesce(l.rate, p_rate), p_now) r
        WHERE coalesce(l.rate, p_rate) IS NOT NULL AND (r.room <= 0 OR s.starts[1] > p_now)
      ), parked AS (
        INSERT INTO {schema}.key_waits (until, type, key, job_id)
        SELECT s.until, p_type, s.key, '' FROM spent s ORDER BY s.key ON CONFLICT DO NOTHING
      )
      UPDATE {schema}.concurrency_keys k SET state = 'DRAINED'
      FROM spent s JOIN unnest(v_keys, v_rows) AS h (key, row) ON h.key = s.key
      WHERE k.ctid = h.row;
      CONTINUE WHEN FOUND;
      v_rooms := ARRAY(
        SELECT CASE WHEN coalesce(l.rate, p_rate) IS NULL THEN k.room ELSE least(k.room, r.room) END
        FROM unnest(v_keys, v_rooms) WITH ORDINALITY AS k (key, room, ord)
        LEFT JOIN {schema}.key_starts s ON s.type = p_type AND s.key = k.key
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = k.key
        CROSS JOIN LATERAL {schema}.rate_room(s.starts, coalesce(l.rate, p_rate), p_now) r
        ORDER BY k.ord
      );
    END IF;
    v_keeps := coalesce(v_keeps, EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type LIMIT 1));
    v_kept := array_fill(false, ARRAY[cardinality(v_keys)]);
    IF v_keeps THEN
      v_kept := ARRAY(
        SELECT EXISTS (SELECT FROM {schema}.key_keepers h WHERE h.type = p_type AND h.key = k.key)
        FROM unnest(v_keys) WITH ORDINALITY AS k (key, ord) ORDER BY k.ord
      );
    END IF;
    IF v_plain_priority = v_priority THEN
      v_kept := v_kept || false;
      v_keys := v_keys || NULL::bytea;
      v_rows := v_rows || NULL::tid;
      v_tags := v_tags || greatest(v_plain, v_floor);
      v_rooms := v_rooms || p_most;
      v_steps := v_steps || {turn}::double precision;
    END IF;
    IF v_keys = '{}' THEN
      is_busy := true;
      EXIT;
    END IF;
    v_shares := CASE
      WHEN v_is_strict THEN array_fill(p_most - cardinality(ids), ARRAY[cardinality(v_keys)])
      WHEN NOT v_has_own THEN
        array_fill(ceil((p_most - cardinality(ids)) / cardinality(v_keys)::double precision)::integer, ARRAY[cardinality(v_keys)])
      ELSE ARRAY(
      SELECT ceil((p_most - cardinality(ids)) / s.step / (SELECT sum(1 / o.step) FROM unnest(v_steps) AS o (step)))::integer
      FROM unnest(v_steps) WITH ORDINALITY AS s (step, ord) ORDER BY s.ord
    ) END;

    WITH candidate AS (
      SELECT k.key, k.tag, k.step, k.ord, j.*,
        row_number() OVER (PARTITION BY k.ord ORDER BY j.rank, j.place) - 1 AS turn
      FROM unnest(v_keys, v_tags, v_rooms, v_steps, v_shares, v_kept)
        WITH ORDINALITY AS k (key, tag, room, step, share, kept, ord)
      CROSS JOIN LATERAL (
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority) AS rank, n.start_by, octet_length(n.payload) AS bytes
          FROM {schema}.jobs n
          WHERE n.type = p_type AND n.concurrency_key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
            AND (v_place IS NULL OR {schema}.strict_place(n.aged, n.place) <= v_place)
            AND NOT k.kept
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT least(k.room, k.share)
        )
        UNION ALL
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority), n.start_by, octet_length(n.payload)
          FROM {schema}.key_keepers h JOIN {schema}.jobs n ON n.id = h.job_id
          WHERE k.kept AND h.type = p_type AND h.key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
            AND (v_place IS NULL OR {schema}.strict_place(n.aged, n.place) <= v_place)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT least(k.room, k.share)
        )
        UNION ALL
        (
          SELECT n.id, n.place, n.aged, coalesce(n.aged, -n.priority), n.start_by, octet_length(n.payload)
          FROM {schema}.jobs n
          WHERE k.key IS NULL AND n.type = p_type AND n.concurrency_key IS NULL AND n.status = 'PENDING'
            AND (coalesce(n.aged, -n.priority), n.place) > (v_plain_rank, v_plain_place)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT k.share
        )
      ) j
      WHERE j.rank <= v_rank AND (v_place IS NULL OR {schema}.strict_place(j.aged, j.place) <= v_place)
    ), timed AS (
      -- One that was passed over for keys of a higher priority comes by its own tag, and is served by the floor.
      SELECT c.*, CASE
        -- In the order of its key, whatever part of its place it has.
        WHEN v_is_strict THEN max({schema}.strict_place(c.aged, c.place)) OVER (PARTITION BY c.ord ORDER BY c.rank, c.place)
        WHEN c.turn = 0 THEN c.tag ELSE greatest(c.tag, v_floor) + c.turn * c.step END AS at
      FROM candidate c
    ), chosen AS (
      SELECT t.*, sum(t.bytes) OVER o - t.bytes AS before, row_number() OVER o AS number
      FROM timed t
      -- A key of which there may be more jobs would come again by then.
      WHERE v_is_strict OR t.at < (
        SELECT min(greatest(k.tag, v_floor) + k.share * k.step)
        FROM unnest(v_tags, v_shares, v_steps) AS k (tag, share, step)
      )
      WINDOW o AS (ORDER BY t.at, t.key NULLS FIRST, t.rank, t.place)
    ), held AS (
      SELECT j.id FROM chosen h JOIN {schema}.jobs j ON j.id = h.id
      WHERE h.number <= p_most - cardinality(ids) AND h.before < bytes_left AND j.status = 'PENDING'
        AND (h.start_by IS NULL OR h.start_by > p_now)
      FOR UPDATE OF j SKIP LOCKED
    ), taken AS (
      SELECT c.* FROM chosen c JOIN held h ON h.id = c.id
    )
    SELECT
      array_agg(t.id ORDER BY t.number) AS ids, array_agg(t.ord) AS ords, coalesce(sum(t.bytes), 0) AS bytes,
      max(greatest(t.tag, v_floor) + t.turn * t.step) AS floor,
      count(*) FILTER (WHERE t.key IS NULL) AS plain,
      (array_agg(t.rank ORDER BY t.rank DESC, t.place DESC) FILTER (WHERE t.key IS NULL))[1] AS plain_rank,
      (array_agg(t.place ORDER BY t.rank DESC, t.place DESC) FILTER (WHERE t.key IS NULL))[1] AS plain_place,
      (SELECT bool_or(c.start_by <= p_now) FROM chosen c) AS late
    INTO v_found FROM taken t;

    is_late := coalesce(v_found.late, false);
    IF v_found.ids IS NOT NULL THEN
      v_changed := true;
      ids := ids || v_found.ids;
      bytes_left := bytes_left - v_found.bytes;
      IF v_found.plain > 0 THEN
        v_plain_rank := v_found.plain_rank;
        v_plain_place := v_found.plain_place;
      END IF;
      IF v_has_rivals AND NOT v_is_strict THEN
        IF v_found.plain > 0 THEN
          v_plain := greatest(v_plain, v_floor) + v_found.plain;
        END IF;
      END IF;
    END IF;
    -- What has begun further on leaves others behind it.
    IF v_found.ids IS NULL OR NOT v_has_rivals OR v_is_strict OR NOT v_has_clock THEN
      v_found.floor := v_floor;
    END IF;
    IF v_has_rates AND v_found.ids IS NOT NULL THEN
      INSERT INTO {schema}.key_starts (ends_at, type, key, starts)
      SELECT
        greatest(
          c.starts[cardinality(c.starts) - 1],
          CASE WHEN c.rate[3] IS NOT NULL
            THEN c.starts[1] + (c.starts[2] + c.rate[1] - 1) / c.rate[1]
          END
        ),
        p_type, c.key, c.starts
      FROM (
        SELECT t.key, r.rate, {schema}.count_starts(b.starts, r.rate, p_now, t.count) AS starts
        FROM (
          SELECT j.concurrency_key AS key, count(*)::integer AS count
          FROM unnest(v_found.ids) AS i (id) JOIN {schema}.jobs j ON j.id = i.id
          WHERE j.concurrency_key IS NOT NULL GROUP BY 1
        ) t
        LEFT JOIN {schema}.key_limits l ON v_has_own AND l.type = p_type AND l.key = t.key
        CROSS JOIN LATERAL (SELECT coalesce(l.rate, p_rate) AS rate) r
        LEFT JOIN {schema}.key_starts b ON b.type = p_type AND b.key = t.key
        WHERE r.rate IS NOT NULL
      ) c
      ORDER BY c.key
      ON CONFLICT (type, key) DO UPDATE SET ends_at = excluded.ends_at, starts = excluded.starts;
    END IF;
    -- The keys as they are with these jobs gone.
    WITH state AS (
      SELECT k.row, k.tag, k.step, coalesce(t.count, 0) AS count, {schema}.key_band(p_order, h.priority, h.aged) AS priority,
        {schema}.strict_place(h.aged, h.place) AS place
      FROM unnest(v_keys, v_rows, v_tags, v_steps) WITH ORDINALITY AS k (key, row, tag, step, ord)
      LEFT JOIN (SELECT o.ord, count(*) AS count FROM unnest(v_found.ords) AS o (ord) GROUP BY 1) t ON t.ord = k.ord
      LEFT JOIN LATERAL (
        (
          SELECT n.priority, n.aged, n.place FROM {schema}.jobs n
          WHERE NOT v_keeps
            AND n.type = p_type AND n.concurrency_key = k.key AND n.status = 'PENDING' AND n.id <> ALL (ids)
          ORDER BY coalesce(n.aged, -n.priority), n.place LIMIT 1
        )
        UNION ALL
        SELECT e.priority, e.aged, e.place FROM {schema}.key_head(p_type, k.key, ids) e WHERE v_keeps
      ) h ON true
      WHERE k.key IS NOT NULL
    ), moved AS (
      UPDATE {schema}.concurrency_keys k
      SET tag = CASE WHEN v_is_strict THEN coalesce(s.place, k.tag) WHEN s.count > 0 THEN greatest(k.tag, v_floor) + s.count * s.step ELSE k.tag END,
        state = CASE WHEN s.priority IS NULL THEN 'DRAINED' ELSE 'READY' END,
        priority = coalesce(s.priority, k.priority)
      FROM state s
      -- Even of one that stays as it is, so that it has no xmax any more.
      WHERE k.ctid = s.row
      RETURNING s.count > 0 OR s.priority IS DISTINCT FROM v_priority
        OR v_is_strict AND s.place IS DISTINCT FROM s.tag AS is_changed
    )
    SELECT v_changed OR coalesce(bool_or(m.is_changed), false) INTO v_changed FROM moved m;
    v_floor := greatest(v_floor, v_found.floor);
    EXIT WHEN NOT v_changed;
  END LOOP;

  is_busy := is_busy AND ids = '{}';
  IF NOT v_has_clock THEN
    -- Whoever holds it moves it on, too.
    PERFORM FROM {schema}.key_clocks c WHERE c.type = p_type FOR UPDATE SKIP LOCKED;
    v_has_clock := FOUND;
  END IF;
  SELECT
    EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'DRAINED'),
    EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'READY')
      OR EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = p_type AND k.state = 'FULL')
      OR EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = p_type)
  INTO v_drains, v_goes_on;
  IF v_drains THEN
    DELETE FROM {schema}.concurrency_keys k USING (
      SELECT d.ctid AS row FROM {schema}.concurrency_keys d
      WHERE d.type = p_type AND d.state = 'DRAINED'
        AND (v_is_strict OR d.tag <= v_floor OR d.priority >= 1000 OR v_has_clock AND NOT v_goes_on)
      FOR UPDATE SKIP LOCKED
    ) d
    WHERE k.ctid = d.row;
  END IF;
  IF v_has_clock AND v_goes_on THEN
    UPDATE {schema}.key_clocks c SET floor = greatest(c.floor, v_floor), plain = greatest(c.plain, v_plain)
    WHERE c.type = p_type AND (c.floor < v_floor OR c.plain < v_plain);
  ELSIF v_has_clock THEN
    DELETE FROM {schema}.key_clocks c WHERE c.type = p_type;
  END IF;
END
$$;
