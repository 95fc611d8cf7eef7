-- Deletes a run that is at the version p_if_version, in rounds of at most p_limit rows: its jobs, whatever their
-- statuses, what it keeps, its news, and itself last. Returns DELETED, also of one that is not there, MORE when it has to be
-- called again, or CHANGED when the run is at another version.
CREATE OR REPLACE FUNCTION {schema}.delete_run(p_id text, p_if_version bigint, p_limit integer) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_version bigint;
  v_left integer := p_limit;
  v_count integer;
BEGIN
  SELECT r.version INTO v_version FROM {schema}.runs r WHERE r.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'DELETED';
  ELSIF v_version <> p_if_version THEN
    RETURN 'CHANGED';
  END IF;
  DELETE FROM {schema}.jobs j
  USING (SELECT o.id FROM {schema}.jobs o WHERE o.group_id = 'run ' || p_id LIMIT v_left) d WHERE j.id = d.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.finished f
  USING (SELECT o.id FROM {schema}.finished o WHERE o.group_id = 'run ' || p_id LIMIT v_left) d WHERE f.id = d.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.run_parts k
  USING (SELECT o.name FROM {schema}.run_parts o WHERE o.run_id = p_id LIMIT v_left) d
  WHERE k.run_id = p_id AND k.name = d.name;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  DELETE FROM {schema}.run_news n
  USING (SELECT o.number FROM {schema}.run_news o WHERE o.run_id = p_id LIMIT v_left) d
  WHERE n.run_id = p_id AND n.number = d.number;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  v_left := v_left - v_count;
  IF v_left = 0 THEN
    RETURN 'MORE';
  END IF;
  DELETE FROM {schema}.runs r WHERE r.id = p_id;
  RETURN 'DELETED';
END
$$;
