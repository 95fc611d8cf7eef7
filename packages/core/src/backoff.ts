/** How long a job waits after a failed attempt. */
export interface Backoff {
  /** The wait after the first failure, in milliseconds. Defaults to 2,000. */
  readonly initialMs: number;
  /** What each further failure multiplies the wait by; 1 keeps it fixed. Defaults to 2. */
  readonly multiplier: number;
  /** The longest wait before jitter, in milliseconds. Defaults to 300,000 (5 minutes). */
  readonly maxMs: number;
  /** The largest random part that is added, as a share of the wait, 0 to 1. Defaults to 0.25. */
  readonly jitter: number;
}

export const DEFAULT_BACKOFF: Backoff = {
  initialMs: 2_000,
  multiplier: 2,
  maxMs: 300_000,
  jitter: 0.25,
};

/**
 * The wait after attempt number `attempt` (1 for the first) has failed, in whole milliseconds:
 * `min(maxMs, initialMs * multiplier ** (attempt - 1)) * (1 + jitter * random)`, exponential
 * backoff with additive jitter. `random` lies in [0, 1).
 */
export function backoffMs(backoff: Backoff, attempt: number, random: number): number {
  // Kept finite, because 0 times infinity is no number.
  const growth = Math.min(backoff.multiplier ** (attempt - 1), Number.MAX_VALUE);
  const base = Math.min(backoff.maxMs, backoff.initialMs * growth);
  return Math.floor(base * (1 + backoff.jitter * random));
}
