-- How many attempts of a queue may start in a time, {limit, period in ms, burst}, the last one NULL for none;
-- NULL for any number. And what that has counted: see rate_room.
ALTER TABLE {schema}.queues ADD COLUMN rate bigint[], ADD COLUMN starts bigint[];

-- They have come to know of rates.
DROP FUNCTION IF EXISTS {schema}.lease_jobs(text[], integer, bigint, bigint, text);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer, integer
);
