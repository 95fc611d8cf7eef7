-- The job that holds a unique key at p_now, NULL for none. p_now is when the caller's own change is made, as
-- jobs tell it: by a later time, a job could be created with a key that another one holds until after that.
CREATE OR REPLACE FUNCTION {schema}.unique_key_holder(p_type text, p_key bytea, p_now bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  -- One statement: a job that is just now changing its table is in one of both.
  RETURN (
    SELECT u.job_id
    FROM {schema}.unique_keys u
    WHERE u.type = p_type AND u.key = p_key AND (u.ends_at IS NULL OR u.ends_at > p_now)
      AND (
        EXISTS (
          SELECT FROM {schema}.jobs j
          WHERE j.id = u.job_id AND (j.unique_hold <> 'STARTED' OR j.token = u.token)
        ) OR EXISTS (
          SELECT FROM {schema}.finished f
          WHERE f.id = u.job_id AND f.expires_at > p_now
            AND (f.unique_hold = 'TTL' OR f.unique_hold = 'COMPLETED' AND f.status <> 'COMPLETED')
        )
      )
  );
END
$$;
