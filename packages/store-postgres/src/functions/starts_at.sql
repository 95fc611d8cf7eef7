-- What a rate has counted, as it stands at a time: core's rate.ts has the rules. A state is when it was written,
-- what is used of the burst, since when there is no gap, then until when starts count and how many, pair by pair.
CREATE OR REPLACE FUNCTION {schema}.starts_at(p_starts bigint[], p_rate bigint[], p_at bigint)
RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := ARRAY[p_at, 0, coalesce(p_starts[3], 0)];
  v_latest bigint := {schema}.counts_until(p_rate, p_at);
BEGIN
  IF p_rate[3] IS NOT NULL AND p_starts IS NOT NULL THEN
    v_state[2] := greatest(
      0, least(p_starts[2], p_rate[3] * p_rate[2]) - greatest(0, p_at - p_starts[1]) * p_rate[1]
    );
  END IF;
  FOR i IN 2 .. coalesce(cardinality(p_starts), 0) / 2 LOOP
    IF p_starts[2 * i] > p_at THEN
      v_state := v_state || ARRAY[least(p_starts[2 * i], v_latest), p_starts[2 * i + 1]];
    END IF;
  END LOOP;
  RETURN v_state;
END
$$;
