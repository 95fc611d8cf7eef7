-- Forgets at most p_limit finished jobs that have expired, whatever their type, and frees their
-- idempotency and unique keys. Returns how many.
--
-- It waits for no lock, because what ends jobs calls it: what another transaction holds, such as a key
-- that someone is about to take over, is left for later.
CREATE OR REPLACE FUNCTION {schema}.forget_expired(p_now bigint, p_limit integer) RETURNS integer
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_sort = off
AS $$
DECLARE
  v_ids text[];
  v_keyed boolean;
  v_count integer;
BEGIN
  SELECT array_agg(o.id), bool_or(o.keyed) INTO v_ids, v_keyed
  FROM (
    SELECT f.id, f.idempotency_key IS NOT NULL OR f.unique_key IS NOT NULL AS keyed
    FROM {schema}.finished f
    WHERE f.expires_at + 0 <= p_now
    ORDER BY f.expires_at + 0
    LIMIT p_limit
    FOR UPDATE SKIP LOCKED
  ) o;
  IF v_ids IS NULL THEN
    RETURN 0;
  END IF;
  IF v_keyed THEN
    DELETE FROM {schema}.idempotency_keys k
    USING (
      SELECT h.type, h.key
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      JOIN {schema}.idempotency_keys h
        ON h.type = f.type AND h.key = {schema}.scoped_key(f.concurrency_key, f.idempotency_key)
          AND h.job_id = f.id
      FOR UPDATE OF h SKIP LOCKED
    ) free
    WHERE k.type = free.type AND k.key = free.key;
    DELETE FROM {schema}.unique_keys u
    USING (
      SELECT h.type, h.key
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      JOIN {schema}.unique_keys h
        ON h.type = f.type AND h.key = {schema}.scoped_key(f.concurrency_key, f.unique_key)
          AND h.job_id = f.id
      FOR UPDATE OF h SKIP LOCKED
    ) free
    WHERE u.type = free.type AND u.key = free.key;
    -- A key that is left is held, and its job stays with it.
    v_ids := ARRAY(
      SELECT f.id
      FROM unnest(v_ids) AS o (id)
      JOIN {schema}.finished f ON f.id = o.id
      LEFT JOIN {schema}.idempotency_keys k
        ON k.type = f.type AND k.key = {schema}.scoped_key(f.concurrency_key, f.idempotency_key)
          AND k.job_id = f.id
      LEFT JOIN {schema}.unique_keys u
        ON u.type = f.type AND u.key = {schema}.scoped_key(f.concurrency_key, f.unique_key)
          AND u.job_id = f.id
      WHERE k.key IS NULL AND u.key IS NULL
    );
  END IF;
  DELETE FROM {schema}.finished f USING unnest(v_ids) AS o (id) WHERE f.id = o.id;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN v_count;
END
$$;
