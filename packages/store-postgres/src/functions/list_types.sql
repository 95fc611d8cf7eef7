-- The types that have jobs, at most p_limit, by name from p_from on, each with those of p_statuses in
-- which it may have jobs. Skips from one name to the next in the indexes, however many jobs there are:
-- the order in which it asks for a first row says by which index it is to be found.
CREATE OR REPLACE FUNCTION {schema}.list_types(p_from text, p_statuses text[], p_limit integer)
RETURNS TABLE (name text, statuses text[])
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_type text COLLATE "C" := p_from;
  v_has text[];
  v_listed integer := 0;
BEGIN
  LOOP
    v_has := ARRAY(
      SELECT s.status
      FROM (VALUES
        ('PENDING', (
          SELECT true WHERE EXISTS (
            SELECT FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NULL
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          ) OR EXISTS (
            SELECT FROM {schema}.jobs j
            WHERE j.type = v_type AND j.status = 'PENDING' AND j.concurrency_key IS NOT NULL
            ORDER BY coalesce(j.aged, -j.priority), j.place LIMIT 1
          ))),
        ('SCHEDULED', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'SCHEDULED'
          ORDER BY j.run_at, j.place LIMIT 1)),
        ('RETRYING', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RETRYING'
          ORDER BY j.run_at, j.place LIMIT 1)),
        ('RUNNING', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING'
          ORDER BY j.lease_expires_at, j.place LIMIT 1)),
        ('BLOCKED', (
          SELECT true FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'BLOCKED'
          ORDER BY j.place, j.id LIMIT 1)),
        ('COMPLETED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'COMPLETED'
          ORDER BY f.expires_at, f.id LIMIT 1)),
        ('FAILED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'FAILED'
          ORDER BY f.expires_at, f.id LIMIT 1)),
        ('CANCELLED', (
          SELECT true FROM {schema}.finished f WHERE f.type = v_type AND f.status = 'CANCELLED'
          ORDER BY f.expires_at, f.id LIMIT 1))
      ) AS s (status, has)
      WHERE s.has
    );
    IF v_has <> '{}' THEN
      name := v_type;
      statuses := ARRAY(SELECT w.status FROM unnest(p_statuses) AS w (status) WHERE w.status = ANY (v_has));
      RETURN NEXT;
      v_listed := v_listed + 1;
      EXIT WHEN v_listed >= p_limit;
    END IF;
    v_type := least(
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'PENDING' AND j.concurrency_key IS NULL AND j.type > v_type ORDER BY j.type LIMIT 1
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
      (SELECT f.type FROM {schema}.finished f WHERE f.type > v_type ORDER BY f.type LIMIT 1)
    );
    EXIT WHEN v_type IS NULL;
  END LOOP;
END
$$;
