-- Who does what one of many does for all, since when and until when. `fence` grows with each taking.
CREATE TABLE {schema}.roles (
  role text COLLATE "C" PRIMARY KEY,
  holder text NOT NULL,
  fence bigint NOT NULL,
  held_at bigint NOT NULL,
  expires_at bigint NOT NULL
);

-- A role has taken its place: rounds are left out by those who do not hold it.
DROP TABLE {schema}.maintenance;
DROP FUNCTION IF EXISTS {schema}.maintain_due(integer, bigint);
