-- What a rate has counted once p_count attempts have started at a time.
CREATE OR REPLACE FUNCTION {schema}.count_starts(
  p_starts bigint[], p_rate bigint[], p_at bigint, p_count integer
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_last integer := cardinality(v_state);
  v_until bigint := {schema}.counts_until(p_rate, p_at);
BEGIN
  IF v_last = 3 THEN
    v_state[3] := p_at;
  END IF;
  IF p_rate[3] IS NOT NULL THEN
    v_state[2] := v_state[2] + p_count * p_rate[2];
  END IF;
  IF v_last > 3 AND v_state[v_last - 1] = v_until THEN
    v_state[v_last] := v_state[v_last] + p_count;
    RETURN v_state;
  END IF;
  RETURN v_state || ARRAY[v_until, p_count];
END
$$;
