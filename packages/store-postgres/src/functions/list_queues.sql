-- Looks at queues by name: the one that p_only names, or else, where that is NULL, those whose names come
-- behind p_after, until p_limit queues are looked at or p_budget jobs are counted.
--
-- Returns for each queue and status with jobs how many there are, counted up to p_bound + 1, and for how
-- long in ms the oldest one has been there. A queue that was looked at has a row with a status of NULL
-- first.
--
-- Skips from one name to the next in the indexes, however many jobs there are. An order says by which
-- index to look.
CREATE OR REPLACE FUNCTION {schema}.list_queues(
  p_only text, p_after text, p_limit integer, p_bound integer, p_budget integer
) RETURNS TABLE (name text, status text, jobs integer, oldest bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_type text COLLATE "C" := p_after;
  v_now bigint := {schema}.now_ms();
  v_limit integer := p_bound + 1;
  v_looked integer := 0;
  v_counted integer := 0;
  v_rank bigint;
  v_since bigint;
BEGIN
  LOOP
    IF p_only IS NOT NULL THEN
      v_type := p_only;
    ELSE
      EXIT WHEN v_looked >= p_limit OR v_counted >= p_budget;
      v_type := least(
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'PENDING' AND j.concurrency_key IS NULL AND j.type > v_type
          ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'PENDING' AND j.concurrency_key IS NOT NULL AND j.type > v_type
          ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status IN ({promotedStatuses}) AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (
          SELECT j.type FROM {schema}.jobs j
          WHERE j.status = 'BLOCKED' AND j.type > v_type ORDER BY j.type LIMIT 1
        ),
        (SELECT f.type FROM {schema}.finished f WHERE f.type > v_type ORDER BY f.type LIMIT 1),
        (SELECT q.type FROM {schema}.queues q WHERE q.type > v_type ORDER BY q.type LIMIT 1)
      );
      EXIT WHEN v_type IS NULL;
    END IF;
    v_looked := v_looked + 1;
    name := v_type;
    status := NULL;
    jobs := 0;
    oldest := 0;
    RETURN NEXT;

    status := 'PENDING';
    SELECT count(*) INTO jobs FROM (
      SELECT FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT v_limit
      ) p
      UNION ALL
      SELECT FROM (
        SELECT FROM {schema}.jobs j
        WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
        ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT v_limit
      ) k
      LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      -- The first of each priority; the one that is due for longest is among them. Of those by age the first one.
      oldest := 0;
      v_rank := -9223372036854775807;
      LOOP
        SELECT f.rank, f.run_at INTO v_rank, v_since
        FROM (
          (
            SELECT coalesce(j.aged, -j.priority) AS rank, j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
              AND coalesce(j.aged, -j.priority) > v_rank
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          )
          UNION ALL
          (
            SELECT coalesce(j.aged, -j.priority) AS rank, j.run_at FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
              AND coalesce(j.aged, -j.priority) > v_rank
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          )
        ) f
        ORDER BY f.rank, f.run_at LIMIT 1;
        EXIT WHEN NOT FOUND;
        oldest := greatest(oldest, v_now - v_since);
        IF v_rank < {endOfAgedRanks} THEN
          v_rank := {endOfAgedRanks};
        END IF;
      END LOOP;
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    FOREACH status IN ARRAY ARRAY[{promotedStatuses}] LOOP
      SELECT count(*) INTO jobs FROM (
        SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = list_queues.status
        AND j.status IN ({promotedStatuses}) ORDER BY j.run_at, j.place LIMIT v_limit
      ) c;
      CONTINUE WHEN jobs = 0;
      SELECT j.updated_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = list_queues.status AND j.status IN ({promotedStatuses})
      ORDER BY j.run_at, j.place LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END LOOP;

    status := 'RUNNING';
    SELECT count(*) INTO jobs FROM (
      SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
      ORDER BY j.lease_expires_at, j.place LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      SELECT j.started_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' ORDER BY j.lease_expires_at, j.place LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    status := 'BLOCKED';
    SELECT count(*) INTO jobs FROM (
      SELECT 1 FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'BLOCKED'
      ORDER BY j.place, j.id LIMIT v_limit
    ) c;
    IF jobs > 0 THEN
      SELECT j.updated_at INTO v_since FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'BLOCKED' ORDER BY j.place, j.id LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END IF;

    FOREACH status IN ARRAY ARRAY[{finalStatuses}] LOOP
      SELECT count(*) INTO jobs FROM (
        SELECT 1 FROM {schema}.finished f
        WHERE f.type = v_type AND f.status = list_queues.status AND f.expires_at > v_now
        ORDER BY f.expires_at, f.id LIMIT v_limit
      ) c;
      CONTINUE WHEN jobs = 0;
      SELECT f.updated_at INTO v_since FROM {schema}.finished f
      WHERE f.type = v_type AND f.status = list_queues.status AND f.expires_at > v_now
      ORDER BY f.expires_at, f.id LIMIT 1;
      oldest := greatest(0, v_now - v_since);
      v_counted := v_counted + jobs;
      RETURN NEXT;
    END LOOP;
    EXIT WHEN p_only IS NOT NULL;
  END LOOP;
END
$$;
