/** Parameter: number. */
export const FORGET_JOB = "DELETE FROM jobs WHERE number = ?";

/** Forgets finished jobs that have expired; returns their ids. Parameters: type, status, now, limit. */
export const FORGET_EXPIRED = `
DELETE FROM jobs WHERE number IN (
  SELECT number FROM jobs WHERE type = ? AND status = ? AND rank <= ? ORDER BY rank, turn LIMIT ?
) RETURNING id
`;
