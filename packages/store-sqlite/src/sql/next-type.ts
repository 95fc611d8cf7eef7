/** The first type with a job by name, from one on. Parameter: type. */
export const FIRST_TYPE_FROM = "SELECT type FROM jobs WHERE type >= ? ORDER BY type LIMIT 1";

/** The first one behind it. Parameter: type. */
export const FIRST_TYPE_BEHIND = "SELECT type FROM jobs WHERE type > ? ORDER BY type LIMIT 1";
