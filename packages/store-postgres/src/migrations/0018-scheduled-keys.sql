-- The jobs of schedules may have concurrency keys: fire_schedule in the form of the version before.
DROP FUNCTION IF EXISTS {schema}.fire_schedule(
  text[], text[], bytea[], smallint[], integer[], bigint[], bigint[], bigint[], boolean[], text[], text[],
  bytea[], text[], bigint[], text[], text, bigint, text, bigint, text[], integer
);
