import { JOB_COLUMNS } from "./job-columns.ts";

/** The first jobs of a type and status. Parameters: type, status, limit. */
export const FIRST_JOBS = `
SELECT ${JOB_COLUMNS} FROM jobs WHERE type = ? AND status = ? ORDER BY rank, turn LIMIT ?
`;

/** A row if there is any. Parameters: type, status. */
export const ANY_JOB = "SELECT 1 FROM jobs WHERE type = ? AND status = ? LIMIT 1";

/** The first ones whose rank, a time, has come. Parameters: type, status, now, limit. */
export const DUE_JOBS = `
SELECT ${JOB_COLUMNS} FROM jobs WHERE type = ? AND status = ? AND rank <= ?
ORDER BY rank, turn LIMIT ?
`;

/** Those behind a place. Parameters: type, status, rank, turn, limit. */
export const JOBS_BEHIND = `
SELECT ${JOB_COLUMNS} FROM jobs WHERE type = ? AND status = ? AND (rank, turn) > (?, ?)
ORDER BY rank, turn LIMIT ?
`;
