import { KEYED_PENDING, STATUS_CODES } from "./job-columns.ts";

/*
 * What is known of the concurrency keys of a type: see KeyRows of core.
 */

/** Parameters: type, key. */
export const FIND_KEY = `
SELECT key, state, rank, tag FROM concurrency_keys WHERE type = ? AND key = ?
`;

/** Parameters: type, key, state, rank, tag. */
export const PUT_KEY = `
INSERT INTO concurrency_keys (type, key, state, rank, tag) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (type, key) DO UPDATE SET state = excluded.state, rank = excluded.rank, tag = excluded.tag
`;

/** Parameters: type, key. */
export const REMOVE_KEY = "DELETE FROM concurrency_keys WHERE type = ? AND key = ?";

/** The first key in a state. Parameters: type, state. */
export const FIRST_KEY = `
SELECT key, state, rank, tag FROM concurrency_keys WHERE type = ? AND state = ?
ORDER BY rank, tag, key LIMIT 1
`;

/** The keys in a state. Parameters: type, state. */
export const KEYS_IN = `
SELECT key, state, rank, tag FROM concurrency_keys WHERE type = ? AND state = ?
ORDER BY rank, tag, key
`;

/** A row if there is any. Parameters: type, two states. */
export const ANY_KEY = "SELECT 1 FROM concurrency_keys WHERE type = ? AND state IN (?, ?) LIMIT 1";

/** Gives the keys in a state another one. Parameters: the other state, type, state. */
export const MOVE_KEYS = "UPDATE concurrency_keys SET state = ? WHERE type = ? AND state = ?";

/** Forgets keys in a state up to a tag; their rank is 0. Parameters: type, state, tag. */
export const FORGET_KEYS = `
DELETE FROM concurrency_keys WHERE type = ? AND state = ? AND rank = 0 AND tag <= ?
`;

/** Parameter: type. */
export const CLEAR_KEYS = "DELETE FROM concurrency_keys WHERE type = ?";

export const ALL_CLOCKS = "SELECT type, floor, join_tag, plain FROM key_clocks";

/** Parameters: type, floor, join tag, plain. */
export const KEEP_CLOCK = `
INSERT INTO key_clocks (type, floor, join_tag, plain) VALUES (?, ?, ?, ?)
ON CONFLICT (type) DO UPDATE SET floor = excluded.floor, join_tag = excluded.join_tag, plain = excluded.plain
`;

/** Parameter: type. */
export const FORGET_CLOCK = "DELETE FROM key_clocks WHERE type = ?";

/** Where the first pending job of a key stands. Parameters: type, key. */
export const FIRST_OF_KEY: string = `
SELECT rank, turn FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ${KEYED_PENDING}
ORDER BY rank, turn LIMIT 1
`;

/** The same of the jobs without a key. Parameter: type. */
export const FIRST_PLAIN: string = `
SELECT rank, turn FROM jobs WHERE type = ? AND status = ${STATUS_CODES.PENDING} ORDER BY rank, turn LIMIT 1
`;

/** How many jobs of a key run. Parameters: type, key. */
export const COUNT_RUNNING: string = `
SELECT count(*) FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ${STATUS_CODES.RUNNING}
`;

/** The types of which keys wait for a time. */
export const ALL_WAITING = "SELECT DISTINCT type FROM key_waits";

/** Parameters: type, key. */
export const FIND_WAIT = "SELECT key, until, job_id FROM key_waits WHERE type = ? AND key = ?";

/** The wait that ends first. Parameter: type. */
export const FIRST_WAIT = `
SELECT key, until, job_id FROM key_waits WHERE type = ? ORDER BY until, key LIMIT 1
`;

/** Parameters: type, key, until, id of the job. */
export const PUT_WAIT = `
INSERT INTO key_waits (type, key, until, job_id) VALUES (?, ?, ?, ?)
ON CONFLICT (type, key) DO UPDATE SET until = excluded.until, job_id = excluded.job_id
`;

