-- What ends jobs forgets twice as many expired ones, if there are any, so that retention holds where
-- nobody maintains.
CREATE OR REPLACE FUNCTION {schema}.make_room(p_now bigint, p_jobs integer) RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
BEGIN
  IF EXISTS (SELECT FROM {schema}.finished f WHERE f.expires_at + 0 <= p_now) THEN
    PERFORM {schema}.forget_expired(p_now, 2 * p_jobs);
  END IF;
END
$$;
