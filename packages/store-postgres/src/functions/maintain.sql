-- One round of maintenance: for each type, promotes and prunes at most p_limit jobs. Rescue is the
-- caller's: it returns the ids of at most p_limit jobs a type whose leases have expired.
CREATE OR REPLACE FUNCTION {schema}.maintain(
  p_limit integer, OUT promoted integer, OUT pruned integer, OUT expired text[], OUT more boolean
)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off
SET lock_timeout = {lockWaitMs}
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_type text;
  v_status text;
  v_count integer;
  v_ids text[];
BEGIN
  promoted := 0;
  pruned := 0;
  expired := '{}';
  more := false;
  FOR v_type IN SELECT {schema}.job_types('') LOOP
    v_count := {schema}.promote_jobs(v_type, v_now, p_limit);
    promoted := promoted + v_count;
    more := more OR v_count = p_limit;
    IF v_count > 0 THEN
      PERFORM pg_notify({channel}, 'wake ' || v_type);
    END IF;

    SELECT coalesce(array_agg(e.id), '{}') INTO v_ids
    FROM (
      SELECT j.id FROM {schema}.jobs j
      WHERE j.type = v_type AND j.status = 'RUNNING' AND j.lease_expires_at <= v_now
      ORDER BY j.lease_expires_at LIMIT p_limit
    ) e;
    expired := expired || v_ids;
    more := more OR cardinality(v_ids) = p_limit;

    FOREACH v_status IN ARRAY ARRAY['COMPLETED', 'FAILED', 'CANCELLED'] LOOP
      WITH old AS MATERIALIZED (
        SELECT f.id FROM {schema}.finished f
        WHERE f.type = v_type AND f.status = v_status AND f.expires_at <= v_now
        ORDER BY f.expires_at LIMIT p_limit
        FOR UPDATE SKIP LOCKED
      ), gone AS (
        DELETE FROM {schema}.finished f USING old WHERE f.id = old.id
        RETURNING f.id, f.type, f.idempotency_key
      ), freed AS (
        DELETE FROM {schema}.idempotency_keys k USING gone g
        WHERE k.type = g.type AND k.key = g.idempotency_key AND k.job_id = g.id
      )
      SELECT count(*) INTO v_count FROM gone;
      pruned := pruned + v_count;
      more := more OR v_count = p_limit;
    END LOOP;
  END LOOP;
  DELETE FROM {schema}.watches w WHERE w.until <= v_now;
END
$$;
