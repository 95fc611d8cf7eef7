/**
 * The lowest rank of each status in which a job waits for a time, NULL where there is no job: of
 * SCHEDULED, RUNNING, RETRYING, COMPLETED, FAILED, CANCELLED. Parameter: type.
 */
export const QUEUE_HEADS = `
SELECT
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 0),
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 2),
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 3),
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 4),
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 5),
  (SELECT min(rank) FROM jobs WHERE type = ?1 AND status = 6)
`;

export type QueueHeads = [
  scheduled: number | null,
  running: number | null,
  retrying: number | null,
  completed: number | null,
  failed: number | null,
  cancelled: number | null,
];
