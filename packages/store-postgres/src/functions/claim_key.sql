-- Claims an idempotency key for the job p_id, one of the jobs p_ids that are being enqueued. Waits
-- for a transaction that is claiming the same key.
--
-- Returns NULL when the key is the job's, else the job that has it and whether that job's request
-- was the same.
CREATE OR REPLACE FUNCTION {schema}.claim_key(
  p_type text, p_key bytea, p_fingerprint text, p_id text, p_ids text[],
  OUT holder text, OUT same boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_fingerprint text;
BEGIN
  LOOP
    INSERT INTO {schema}.idempotency_keys (type, key, job_id, fingerprint)
    VALUES (p_type, p_key, p_id, p_fingerprint)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      holder := NULL;
      RETURN;
    END IF;
    SELECT k.job_id, k.fingerprint INTO holder, v_fingerprint
    FROM {schema}.idempotency_keys k
    WHERE k.type = p_type AND k.key = p_key;
    -- Else the key was freed just now.
    IF FOUND THEN
      same := v_fingerprint = p_fingerprint;
      IF holder = ANY (p_ids)
        OR EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = holder)
        OR EXISTS (
          SELECT FROM {schema}.finished f
          WHERE f.id = holder AND f.expires_at > {schema}.now_ms()
        )
      THEN
        RETURN;
      END IF;
      -- The job has expired, or is just now changing its table.
      WITH gone AS (
        DELETE FROM {schema}.finished f WHERE f.id = holder AND f.expires_at <= {schema}.now_ms()
        RETURNING f.id, f.type, {schema}.scoped_key(f.concurrency_key, f.unique_key) AS unique_key
      )
      DELETE FROM {schema}.unique_keys u
      USING gone g
      WHERE u.type = g.type AND u.key = g.unique_key AND u.job_id = g.id;
      UPDATE {schema}.idempotency_keys k
      SET job_id = p_id, fingerprint = p_fingerprint
      WHERE k.type = p_type AND k.key = p_key AND k.job_id = holder
        AND NOT EXISTS (SELECT FROM {schema}.jobs j WHERE j.id = holder)
        AND NOT EXISTS (SELECT FROM {schema}.finished f WHERE f.id = holder);
      IF FOUND THEN
        holder := NULL;
        RETURN;
      END IF;
    END IF;
  END LOOP;
END
$$;
