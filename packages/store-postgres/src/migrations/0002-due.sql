-- What waits for a time, whatever its type, so that maintenance looks at nothing else. They are by an
-- expression so that no query of one type goes over what is due in all the others. What runs has no
-- such index, which every lease would have to write: maintenance goes over the types that have running
-- jobs, and these are no more than workers ask for.
CREATE INDEX jobs_due ON {schema}.jobs ((run_at + 0), place)
  WHERE status IN ('SCHEDULED', 'RETRYING');
CREATE INDEX finished_due ON {schema}.finished ((expires_at + 0));

-- One row: when a round of maintenance was last done that had no more to do. Whoever does a round that
-- is shared holds it.
CREATE TABLE {schema}.maintenance (
  done_at bigint NOT NULL
);
INSERT INTO {schema}.maintenance (done_at) VALUES (0);
