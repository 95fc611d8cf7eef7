-- The workers that live, and until when they do unless they tell so again. What each tells of itself is
-- JSON. Lost in a crash of the server, after which they tell again.
CREATE UNLOGGED TABLE {schema}.workers (
  told_at bigint NOT NULL,
  ends_at bigint NOT NULL,
  name bytea PRIMARY KEY,
  types text[] NOT NULL,
  beat json NOT NULL
);
