-- That no job of a queue is leased, because the attempt of one was throttled: see throttle_queues.
ALTER TABLE {schema}.queues
  ADD COLUMN throttled_at bigint, ADD COLUMN throttled_until bigint, ADD COLUMN throttled json;

-- They have come to know of throttles.
DROP FUNCTION IF EXISTS {schema}.end_pauses(text, bigint);
DROP FUNCTION IF EXISTS {schema}.configure_queue(
  text, boolean, text, bigint, boolean, text, bigint, boolean, integer, integer, bigint[]
);
DROP FUNCTION IF EXISTS {schema}.explain_job(text, text, integer, integer);
