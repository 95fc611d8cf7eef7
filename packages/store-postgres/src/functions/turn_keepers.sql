-- The first p_named of the jobs that keep the turn of a concurrency key, NULL for none, whether any of them is pending,
-- and whether any has failed for good.
CREATE OR REPLACE FUNCTION {schema}.turn_keepers(
  p_type text, p_key bytea, p_named integer, OUT ids text, OUT any_pending boolean, OUT any_failed boolean
)
LANGUAGE sql STABLE
SET search_path = pg_catalog
AS $$
  SELECT array_to_string((array_agg(k.job_id ORDER BY k.job_id))[:p_named], ' '), bool_or(j.status = 'PENDING'),
    bool_or(j.id IS NULL)
  FROM {schema}.key_keepers k LEFT JOIN {schema}.jobs j ON j.id = k.job_id
  WHERE k.type = p_type AND k.key = p_key;
$$;
