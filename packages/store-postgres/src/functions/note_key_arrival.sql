-- Has the next lease look at the concurrency key of a job that has come to wait, or whose attempt has ended where
-- keys are limited. The lock says that it is on its way, as that of a lease does: see configure_queue.
CREATE OR REPLACE FUNCTION {schema}.note_key_arrival() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  v_type text := OLD.type;
  v_key bytea := OLD.concurrency_key;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    v_type := NEW.type;
    v_key := NEW.concurrency_key;
  END IF;
  IF TG_OP = 'DELETE' OR NEW.status <> 'PENDING' THEN
    PERFORM FROM {schema}.queues q WHERE q.type = v_type AND (q.key_max_running IS NOT NULL OR q.own_key_limits)
    FOR KEY SHARE;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  INSERT INTO {schema}.key_arrivals (number, type, key) VALUES (nextval('{schema}.places'), v_type, v_key);
  RETURN NULL;
END
$$;
