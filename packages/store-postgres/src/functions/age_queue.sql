-- Does a round of what the ageing of a queue asks for: first those stand by their priority again that have a rank by
-- an age which does not count any more, then others get theirs. Returns how many jobs it has moved.
CREATE OR REPLACE FUNCTION {schema}.age_queue(p_type text) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_queue record;
  v_moved integer := 0;
BEGIN
  SELECT q.aging_ms, q.aging_ends INTO v_queue FROM {schema}.queues q WHERE q.type = p_type;
  IF v_queue.aging_ends THEN
    v_moved := {schema}.age_jobs(p_type, NULL, {agedJobs});
    IF v_moved > 0 THEN
      RETURN v_moved;
    END IF;
    UPDATE {schema}.queues q SET aging_ends = false WHERE q.type = p_type;
  END IF;
  IF v_queue.aging_ms IS NOT NULL THEN
    v_moved := {schema}.age_jobs(p_type, v_queue.aging_ms, {agedJobs});
  END IF;
  RETURN v_moved;
END
$$;
