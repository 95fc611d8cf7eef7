-- One round of maintenance: promotes and forgets at most p_limit jobs of whatever type. Rescue is the
-- caller's: it returns the ids of at most p_limit jobs whose leases have expired, or whose start deadlines
-- have passed. `more` says that a bound was reached.
CREATE OR REPLACE FUNCTION {schema}.maintain_due(
  p_limit integer,
  OUT promoted integer, OUT pruned integer, OUT expired text[], OUT more boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_type text COLLATE "C" := '';
BEGIN
  expired := '{}';
  promoted := {schema}.promote_due(v_now, p_limit);
  pruned := {schema}.forget_expired(v_now, p_limit);
  LOOP
    SELECT j.type INTO v_type FROM {schema}.jobs j
    WHERE j.status = 'RUNNING' AND j.type > v_type ORDER BY j.type LIMIT 1;
    EXIT WHEN NOT FOUND OR cardinality(expired) >= p_limit;
    expired := expired || ARRAY(
      SELECT j.id FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' AND j.lease_expires_at <= v_now
      ORDER BY j.lease_expires_at LIMIT p_limit - cardinality(expired)
    );
  END LOOP;
  expired := expired || ARRAY(
    SELECT j.id FROM {schema}.jobs j
    WHERE j.status = 'PENDING' AND j.start_by IS NOT NULL AND j.start_by + 0 <= v_now
    ORDER BY j.start_by + 0 LIMIT p_limit - cardinality(expired)
  );
  PERFORM {schema}.end_holds(NULL, v_now);
  PERFORM {schema}.end_key_waits(NULL, v_now);
  PERFORM pg_notify({channel}, 'wake ' || q.type || ' 1') FROM {schema}.queues q
  WHERE (q.key_max_running IS NOT NULL OR q.own_key_limits)
    AND EXISTS (SELECT FROM {schema}.concurrency_keys k WHERE k.type = q.type AND k.state = 'FULL')
    AND EXISTS (SELECT FROM {schema}.key_arrivals a WHERE a.type = q.type ORDER BY a.number LIMIT 1);
  DELETE FROM {schema}.key_starts s USING (
    SELECT e.type, e.key FROM {schema}.key_starts e WHERE e.ends_at <= v_now
    ORDER BY e.ends_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  ) e
  WHERE s.type = e.type AND s.key = e.key;
  DELETE FROM {schema}.watches w WHERE w.until <= v_now;
  DELETE FROM {schema}.groups g WHERE g.id IN (
    SELECT e.id FROM {schema}.groups e WHERE e.expires_at <= v_now
    ORDER BY e.expires_at LIMIT p_limit FOR UPDATE SKIP LOCKED
  );
  more := p_limit IN (promoted, pruned, cardinality(expired));
END
$$;
