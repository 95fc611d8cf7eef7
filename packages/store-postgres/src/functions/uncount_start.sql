-- What a rate has counted without an attempt that has begun at p_started, and was given back before it started.
CREATE OR REPLACE FUNCTION {schema}.uncount_start(
  p_starts bigint[], p_rate bigint[], p_started bigint, p_at bigint
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_until bigint := {schema}.counts_until(p_rate, p_started);
BEGIN
  FOR i IN REVERSE cardinality(v_state) / 2 .. 2 LOOP
    CONTINUE WHEN v_state[2 * i] <> v_until OR p_started < v_state[3];
    v_state[2 * i + 1] := v_state[2 * i + 1] - 1;
    IF v_state[2 * i + 1] = 0 THEN
      v_state := v_state[:2 * i - 1] || v_state[2 * i + 2:];
    END IF;
    v_state[2] := greatest(
      0, v_state[2] - greatest(0, p_rate[2] - (p_at - p_started) * p_rate[1])
    );
    EXIT;
  END LOOP;
  RETURN v_state;
END
$$;
