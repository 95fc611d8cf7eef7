/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Where a part that is not bound to a store's clock takes time and timers from. */
export interface Clock {
  /** The present time. */
  now(): EpochMs;
  /**
   * Calls `callback` once, `delayMs` from now (a negative delay counts as 0), unless the returned
   * function is called before.
   */
  setTimer(delayMs: number, callback: () => void): () => void;
}

// Node treats a longer delay as 1 ms.
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0), MAX_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
