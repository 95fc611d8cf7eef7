-- What is set for the queue of a type; a queue for which nothing is has no row. Who has paused or drained
-- it, and why, is JSON.
CREATE TABLE {schema}.queues (
  paused_at bigint,
  paused_until bigint,
  draining_at bigint,
  draining_until bigint,
  type text COLLATE "C" PRIMARY KEY,
  paused json,
  draining json
);
