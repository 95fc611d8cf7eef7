import {
  AGED_SHIFT,
  BOUNDS,
  END_OF_AGED_RANKS,
  FINAL_STATUSES,
  isFinal,
  type JobStatus,
  TIMED_STATUSES,
} from "@millrace/core";
import {
  COLUMNS_BUT_PAYLOAD,
  codesOf,
  JOB_COLUMNS,
  type JobColumn,
  JSON_COLUMNS,
  KEYED_PENDING,
  MOVED_COLUMNS,
  namesOf,
  PAYLOAD_PREVIEW,
  REPLACED_COLUMNS,
  RESTORED_COLUMNS,
  STATUS_CODES,
  UPDATED_COLUMNS,
  VIEW_COLUMNS,
} from "./job-columns.ts";

/** Parameters: number, payload. A trigger forgets the payload with its job. */
export const INSERT_LARGE_PAYLOAD = "INSERT INTO large_payloads (number, payload) VALUES (?, ?)";

/** Parameter: number. */
export const FORGET_LARGE_PAYLOAD = "DELETE FROM large_payloads WHERE number = ?";

/** Parameter: number. */
export const FIND_LARGE_PAYLOAD = "SELECT payload FROM large_payloads WHERE number = ?";

/** The beginning of a payload, and how long it is. Parameter: number. */
export const FIND_LARGE_PREVIEW: string = `
SELECT ${PAYLOAD_PREVIEW}, length(payload) FROM large_payloads WHERE number = ?
`;

const byId = (columns: string) => `SELECT ${columns} FROM jobs WHERE id = ?`;

/** Parameter: id. */
export const FIND_BY_ID: string = byId(VIEW_COLUMNS.FULL);
export const FIND_BASIC_BY_ID: string = byId(VIEW_COLUMNS.BASIC);
export const FIND_WITHOUT_PAYLOAD: string = byId(COLUMNS_BUT_PAYLOAD);

/** Parameters: type, idempotency key, concurrency key or ''. */
export const FIND_BY_KEY: string = `
SELECT ${JOB_COLUMNS} FROM jobs
WHERE type = ? AND idempotency_key = ? AND ifnull(concurrency_key, '') = ?
`;

/**
 * The job that holds a unique key: its number, its id, until when it holds it, and when it expires if it
 * has finished. Parameters: type, key, concurrency key or ''.
 */
export const FIND_KEY_HOLDER: string = `
SELECT number, id, key_held_until,
  CASE WHEN status IN (${FINAL_STATUSES.map((status) => STATUS_CODES[status]).join(", ")}) THEN rank END
FROM jobs
WHERE type = ? AND unique_key = ? AND ifnull(concurrency_key, '') = ? AND key_held_until IS NOT NULL
`;

/** Parameters: until when, number. */
export const HOLD_KEY = "UPDATE jobs SET key_held_until = ? WHERE number = ?";

/**
 * The job that waits for one which has its unique key, to have it then: its number, its id, and until when that
 * one holds the key. Parameter: the number of that one.
 */
export const FIND_SUCCESSOR = `
SELECT successor.number, successor.id, holder.key_held_until
FROM jobs holder
CROSS JOIN waits ON awaited_id = holder.id
CROSS JOIN jobs successor ON successor.number = waits.number
  AND successor.type = holder.type AND successor.unique_key = holder.unique_key
  AND successor.concurrency_key IS holder.concurrency_key
WHERE holder.number = ?
LIMIT 1
`;

/** Parameter: number. */
export const LET_GO_OF_KEY = "UPDATE jobs SET key_held_until = NULL WHERE number = ?";

const first = (columns: string) => `
SELECT ${columns} FROM jobs WHERE type = ? AND status = ? ORDER BY rank, turn LIMIT ?
`;

/** The first jobs of a type and status. Parameters: type, status, limit. */
export const FIRST_JOBS: string = first(VIEW_COLUMNS.FULL);
export const FIRST_BASIC_JOBS: string = first(VIEW_COLUMNS.BASIC);

/** The first pending job of a concurrency key. Parameters: type, key. */
export const FIRST_OF_KEY: string = `
SELECT ${JOB_COLUMNS} FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ${KEYED_PENDING}
ORDER BY rank, turn LIMIT 1
`;

/** A row if there is any. Parameters: type, status. */
export const ANY_JOB = "SELECT 1 FROM jobs WHERE type = ? AND status = ? LIMIT 1";

