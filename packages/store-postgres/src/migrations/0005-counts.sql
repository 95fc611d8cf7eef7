-- What has happened to the jobs of a type, or of all where no type stands: minute by minute, and how many
-- have waited and run for how long. Times are when the minute or the span of times began.
CREATE TABLE {schema}.queue_minutes (
  starts_at bigint NOT NULL,
  enqueued bigint NOT NULL,
  completed bigint NOT NULL,
  failed bigint NOT NULL,
  retried bigint NOT NULL,
  type text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, starts_at)
) WITH (fillfactor = 50);

CREATE TABLE {schema}.queue_times (
  starts_at bigint NOT NULL,
  jobs bigint NOT NULL,
  place smallint NOT NULL,
  type text COLLATE "C" NOT NULL,
  PRIMARY KEY (type, starts_at, place)
) WITH (fillfactor = 50);

-- The types that are counted, by when that was last.
CREATE TABLE {schema}.counted_types (
  counted_at bigint NOT NULL,
  type text COLLATE "C" PRIMARY KEY
) WITH (fillfactor = 50);

-- It has come to return more of each job.
DROP FUNCTION IF EXISTS {schema}.complete_jobs(text[], bigint[], bytea[]);
