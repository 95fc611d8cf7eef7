-- Claims a unique key at p_now for the job p_id, one of the jobs p_ids that are being enqueued, until p_ends_at or,
-- where that is NULL, for as long as the job is not what ends its hold. Waits for a transaction that is
-- claiming the same key.
--
-- Returns NULL when the key is the job's, else the job that holds it; '' (with p_leaves_held) when another
-- transaction holds it beyond lock_timeout.
CREATE OR REPLACE FUNCTION {schema}.claim_unique_key(
  p_type text, p_key bytea, p_now bigint, p_ends_at bigint, p_id text, p_ids text[], p_leaves_held boolean
) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_holder text;
BEGIN
  IF p_leaves_held THEN
    BEGIN
      RETURN {schema}.claim_unique_key(p_type, p_key, p_now, p_ends_at, p_id, p_ids, false);
    EXCEPTION WHEN lock_not_available THEN
      RETURN '';
    END;
  END IF;
  LOOP
    INSERT INTO {schema}.unique_keys (type, key, job_id, token, ends_at)
    VALUES (p_type, p_key, p_id, 0, p_ends_at)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      RETURN NULL;
    END IF;
    SELECT u.job_id INTO v_holder FROM {schema}.unique_keys u WHERE u.type = p_type AND u.key = p_key;
    IF v_holder = ANY (p_ids) THEN
      RETURN v_holder;
    END IF;
    v_holder := {schema}.unique_key_holder(p_type, p_key, p_now);
    IF v_holder IS NOT NULL THEN
      RETURN v_holder;
    END IF;
    -- Whoever takes a key holds its row before they look, so that what they see lasts.
    PERFORM FROM {schema}.unique_keys u WHERE u.type = p_type AND u.key = p_key FOR UPDATE;
    IF FOUND THEN
      v_holder := {schema}.unique_key_holder(p_type, p_key, p_now);
      IF v_holder IS NULL THEN
        UPDATE {schema}.unique_keys u SET job_id = p_id, token = 0, ends_at = p_ends_at
        WHERE u.type = p_type AND u.key = p_key;
      END IF;
      RETURN v_holder;
    END IF;
    -- Else the key was freed just now.
  END LOOP;
END
$$;