/** Parameters: type, key. */
export const REMOVE_WAIT = "DELETE FROM key_waits WHERE type = ? AND key = ?";

/** The keys that wait for their rates. Parameter: type. */
export const RATE_WAITS = `
SELECT key FROM key_waits WHERE type = ? AND job_id = '' ORDER BY until, key
`;

/** The types of which keys have starts that count for their rates. */
export const ALL_COUNTING = "SELECT DISTINCT type FROM key_starts";

/** Parameters: type, key. */
export const FIND_STARTS = "SELECT starts FROM key_starts WHERE type = ? AND key = ?";

/** Parameters: type, key, when nothing of it counts any more, JSON of a RateState. */
export const PUT_STARTS = `
INSERT INTO key_starts (type, key, ends_at, starts) VALUES (?, ?, ?, ?)
ON CONFLICT (type, key) DO UPDATE SET ends_at = excluded.ends_at, starts = excluded.starts
`;

/** Parameters: type, time. */
export const FORGET_STARTS = "DELETE FROM key_starts WHERE type = ? AND ends_at <= ?";

/** The types of which keys have limits. */
export const ALL_LIMITED = "SELECT DISTINCT type FROM key_limits";

/** Parameters: type, key. */
export const FIND_LIMITS = `
SELECT max_running, weight, rate FROM key_limits WHERE type = ? AND key = ?
`;

/** Parameters: type, key, most that run, weight, JSON of a Rate. */
export const PUT_LIMITS = `
INSERT INTO key_limits (type, key, max_running, weight, rate) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (type, key) DO UPDATE
SET max_running = excluded.max_running, weight = excluded.weight, rate = excluded.rate
`;

/** Parameters: type, key. */
export const REMOVE_LIMITS = "DELETE FROM key_limits WHERE type = ? AND key = ?";

/** A row if there is any. Parameter: type. */
export const ANY_LIMITS = "SELECT 1 FROM key_limits WHERE type = ? LIMIT 1";

/** The types of which jobs keep the turns of keys. */
export const ALL_KEPT = "SELECT DISTINCT type FROM key_keepers";

/** The jobs that keep the turn of a key. Parameters: type, key. */
export const FIND_KEEPERS = `
SELECT j.number, j.id, j.status, j.rank, j.turn, j.retention_ms
FROM key_keepers k CROSS JOIN jobs j ON j.number = k.number
WHERE k.type = ? AND k.key = ?
`;

/** Parameters: type, key, number of the job. */
export const PUT_KEEPER = "INSERT OR IGNORE INTO key_keepers (type, key, number) VALUES (?, ?, ?)";

/** Parameters: type, key, number of the job. */
export const REMOVE_KEEPER = "DELETE FROM key_keepers WHERE type = ? AND key = ? AND number = ?";

/** The first key behind another one of which jobs keep the turn. Parameters: type, key. */
export const NEXT_KEPT = "SELECT min(key) FROM key_keepers WHERE type = ? AND key > ?";

/**
 * The first keys behind another one that have pending jobs, wait for a time, are kept and have limits. Parameters:
 * type, key.
 */
export const NEXT_NAMES: string = `
SELECT
  (
    SELECT min(concurrency_key) FROM jobs
    WHERE type = ?1 AND status = ${KEYED_PENDING} AND concurrency_key > ?2
  ),
  (SELECT min(key) FROM key_waits WHERE type = ?1 AND key > ?2),
  (SELECT min(key) FROM key_keepers WHERE type = ?1 AND key > ?2),
  (SELECT min(key) FROM key_limits WHERE type = ?1 AND key > ?2)
`;

/** How many jobs of a key are in a status, up to a bound. Parameters: type, key, status, bound. */
export const COUNT_OF_KEY = `
SELECT count(*) FROM (
  SELECT 1 FROM jobs WHERE type = ? AND concurrency_key = ? AND status = ? LIMIT ?
)
`;