/** The first ones whose rank, a time, has come. Parameters: type, status, now, limit. */
export const DUE_JOBS: string = `
SELECT ${COLUMNS_BUT_PAYLOAD} FROM jobs WHERE type = ? AND status = ? AND rank <= ?
ORDER BY rank, turn LIMIT ?
`;

const UNSTARTED = `status IN (${codesOf("PENDING").join(", ")}) AND start_by IS NOT NULL`;

/** The first pending ones whose start deadline has passed. Parameters: type, now, limit. */
export const UNSTARTED_JOBS: string = `
SELECT ${COLUMNS_BUT_PAYLOAD} FROM jobs WHERE type = ? AND ${UNSTARTED} AND start_by <= ?
ORDER BY start_by LIMIT ?
`;

const behind = (columns: string) => `
SELECT ${columns} FROM jobs WHERE type = ? AND status = ? AND (rank, turn) > (?, ?)
ORDER BY rank, turn LIMIT ?
`;

const last = (columns: string) => `
SELECT ${columns} FROM jobs WHERE type = ? AND status = ? ORDER BY rank DESC, turn DESC LIMIT ?
`;

const before = (columns: string) => `
SELECT ${columns} FROM jobs WHERE type = ? AND status = ? AND (rank, turn) < (?, ?)
ORDER BY rank DESC, turn DESC LIMIT ?
`;

/** The last jobs, the last one first, and those before a place; parameters as for the first ones. */
export const LAST_JOBS: string = last(VIEW_COLUMNS.FULL);
export const LAST_BASIC_JOBS: string = last(VIEW_COLUMNS.BASIC);
export const JOBS_BEFORE: string = before(VIEW_COLUMNS.FULL);
export const BASIC_JOBS_BEFORE: string = before(VIEW_COLUMNS.BASIC);

/** Those behind a place. Parameters: type, status, rank, turn, limit. */
export const JOBS_BEHIND: string = behind(VIEW_COLUMNS.FULL);
export const BASIC_JOBS_BEHIND: string = behind(VIEW_COLUMNS.BASIC);

/** The statuses in which a job waits for a time before it is over. */
export const DUE_STATUSES: readonly JobStatus[] = TIMED_STATUSES.filter(
  (status) => !isFinal(status),
);

const heads = [...DUE_STATUSES, ...FINAL_STATUSES].map(
  (status) => `(SELECT min(rank) FROM jobs WHERE type = ?1 AND status = ${STATUS_CODES[status]})`,
);

const firstDeadline = `(SELECT min(start_by) FROM jobs WHERE type = ?1 AND ${UNSTARTED})`;

/**
 * The lowest rank of each status in which a job waits for a time, NULL where there is no job: of the
 * {@link DUE_STATUSES}, then of the final ones; and the first start deadline of a pending job. Parameter: type.
 */
export const QUEUE_HEADS: string = `SELECT ${heads.join(", ")}, ${firstDeadline}`;

/**
 * How many jobs of a type and status have a rank behind one, up to a limit. Parameters: type, status,
 * rank, limit.
 */
export const COUNT_BEHIND = `
SELECT count(*) FROM (
  SELECT 1 FROM jobs WHERE type = ? AND status = ? AND rank > ? LIMIT ?
)
`;

/** How many jobs of a status come before a place. Parameters: type, status, rank, turn, most. */
export const COUNT_BEFORE = `
SELECT count(*) FROM (
  SELECT 1 FROM jobs WHERE type = ? AND status = ? AND (rank, turn) < (?, ?) LIMIT ?
)
`;

/** The same of a concurrency key. Parameters: type, key, rank, turn, most. */
export const COUNT_BEFORE_IN_KEY: string = `
SELECT count(*) FROM (
  SELECT 1 FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ${KEYED_PENDING}
    AND (rank, turn) < (?, ?) LIMIT ?
)
`;

/**
 * Gives pending jobs of a status their rank by age that have none, and returns their concurrency keys. Parameters: ms
 * that a step of priority is worth, type, status, most.
 */
export const AGE_JOBS: string = `
UPDATE jobs SET rank = run_at + (${BOUNDS.maxPriority} - priority) * ? - ${AGED_SHIFT}
WHERE number IN (
  SELECT number FROM jobs WHERE type = ? AND status = ? AND rank >= ${END_OF_AGED_RANKS}
  ORDER BY rank, turn LIMIT ?
)
RETURNING concurrency_key
`;

/** Has all of a status stand by their priority again. Parameters: type, status. */
export const END_AGING: string = `
UPDATE jobs SET rank = -priority WHERE type = ? AND status = ? AND rank < ${END_OF_AGED_RANKS}
RETURNING concurrency_key
`;

