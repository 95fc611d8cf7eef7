-- Adds to what is counted of types; '' stands for all together. A type for which there is no room is left
-- out. Each list has an entry for each count: of minutes with their four counts, of times with their place.
--
-- All that write do so in the order of the types, so that none waits for another in a circle.
CREATE OR REPLACE FUNCTION {schema}.count_jobs(
  p_types text[], p_enqueued bigint[], p_completed bigint[], p_failed bigint[], p_retried bigint[],
  p_time_types text[], p_places bigint[], p_jobs bigint[]
) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_minute bigint := v_now - v_now % {minuteMs};
  v_span bigint := v_now - v_now % {timeSpanMs};
  v_day_ago bigint := v_minute - {statsMinutes} * {minuteMs}::bigint;
  v_type text COLLATE "C";
  -- How many more types may be counted; NULL before that is asked for.
  v_room integer;
BEGIN
  -- All processes write the same rows, so none may hold them until the disk has them. A crash of the server costs what
  -- was counted in its last second; that of a process, which has not sent it yet, as much.
  PERFORM set_config('synchronous_commit', 'off', true);
  FOREACH v_type IN ARRAY p_types LOOP
    IF v_type <> '' THEN
      -- Once a minute, since all processes count the same types.
      UPDATE {schema}.counted_types t SET counted_at = v_now WHERE t.type = v_type AND t.counted_at < v_minute;
      IF NOT FOUND AND NOT EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = v_type) THEN
        IF v_room IS NULL THEN
          v_room := {maxCountedTypes} - (SELECT count(*) FROM {schema}.counted_types);
          IF v_room <= 0 THEN
            DELETE FROM {schema}.counted_types t WHERE t.counted_at <= v_day_ago;
            v_room := {maxCountedTypes} - (SELECT count(*) FROM {schema}.counted_types);
          END IF;
        END IF;
        CONTINUE WHEN v_room <= 0;
        v_room := v_room - 1;
        INSERT INTO {schema}.counted_types AS t (type, counted_at) VALUES (v_type, v_now)
        ON CONFLICT (type) DO NOTHING;
      END IF;
    END IF;
  END LOOP;

  INSERT INTO {schema}.queue_minutes AS m (type, starts_at, enqueued, completed, failed, retried)
  SELECT s.type, v_minute, s.enqueued, s.completed, s.failed, s.retried
  FROM unnest(p_types, p_enqueued, p_completed, p_failed, p_retried)
    AS s (type, enqueued, completed, failed, retried)
  WHERE s.type = '' OR EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = s.type)
  ORDER BY s.type COLLATE "C"
  ON CONFLICT (type, starts_at) DO UPDATE SET
    enqueued = m.enqueued + EXCLUDED.enqueued, completed = m.completed + EXCLUDED.completed,
    failed = m.failed + EXCLUDED.failed, retried = m.retried + EXCLUDED.retried;

  INSERT INTO {schema}.queue_times AS q (type, starts_at, place, jobs)
  SELECT s.type, v_span, s.place, s.jobs
  FROM unnest(p_time_types, p_places, p_jobs) AS s (type, place, jobs)
  WHERE s.type = '' OR EXISTS (SELECT FROM {schema}.counted_types t WHERE t.type = s.type)
  ORDER BY s.type COLLATE "C", s.place
  ON CONFLICT (type, starts_at, place) DO UPDATE SET jobs = q.jobs + EXCLUDED.jobs;

  DELETE FROM {schema}.queue_minutes m WHERE m.type = ANY (p_types) AND m.starts_at <= v_day_ago;
  DELETE FROM {schema}.queue_times q
  WHERE q.type = ANY (p_types) AND q.starts_at < v_span - {timeSpanMs};
END
$$;
