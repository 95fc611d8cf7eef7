-- Enqueues a job inside of the caller's transaction: the job is there if and only if that commits.
-- For SQL, triggers and other languages; the payload is JSON. Returns the job's id.
--
--   SELECT millrace.enqueue('email', '{"to": "ada@example.com"}', delay => '10 minutes');
--
-- The same idempotency key with the same arguments returns the job that has it; with others it is
-- refused with the error unique_violation. While another job holds the unique key, its id is returned, or
-- the job is refused with unique_violation (REJECT), or takes the place of that one (REPLACE).
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
  expires_in interval DEFAULT NULL,
  concurrency_key text DEFAULT NULL,
  group_id text DEFAULT NULL,
  after text[] DEFAULT NULL,
  after_rule text DEFAULT 'COMPLETED',
  unique_key text DEFAULT NULL,
  unique_until text DEFAULT NULL,
  unique_ttl interval DEFAULT NULL,
  on_conflict text DEFAULT 'RETURN_EXISTING'
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
  v_unique_ttl_ms bigint := floor(extract(epoch FROM unique_ttl) * 1000);
  -- Absent from the fingerprint when not given, so that those of jobs without them stay what they were.
  v_flow jsonb := jsonb_strip_nulls(jsonb_build_object(
    'key', concurrency_key, 'group', group_id, 'after', after, 'unique', unique_key, 'ttl', v_unique_ttl_ms,
    'rule', nullif(after_rule, 'COMPLETED'), 'until', unique_until, 'conflict', nullif(on_conflict, 'RETURN_EXISTING')
  ));
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
  ELSIF octet_length(concurrency_key) NOT BETWEEN 1 AND {concurrencyKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: concurrency_key must have 1 to {concurrencyKeyBytes} bytes';
  ELSIF octet_length(unique_key) NOT BETWEEN 1 AND {uniqueKeyBytes} THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_key must have 1 to {uniqueKeyBytes} bytes';
  ELSIF unique_key IS NULL AND (unique_until IS NOT NULL OR unique_ttl IS NOT NULL OR on_conflict <> 'RETURN_EXISTING') THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_until, unique_ttl and on_conflict are of use with unique_key only; give that as well';
  ELSIF unique_until NOT IN ({uniqueUntil}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_until must be one of ' || concat_ws(', ', {uniqueUntil});
  ELSIF on_conflict IS NULL OR on_conflict NOT IN ({onConflict}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: on_conflict must be one of ' || concat_ws(', ', {onConflict});
  ELSIF on_conflict = 'REPLACE' AND (group_id IS NOT NULL OR cardinality(after) > 0) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: on_conflict cannot be REPLACE for a job that comes after others, or joins a group';
  ELSIF unique_until IS NOT NULL AND unique_ttl IS NOT NULL THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_ttl excludes unique_until; give the one that is to end the hold';
  ELSIF v_unique_ttl_ms NOT BETWEEN 1 AND v_retention_ms THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: unique_ttl must be from 1 ms to the retention, as who holds a key is there to be returned; raise the retention as well';
  ELSIF cardinality(after) > {maxAfter} OR array_ndims(after) > 1 OR array_position(after, NULL) IS NOT NULL
    OR array_to_string(after, '') ~ '[[:space:]]' OR '' = ANY (after)
  THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: after must be a list of at most {maxAfter} ids of jobs';
  ELSIF after_rule IS NULL OR after_rule NOT IN ({afterRules}) THEN
    RAISE invalid_parameter_value USING MESSAGE = 'cannot enqueue: after_rule must be one of ' || concat_ws(', ', {afterRules});
  END IF;
  after := nullif(after, '{}');

  IF idempotency_key IS NOT NULL THEN
    v_fingerprint := 'sql:' || md5(jsonb_build_array(
      payload, v_run_at_ms, v_delay_ms, priority, max_attempts, v_timeout_ms, v_retention_ms,
      at_most_once, metadata, v_expires_in_ms
    )::text || coalesce(nullif(v_flow, '{}')::text, ''));
  END IF;
  SELECT e.kind, e.job_id INTO v_other
  FROM {schema}.enqueue_jobs(
    ARRAY[v_id], ARRAY[type], ARRAY[convert_to(payload::text, 'UTF8')],
    ARRAY[priority]::smallint[], ARRAY[max_attempts], ARRAY[v_delay_ms], ARRAY[v_run_at_ms],
    ARRAY[v_retention_ms], ARRAY[coalesce(at_most_once, false)], '{}', ARRAY[nullif(v_inert, '{}')],
    CASE WHEN idempotency_key IS NULL THEN '{}' ELSE ARRAY[convert_to(idempotency_key, 'UTF8')] END,
    ARRAY[v_fingerprint], ARRAY[v_expires_in_ms],
    CASE WHEN unique_key IS NULL THEN '{}' ELSE ARRAY[convert_to(unique_key, 'UTF8')] END,
    CASE
      WHEN unique_key IS NULL THEN '{}'
      ELSE ARRAY[CASE WHEN unique_ttl IS NULL THEN coalesce(unique_until, 'FINISHED') ELSE 'TTL' END]
    END,
    ARRAY[v_unique_ttl_ms], ARRAY[on_conflict = 'REPLACE'],
    p_afters => CASE
      WHEN after IS NULL THEN '{}'
      -- Each once.
      ELSE ARRAY[after_rule || ' ' || coalesce(v_delay_ms::text, '') || ' ' || (
        SELECT string_agg(a.id, ' ' ORDER BY a.ord)
        FROM (SELECT u.id, min(u.ord) AS ord FROM unnest(after) WITH ORDINALITY AS u (id, ord) GROUP BY u.id) a
      )]
    END,
    p_concurrency_keys => CASE
      WHEN concurrency_key IS NULL THEN '{}' ELSE ARRAY[convert_to(concurrency_key, 'UTF8')]
    END,
    p_groups => CASE WHEN group_id IS NULL THEN '{}' ELSE ARRAY[group_id] END
  ) e
  WHERE e.kind IS NOT NULL;
  IF v_other.kind = 'EXISTS' OR v_other.kind = 'REPLACED' OR (v_other.kind = 'UNIQUE' AND on_conflict <> 'REJECT') THEN
    RETURN v_other.job_id;
  ELSIF v_other.kind = 'UNIQUE' THEN
    RAISE unique_violation USING MESSAGE = format(
      'job %s holds the unique key %L of the queue %s; wait for its end, or use another key', v_other.job_id, unique_key, type
    );
  ELSIF v_other.kind = 'NO_JOB' THEN
    RAISE no_data_found USING MESSAGE = format(
      'cannot enqueue: after names job %s, which does not exist, or is kept no more', v_other.job_id
    );
  ELSIF v_other.kind = 'NO_GROUP' THEN
    RAISE no_data_found USING MESSAGE = format(
      'cannot enqueue: there is no group %s, or it is kept no more; create it first', v_other.job_id
    );
  ELSIF v_other.kind = 'SEALED' THEN
    RAISE object_not_in_prerequisite_state USING MESSAGE = format(
      'the group %s takes no more jobs, because it was sealed; create another one', v_other.job_id
    );
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
