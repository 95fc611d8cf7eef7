-- What stands as `priority` of a concurrency key whose first job has a priority, in an order of keys, NULL for none: see
-- KeyTurns of core. No two orders share one, so those are found that are to be put into another order.
-- p_aged is the rank of that job by age, if it has one.
CREATE OR REPLACE FUNCTION {schema}.key_band(p_order text, p_priority smallint, p_aged bigint) RETURNS smallint
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE
    WHEN p_priority IS NULL THEN NULL
    WHEN p_order = 'FAIR' THEN 200::smallint
    WHEN p_order = 'STRICT' AND p_aged IS NOT NULL THEN 1200::smallint
    WHEN p_order = 'STRICT' THEN (1000 + p_priority)::smallint
    ELSE p_priority
  END
$$;
