-- How many attempts may start at a time, and when the next one may, by a rate and what it has counted.
CREATE OR REPLACE FUNCTION {schema}.rate_room(
  p_starts bigint[], p_rate bigint[], p_at bigint, OUT room integer, OUT next_at bigint
)
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog
AS $$
DECLARE
  v_state bigint[] := {schema}.starts_at(p_starts, p_rate, p_at);
  v_pairs integer := cardinality(v_state) / 2;
  v_counted bigint := 0;
BEGIN
  FOR i IN 2 .. v_pairs LOOP
    v_counted := v_counted + v_state[2 * i + 1];
  END LOOP;
  -- least() passes over a burst that is NULL.
  room := greatest(
    0, least(p_rate[1] - v_counted, (p_rate[3] * p_rate[2] - v_state[2]) / p_rate[2])
  );
  next_at := p_at;
  IF room > 0 THEN
    RETURN;
  END IF;
  FOR i IN 2 .. v_pairs LOOP
    EXIT WHEN v_counted < p_rate[1];
    v_counted := v_counted - v_state[2 * i + 1];
    next_at := v_state[2 * i];
  END LOOP;
  next_at := greatest(
    next_at,
    p_at + (v_state[2] - (p_rate[3] - 1) * p_rate[2] + p_rate[1] - 1) / p_rate[1]
  );
END
$$;
