-- Jobs with concurrency keys. The pending ones stand in indexes of their own, so that the lease of plain jobs
-- does not change.
ALTER TABLE {schema}.jobs ADD COLUMN concurrency_key bytea;
ALTER TABLE {schema}.finished ADD COLUMN concurrency_key bytea;
ALTER TABLE {schema}.queues ADD COLUMN key_max_running integer;

DROP INDEX {schema}.jobs_pending;
CREATE INDEX jobs_pending ON {schema}.jobs (type, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NULL;
CREATE INDEX jobs_pending_keyed ON {schema}.jobs (type, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;
CREATE INDEX jobs_pending_of_key ON {schema}.jobs (type, concurrency_key, (-priority), place)
  WHERE status = 'PENDING' AND concurrency_key IS NOT NULL;
CREATE INDEX jobs_running_of_key ON {schema}.jobs (type, concurrency_key)
  WHERE status = 'RUNNING' AND concurrency_key IS NOT NULL;
DROP INDEX {schema}.queues_limited;
CREATE INDEX queues_limited ON {schema}.queues (type)
  WHERE max_running IS NOT NULL OR key_max_running IS NOT NULL;

-- What is known of the keys that wait for their turns, as KeyRows of core describes it. Only leases write
-- here: an enqueue that did could hold a key up for as long as its transaction lasts.
CREATE TABLE {schema}.concurrency_keys (
  tag double precision NOT NULL,
  priority smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('READY', 'FULL', 'DRAINED')),
  key bytea NOT NULL,
  PRIMARY KEY (type, key)
) WITH (fillfactor = 50);
CREATE INDEX keys_ready ON {schema}.concurrency_keys (type, (-priority), tag, key) WHERE state = 'READY';
CREATE INDEX keys_full ON {schema}.concurrency_keys (type, key) WHERE state = 'FULL';
CREATE INDEX keys_drained ON {schema}.concurrency_keys (type, tag) WHERE state = 'DRAINED';

-- The virtual time of the keys of a type.
CREATE TABLE {schema}.key_clocks (
  floor double precision NOT NULL DEFAULT 0,
  join_tag double precision NOT NULL DEFAULT 0,
  plain double precision NOT NULL DEFAULT 0,
  type text COLLATE "C" PRIMARY KEY
) WITH (fillfactor = 50);

-- Keys that the next lease is to look at, because jobs of theirs have come or have left room.
CREATE TABLE {schema}.key_arrivals (
  number bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  key bytea NOT NULL
);
CREATE INDEX key_arrivals_in_order ON {schema}.key_arrivals (type, number);

-- So all that makes a job pending, or ends its attempt, says so in one place. Of a job without a key no more is
-- asked than that.
CREATE FUNCTION {schema}.note_key_arrival() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER key_comes AFTER INSERT ON {schema}.jobs FOR EACH ROW
  WHEN (NEW.concurrency_key IS NOT NULL AND NEW.status = 'PENDING')
  EXECUTE FUNCTION {schema}.note_key_arrival();
CREATE TRIGGER key_moves AFTER UPDATE OF status, priority ON {schema}.jobs FOR EACH ROW
  WHEN (
    NEW.concurrency_key IS NOT NULL
    AND (NEW.status = 'PENDING' OR OLD.status = 'RUNNING' AND NEW.status <> 'RUNNING')
  )
  EXECUTE FUNCTION {schema}.note_key_arrival();
CREATE TRIGGER key_leaves AFTER DELETE ON {schema}.jobs FOR EACH ROW
  WHEN (OLD.concurrency_key IS NOT NULL AND OLD.status = 'RUNNING')
  EXECUTE FUNCTION {schema}.note_key_arrival();

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.enqueue_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], boolean, text[]
);
DROP FUNCTION IF EXISTS {schema}.enqueue_keyed_jobs(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], bytea[], text[], bigint[], boolean[], bigint[], text[]
);
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer
);
