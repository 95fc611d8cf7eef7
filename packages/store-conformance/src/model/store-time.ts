/**
 * How time passes for a store: `virtual` when it takes a clock that the test moves, `real` when it
 * keeps a clock of its own. What two real clocks say differs by milliseconds, so times are then
 * compared by the hour only.
 */
export type StoreTime = "virtual" | "real";

export const HOUR_MS = 3_600_000;

/** So short that a test can wait for it, and as long as a lease must be. */
export const SOON_MS = 10;
