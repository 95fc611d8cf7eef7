-- What is done to many jobs: JSON, see OperationRecord. Its end is NULL while it is open.
CREATE TABLE {schema}.operations (
  revision bigint NOT NULL,
  ended_at bigint,
  id text COLLATE "C" PRIMARY KEY,
  record text NOT NULL
);

CREATE INDEX operations_open ON {schema}.operations (id) WHERE ended_at IS NULL;
CREATE INDEX operations_ended ON {schema}.operations (ended_at) WHERE ended_at IS NOT NULL;
