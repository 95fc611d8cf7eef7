/**
 * Fails a job that cannot be read, without what could be at fault. Its token grows, so that whoever
 * runs it has lost its lease. Parameters: now, turn, errors, number.
 */
export const BURY_JOB = `
UPDATE jobs SET status = 5, rank = ?1 + retention_ms, turn = ?2, token = token + 1,
  updated_at = ?1, finished_at = ?1, sequence = sequence + 1, backoff = NULL, metadata = NULL,
  progress = NULL, errors = ?3
WHERE number = ?4
`;

export type BuryJobValues = [now: number, turn: number, errors: string, number: number];
