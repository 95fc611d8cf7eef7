-- What handlers have logged: a list of { at, attempt, text }, NULL for none.
ALTER TABLE {schema}.jobs ADD COLUMN log json;
ALTER TABLE {schema}.finished ADD COLUMN log json;

-- Functions whose parameters or answers have changed with it, in the forms of the version before.
DROP FUNCTION IF EXISTS {schema}.extend_jobs(text[], bigint[], text[], bigint);
