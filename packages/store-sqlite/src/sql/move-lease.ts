/** Extends a lease: `rank` of a RUNNING job is when its lease ends. Parameters: rank, number. */
export const MOVE_LEASE = "UPDATE jobs SET rank = ? WHERE number = ?";