/** The ids of the running jobs of a concurrency key. Parameters: type, key, limit. */
export const RUNNING_OF_KEY: string = `
SELECT id FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ${STATUS_CODES.RUNNING}
ORDER BY rank, turn LIMIT ?
`;

/** The ids of the first jobs of a status. Parameters: type, status, limit. */
export const FIRST_IDS =
  "SELECT id FROM jobs WHERE type = ? AND status = ? ORDER BY rank, turn LIMIT ?";

/** The first job behind a rank: its rank, and since when it waits. Parameters: type, status, rank. */
export const FIRST_BEHIND = `
SELECT rank, run_at, started_at, updated_at FROM jobs WHERE type = ? AND status = ? AND rank > ?
ORDER BY rank, turn LIMIT 1
`;

/** The first type with a job by name, from one on. Parameter: type. */
export const FIRST_TYPE_FROM = "SELECT type FROM jobs WHERE type >= ? ORDER BY type LIMIT 1";

/** The first one behind it. Parameter: type. */
export const FIRST_TYPE_BEHIND = "SELECT type FROM jobs WHERE type > ? ORDER BY type LIMIT 1";

const write = (columns: readonly JobColumn[]) => `
UPDATE jobs SET ${columns.map(({ name }) => `${name} = ?`).join(", ")} WHERE number = ?
`;

/** Writes everything that a move can change. Parameters: `MOVED_COLUMNS`, number. */
export const CHANGE_JOB: string = write(MOVED_COLUMNS);

/** Writes everything that an update can change. Parameters: `UPDATED_COLUMNS`, number. */
export const UPDATE_JOB: string = write(UPDATED_COLUMNS);

/** Writes everything that a replacement can change. Parameters: `REPLACED_COLUMNS`, number. */
export const REPLACE_JOB: string = write(REPLACED_COLUMNS);

/** Extends a lease: `rank` of a RUNNING job is when its lease ends. Parameters: rank, number. */
export const MOVE_LEASE = "UPDATE jobs SET rank = ? WHERE number = ?";

/**
 * Fails a job that cannot be read, and clears the columns that could be the reason. Its token grows, so
 * that a worker that runs it has lost its lease. Parameters: now, turn, errors, number.
 */
export const BURY_JOB: string = `
UPDATE jobs SET ${JSON_COLUMNS.map(({ name }) => `${name} = ${name === "errors" ? "?3" : "NULL"}`).join(", ")},
  status = ${STATUS_CODES.FAILED}, rank = ?1 + retention_ms, turn = ?2, token = token + 1,
  updated_at = ?1, finished_at = ?1, sequence = sequence + 1,
  key_held_until = CASE WHEN unique_hold IN ('COMPLETED', 'TTL') THEN key_held_until END
WHERE number = ?4
`;

/** Parameter: number. */
export const FORGET_JOB = "DELETE FROM jobs WHERE number = ?";

/** Forgets finished jobs that have expired; returns their ids. Parameters: type, status, now, limit. */
export const FORGET_EXPIRED = `
DELETE FROM jobs WHERE number IN (
  SELECT number FROM jobs WHERE type = ? AND status = ? AND rank <= ? ORDER BY rank, turn LIMIT ?
) RETURNING id
`;

/** Marks a job as one that others wait for. Parameter: number. */
export const MARK_AWAITED = "UPDATE jobs SET awaited = 1 WHERE number = ?";

/** Adds a job as it was in another store. Parameters: RESTORED_COLUMNS. */
export const RESTORE_JOB: string = `
INSERT INTO jobs (${namesOf(RESTORED_COLUMNS)})
VALUES (${RESTORED_COLUMNS.map(() => "?").join(", ")})
`;

/** Whether any job waits for one. Parameter: its id. */
export const IS_AWAITED = "SELECT 1 FROM waits WHERE awaited_id = ? LIMIT 1";

/** Marks a job that may be there as one that others wait for. Parameter: its id. */
export const MARK_AWAITED_ID = "UPDATE jobs SET awaited = 1 WHERE id = ?";

/** What the row of a job says of how it stands. Parameter: its id. */
export const FIND_STANDING = `
SELECT number, type, concurrency_key, token, fingerprint, unique_hold, key_held_until FROM jobs WHERE id = ?
`;

/** Groups behind an id. Parameters: that, how many. */
export const LIST_GROUPS = "SELECT description FROM groups WHERE id > ? ORDER BY id LIMIT ?";

