-- Schedules, with when they are to be looked at; what is in a record only clients know.
CREATE TABLE {schema}.schedules (
  version bigint NOT NULL,
  wake_at bigint,
  name text COLLATE "C" PRIMARY KEY,
  record text NOT NULL
);

CREATE INDEX schedules_by_time ON {schema}.schedules (wake_at) WHERE wake_at IS NOT NULL;

-- What became of their times, the latest with the greatest number.
CREATE TABLE {schema}.schedule_firings (
  number bigint GENERATED ALWAYS AS IDENTITY,
  name text COLLATE "C" NOT NULL,
  firing text NOT NULL,
  PRIMARY KEY (name, number)
);
