-- Creates a group with its callbacks, which wait for it by p_rules, and its jobs, or none of it when one of their
-- types is draining. The arrays from p_ids on are as for add_jobs; the callbacks come first, and have no group in
-- p_groups. A call that repeats one whose answer was lost changes nothing.
--
-- Returns nothing, or the type that is draining, and what is set for that, see hold_json.
CREATE OR REPLACE FUNCTION {schema}.create_group(
  p_id text, p_sealed boolean, p_retention_ms bigint, p_callbacks text, p_rules text[],
  p_ids text[], p_types text[], p_payloads bytea[],
  p_priorities smallint[], p_max_attempts integer[], p_delays_ms bigint[], p_run_ats bigint[],
  p_retentions_ms bigint[], p_at_most_once boolean[], p_backoffs text[], p_inert text[],
  p_expires_in_ms bigint[], p_groups text[]
) RETURNS TABLE (draining_type text, hold text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_jobs integer := cardinality(p_ids) - cardinality(p_rules);
BEGIN
  IF EXISTS (SELECT FROM {schema}.groups g WHERE g.id = p_id) THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT q.type, {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now)
  FROM {schema}.queues q
  WHERE q.type = ANY (p_types)
    AND {schema}.hold_json(q.draining_at, q.draining_until, q.draining, v_now) IS NOT NULL
  ORDER BY q.type LIMIT 1;
  IF FOUND THEN
    RETURN;
  END IF;
  INSERT INTO {schema}.groups (id, created_at, retention_ms, callbacks, open)
  VALUES (p_id, v_now, p_retention_ms, p_callbacks::json, v_jobs)
  ON CONFLICT (id) DO NOTHING;
  -- The call whose answer was lost may have been under way until now.
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM {schema}.add_jobs(
    p_ids, p_types, p_payloads, p_priorities, p_max_attempts, p_delays_ms, p_run_ats,
    p_retentions_ms, p_at_most_once, p_backoffs, p_inert, p_expires_in_ms, p_groups
  );
  UPDATE {schema}.jobs j SET status = 'BLOCKED' WHERE j.id = ANY (p_ids[:cardinality(p_rules)]);
  INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
  SELECT j.place, nullif(p_delays_ms[r.ord], 0), 1, p_id, j.id, r.rule
  FROM unnest(p_rules) WITH ORDINALITY AS r (rule, ord)
  JOIN {schema}.jobs j ON j.id = p_ids[r.ord];
  IF p_sealed THEN
    PERFORM {schema}.seal_group(p_id);
  END IF;
END
$$;