/** Has a job wait for another one. Parameters: the id of that one, number. */
export const ADD_WAIT = "INSERT INTO waits (awaited_id, number) VALUES (?, ?)";

/** The jobs that wait for one, in the order in which they were made. Parameter: its id. */
export const FIND_WAITERS: string = `
SELECT ${COLUMNS_BUT_PAYLOAD} FROM waits CROSS JOIN jobs USING (number) WHERE awaited_id = ?
ORDER BY number
`;

/** A job waits no more for another one. Parameters: the id of that one, number. */
export const END_WAIT = "DELETE FROM waits WHERE awaited_id = ? AND number = ?";

/** A job waits no more for any. Parameter: number. */
export const END_WAITS = "DELETE FROM waits WHERE number = ?";

/** What a blocked job says of its wait. Parameters: waits_for, number. */
export const CHANGE_WAIT = "UPDATE jobs SET waits_for = ? WHERE number = ?";

/** Parameter: id. */
export const FIND_GROUP = "SELECT description FROM groups WHERE id = ?";

/** Parameters: id, when it is to be forgotten, description. */
export const KEEP_GROUP = `
INSERT INTO groups (id, expires_at, description) VALUES (?, ?, ?)
ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, description = excluded.description
`;

/** The jobs of a group behind a number. Parameters: its id, number, limit. */
export const GROUP_MEMBERS = `
SELECT number, id FROM jobs WHERE group_id = ? AND number > ? ORDER BY number LIMIT ?
`;

/** Parameters: now, limit. */
export const FORGET_GROUPS = `
DELETE FROM groups WHERE id IN (SELECT id FROM groups WHERE expires_at <= ? LIMIT ?)
`;

/** Parameter: side. */
export const RESERVED_TURNS = "SELECT reserved FROM turns WHERE side = ?";

/** Parameters: reserved, side. */
export const RESERVE_TURNS = "UPDATE turns SET reserved = ? WHERE side = ?";

/** Parameter: role. Returns the fence of the one who takes it. */
export const NEXT_FENCE = `
INSERT INTO roles (role, fence) VALUES (?, 1)
ON CONFLICT (role) DO UPDATE SET fence = fence + 1
RETURNING fence
`;

export const ALL_SETTINGS = "SELECT type, settings, starts FROM queue_settings";

/** Parameters: type, settings, starts. */
export const KEEP_SETTINGS = `
INSERT INTO queue_settings (type, settings, starts) VALUES (?, ?, ?)
ON CONFLICT (type) DO UPDATE SET settings = excluded.settings, starts = excluded.starts
`;

/** Parameters: starts, type. */
export const KEEP_STARTS = "UPDATE queue_settings SET starts = ? WHERE type = ?";

/** Parameter: type. */
export const FORGET_SETTINGS = "DELETE FROM queue_settings WHERE type = ?";

/** Adds an operation, unless so many are open. Parameters: id, record, when it ended, how many may be open. */
export const ADD_OPERATION = `
INSERT INTO operations (id, revision, record, ended_at)
SELECT ?1, 1, ?2, ?3
WHERE ?3 IS NOT NULL OR (SELECT count(*) FROM operations WHERE ended_at IS NULL) < ?4
`;

/** Forgets those that ended by a time, and all but the latest of those that have. Parameters: time, how many. */
export const FORGET_OPERATIONS = `
DELETE FROM operations WHERE ended_at <= ?1 OR id IN (
  SELECT id FROM operations WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT -1 OFFSET ?2
)
`;

/** Parameters: id, the time since which it must have ended if it has. */
export const FIND_OPERATION = `
SELECT id, revision, record, ended_at FROM operations WHERE id = ?1 AND coalesce(ended_at > ?2, 1)
`;

/** Those before an id, the last one first. Parameters: id, likewise, limit. */
export const OPERATIONS_BEFORE = `
SELECT id, revision, record, ended_at FROM operations
WHERE id < ?1 AND coalesce(ended_at > ?2, 1) ORDER BY id DESC LIMIT ?3
`;

export const OPEN_OPERATIONS = `
SELECT id, revision, record, ended_at FROM operations WHERE ended_at IS NULL ORDER BY id
`;

/** Parameters: record, when it ended, id, revision. */
export const REPLACE_OPERATION = `
UPDATE operations SET revision = revision + 1, record = ?1, ended_at = ?2
WHERE id = ?3 AND revision = ?4 AND ended_at IS NULL
`;
