-- The names of the types that have jobs, from p_from on, in order. Skips from one name to the next
-- in the indexes, however many jobs there are.
CREATE OR REPLACE FUNCTION {schema}.job_types(p_from text) RETURNS SETOF text
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  v_type text COLLATE "C" := p_from;
BEGIN
  IF EXISTS (SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'PENDING')
    OR EXISTS (SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'SCHEDULED')
    OR EXISTS (SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RETRYING')
    OR EXISTS (SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.status = 'RUNNING')
    OR EXISTS (SELECT FROM {schema}.finished f WHERE f.type = v_type)
  THEN
    RETURN NEXT v_type;
  END IF;
  LOOP
    v_type := least(
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'PENDING' AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status IN ('SCHEDULED', 'RETRYING') AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (
        SELECT j.type FROM {schema}.jobs j
        WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1
      ),
      (SELECT f.type FROM {schema}.finished f WHERE f.type > v_type ORDER BY f.type LIMIT 1)
    );
    EXIT WHEN v_type IS NULL;
    RETURN NEXT v_type;
  END LOOP;
END
$$;
