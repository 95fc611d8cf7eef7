-- Adds jobs as they were in another store, each by itself: see ArchiveStore of core. p_jobs is a list with an object for
-- each, its fields those of the tables, those of type json as text that holds JSON. `waits_ids` are the ids of what a blocked one
-- waits for, with spaces between. They join their queues at the back, in the order of the list.
--
-- Returns of each RESTORED, EXISTS, EXPIRED, or TAKEN or HELD with the job that has its idempotency or unique key.
CREATE OR REPLACE FUNCTION {schema}.restore_jobs(p_jobs json) RETURNS TABLE (said text, holder text)
LANGUAGE plpgsql
SET search_path = pg_catalog
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off
AS $$
DECLARE
  v_now bigint := {schema}.now_ms();
  v_job record;
  v_key bytea;
  v_unique_key bytea;
  v_place bigint;
  v_waiter record;
  v_behind text[];
  v_types text[] := '{}';
  -- As a chain of jobs that wait for each other may be: what is in a circle must not be gone over for ever.
  v_most integer;
BEGIN
  FOR v_job IN
    SELECT c.* FROM json_to_recordset(p_jobs) AS c (
      place integer, fingerprint text, holds boolean, unique_ends_at bigint, keeps_turn boolean,
      waits_rule text, waits_delay_ms bigint, waits_ids text,
      lease_expires_at bigint, expires_at bigint, result bytea, {specColumns:given}, {changedColumns:given}
    )
    ORDER BY c.place
  LOOP
    holder := NULL;
    IF EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = v_job.id)
      OR EXISTS (SELECT FROM {schema}.finished f WHERE f.id = v_job.id)
    THEN
      said := 'EXISTS';
      RETURN NEXT;
      CONTINUE;
    ELSIF v_job.expires_at <= v_now THEN
      said := 'EXPIRED';
      RETURN NEXT;
      CONTINUE;
    END IF;

    v_key := {schema}.scoped_key(v_job.concurrency_key, v_job.idempotency_key);
    IF v_key IS NOT NULL THEN
      holder := (
        {schema}.claim_key(v_job.type, v_key, v_job.fingerprint, v_job.id, ARRAY[v_job.id])
      ).holder;
      IF holder IS NOT NULL THEN
        said := 'TAKEN';
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;
    v_unique_key := {schema}.scoped_key(v_job.concurrency_key, v_job.unique_key);
    IF v_job.holds THEN
      holder := {schema}.claim_unique_key(
        v_job.type, v_unique_key, v_now, v_job.unique_ends_at, v_job.id, ARRAY[v_job.id], false
      );
      IF holder IS NOT NULL THEN
        DELETE FROM {schema}.idempotency_keys k
        WHERE k.type = v_job.type AND k.key = v_key AND k.job_id = v_job.id;
        said := 'HELD';
        RETURN NEXT;
        CONTINUE;
      END IF;
      UPDATE {schema}.unique_keys u SET token = v_job.token
      WHERE u.type = v_job.type AND u.key = v_unique_key;
    END IF;

    v_place := nextval('{schema}.places');
    IF v_job.status IN ({finalStatuses}) THEN
      INSERT INTO {schema}.finished ({specColumns}, place, {changedColumns}, expires_at, result)
      SELECT {specColumns:readof:v}, v_place, {changedColumns:readof:v}, coalesce(v_job.expires_at, {never}), v_job.result;
    ELSE
      INSERT INTO {schema}.jobs ({specColumns}, place, {changedColumns}, lease_expires_at, awaited)
      SELECT {specColumns:readof:v}, v_place, {changedColumns:readof:v}, v_job.lease_expires_at,
        EXISTS (SELECT FROM {schema}.waits w WHERE w.awaited_id = v_job.id);
      v_types := v_types || v_job.type;
    END IF;
    IF v_job.keeps_turn THEN
      INSERT INTO {schema}.key_keepers (type, key, job_id)
      VALUES (v_job.type, v_job.concurrency_key, v_job.id) ON CONFLICT DO NOTHING;
    END IF;
    IF v_job.waits_ids IS NOT NULL THEN
      INSERT INTO {schema}.waits (turn, delay_ms, ord, awaited_id, job_id, rule)
      SELECT v_place, v_job.waits_delay_ms, i.ord, i.id, v_job.id, v_job.waits_rule
      FROM unnest(string_to_array(v_job.waits_ids, ' ')) WITH ORDINALITY AS i (id, ord);
      UPDATE {schema}.jobs j SET awaited = true
      WHERE j.id = ANY (string_to_array(v_job.waits_ids, ' ')) AND NOT j.awaited;
    END IF;

    -- Those that wait for it, and those that wait for them, have to stand behind it: see end_waits.
    v_behind := ARRAY[v_job.id];
    v_most := 10000;
    WHILE v_behind <> '{}' AND v_most > 0 LOOP
      v_most := v_most - 1;
      v_behind := ARRAY(
        SELECT DISTINCT w.job_id FROM unnest(v_behind) AS b (id)
        JOIN {schema}.jobs a ON a.id = b.id
        JOIN {schema}.waits w ON w.awaited_id = b.id AND w.turn < a.place
      );
      FOR v_waiter IN SELECT b.id, nextval('{schema}.places') AS place FROM unnest(v_behind) AS b (id) LOOP
        UPDATE {schema}.jobs j SET place = v_waiter.place WHERE j.id = v_waiter.id;
        UPDATE {schema}.waits w SET turn = v_waiter.place WHERE w.job_id = v_waiter.id;
      END LOOP;
    END LOOP;
    said := 'RESTORED';
    RETURN NEXT;
  END LOOP;
  PERFORM pg_notify({channel}, 'wake ' || t.type || ' ' || count(*))
  FROM unnest(v_types) AS t (type) GROUP BY t.type;
END
$$;
