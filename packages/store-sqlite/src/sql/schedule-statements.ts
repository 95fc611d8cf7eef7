export const READ_SCHEDULE = "SELECT name, version, record FROM schedules WHERE name = ?";

/** Parameters: behind which name, how many. */
export const LIST_SCHEDULES = `
SELECT name, version, record FROM schedules WHERE name > ? ORDER BY name LIMIT ?`;

/** Parameters: the time, how many. */
export const DUE_SCHEDULES = `
SELECT name, version, record FROM schedules WHERE wake_at <= ? ORDER BY wake_at LIMIT ?`;

/** The first time behind the one that is given. */
export const NEXT_WAKE = `
SELECT wake_at AS wakeAt FROM schedules WHERE wake_at > ? ORDER BY wake_at LIMIT 1`;

/** Parameters: name, version, wake_at, record. */
export const WRITE_SCHEDULE = `
INSERT INTO schedules (name, version, wake_at, record) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE
SET version = excluded.version, wake_at = excluded.wake_at, record = excluded.record`;

export const DELETE_SCHEDULE = "DELETE FROM schedules WHERE name = ?";

/** Parameters: name, firing. */
export const ADD_FIRING = "INSERT INTO schedule_firings (name, firing) VALUES (?, ?)";

/** Parameters: name, how many. */
export const LIST_FIRINGS = `
SELECT number, firing FROM schedule_firings WHERE name = ? ORDER BY number DESC LIMIT ?`;

/** Those of a schedule up to a number. */
export const FORGET_FIRINGS = "DELETE FROM schedule_firings WHERE name = ? AND number <= ?";
