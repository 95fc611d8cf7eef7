-- Has the next lease look at the concurrency key of a job that has come to wait, or whose attempt has ended where
-- keys are limited.
--
-- The end of an attempt is noted only where the key is FULL, or may just now become so: a lease holds the key before it
-- counts its jobs, and of one of which a job is changing it leaves a note itself. So either this sees that the key is
-- held, or the lease sees that the job is ending, and neither waits for the other.
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
  IF (TG_OP = 'DELETE' OR NEW.status <> 'PENDING') AND NOT (
    EXISTS (SELECT FROM {schema}.queues q WHERE q.type = v_type AND (q.key_max_running IS NOT NULL OR q.own_key_limits))
    AND coalesce(
      (
        SELECT k.state = 'FULL' OR NOT k.xmax = 0 FROM {schema}.concurrency_keys k
        WHERE k.type = v_type AND k.key = v_key
      ),
      -- One that has no row gets one for its pending jobs.
      EXISTS (
        SELECT FROM {schema}.jobs j WHERE j.type = v_type AND j.concurrency_key = v_key AND j.status = 'PENDING'
      )
    )
  ) THEN
    RETURN NULL;
  END IF;
  INSERT INTO {schema}.key_arrivals (number, type, key) VALUES (nextval('{schema}.places'), v_type, v_key);
  RETURN NULL;
END
$$;
