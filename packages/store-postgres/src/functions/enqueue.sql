-- Enqueues a job inside of the caller's transaction: the job is there if and only if that commits.
-- For SQL, triggers and other languages; the payload is JSON. Returns the job's id.
--
--   SELECT millrace.enqueue('email', '{"to": "ada@example.com"}', delay => '10 minutes');
--
-- The same idempotency key with the same arguments returns the job that has it; with others it is
-- refused with the error unique_violation.
CREATE OR REPLACE FUNCTION {schema}.enqueue(
  type text,
  payload jsonb DEFAULT NULL,
  run_at timestamptz DEFAULT NULL,
  delay interval DEFAULT NULL,
  priority integer DEFAULT {defaultPriority},
  max_attempts integer DEFAULT {defaultMaxAttempts},
  idempotency_key text DEFAULT NULL,
  timeout interval DEFAULT NULL,
  retention interval DEFAULT '{defaultRetentionMs} ms',
  at_most_once boolean DEFAULT false,
  metadata jsonb DEFAULT NULL,
  expires_in interval DEFAULT NULL
) RETURNS text
LANGUAGE plpgsql
SET search_path = pg_catalog
AS $$
#variable_conflict use_variable
DECLARE
  v_id text := {schema}.new_job_id();
  v_delay_ms bigint := floor(extract(epoch FROM delay) * 1000);
  v_run_at_ms bigint := floor(extract(epoch FROM run_at) * 1000);
  v_timeout_ms bigint := floor(extract(epoch FROM timeout) * 1000);
  v_retention_ms bigint := floor(extract(epoch FROM retention) * 1000);
  v_expires_in_ms bigint := floor(extract(epoch FROM expires_in) * 1000);
  v_inert text := '{' || concat_ws(
    ',', '"timeoutMs":' || v_timeout_ms, '"metadata":' || nullif(metadata, '{}')::text
  ) || '}';
  v_fingerprint text;
  v_other record;
BEGIN
  IF type IS NULL OR type !~ '^[a-zA-Z0-9][a-zA-Z0-9._:-]{0,127}$' THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: type must be 1 to 128 letters, digits, or any of "._:-", starting with a letter or digit';
  ELSIF run_at IS NOT NULL AND delay IS NOT NULL THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: run_at excludes delay; give one of them';
  ELSIF v_delay_ms NOT BETWEEN 0 AND {maxDelayMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: delay must be from 0 to 10 years';
  ELSIF v_run_at_ms > {maxRunAt} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: run_at must be before the year 2200';
  ELSIF priority IS NULL OR priority NOT BETWEEN 0 AND {maxPriority} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: priority must be from 0 to {maxPriority}';
  ELSIF max_attempts IS NULL OR max_attempts NOT BETWEEN 1 AND {maxAttempts} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: max_attempts must be from 1 to {maxAttempts}';
  ELSIF v_timeout_ms NOT BETWEEN 1 AND {maxTimeoutMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: timeout must be from 1 ms to 30 days';
  ELSIF v_expires_in_ms NOT BETWEEN 1 AND {maxDelayMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: expires_in must be from 1 ms to 10 years';
  ELSIF v_retention_ms IS NULL OR v_retention_ms NOT BETWEEN {minRetentionMs} AND {maxRetentionMs} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: retention must be from 1 second to 10 years';
  ELSIF octet_length(idempotency_key) NOT BETWEEN 1 AND {idempotencyKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: idempotency_key must have 1 to {idempotencyKeyBytes} bytes';
  ELSIF octet_length(payload::text) > {payloadBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: payload has more than {payloadBytes} bytes';
  ELSIF jsonb_typeof(metadata) <> 'object' OR octet_length(metadata::text) > {metadataBytes}
    OR EXISTS (
      SELECT FROM jsonb_each(CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{}' END) AS m (k, v)
      WHERE m.k = '' OR jsonb_typeof(m.v) <> 'string'
    )
  THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: metadata must be an object of strings with at most {metadataBytes} bytes';
  END IF;

  IF idempotency_key IS NOT NULL THEN
    v_fingerprint := 'sql:' || md5(jsonb_build_array(
      payload, v_run_at_ms, v_delay_ms, priority, max_attempts, v_timeout_ms, v_retention_ms,
      at_most_once, metadata, v_expires_in_ms
    )::text);
  END IF;
  SELECT e.kind, e.job_id INTO v_other
  FROM {schema}.enqueue_jobs(
    ARRAY[v_id], ARRAY[type], ARRAY[convert_to(payload::text, 'UTF8')],
    ARRAY[priority]::smallint[], ARRAY[max_attempts], ARRAY[v_delay_ms], ARRAY[v_run_at_ms],
    ARRAY[v_retention_ms], ARRAY[coalesce(at_most_once, false)], '{}', ARRAY[nullif(v_inert, '{}')],
    CASE WHEN idempotency_key IS NULL THEN '{}' ELSE ARRAY[convert_to(idempotency_key, 'UTF8')] END,
    ARRAY[v_fingerprint], ARRAY[v_expires_in_ms]
  ) e
  WHERE e.kind IS NOT NULL;
  IF v_other.kind = 'EXISTS' THEN
    RETURN v_other.job_id;
  ELSIF v_other.kind = 'TAKEN' THEN
    RAISE unique_violation USING MESSAGE = format(
      'the idempotency key %L belongs to job %s, which another request made; use a new key, or repeat the request unchanged',
      idempotency_key, v_other.job_id
    );
  ELSIF v_other.kind = 'DRAINING' THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = format(
      'the queue %s takes no new jobs, because it was drained: %s; enqueue elsewhere, or have it resumed (ResumeQueue)',
      type, v_other.job_id
    );
  END IF;
  RETURN v_id;
END
$$;
