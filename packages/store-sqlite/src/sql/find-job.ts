import { JOB_COLUMNS } from "./job-columns.ts";

/** Parameter: id. */
export const FIND_BY_ID = `SELECT ${JOB_COLUMNS} FROM jobs WHERE id = ?`;

/** Parameters: type, idempotency key. */
export const FIND_BY_KEY = `SELECT ${JOB_COLUMNS} FROM jobs WHERE type = ? AND idempotency_key = ?`;
