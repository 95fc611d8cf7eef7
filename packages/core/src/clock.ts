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
  /** Calls `callback` once, when all that needs no time has happened in this turn. */
  afterTurn(callback: () => void): void;
}

// Every runtime treats a longer delay as none.
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * `ms`, at most the longest delay that a timer can have (nearly 25 days). For code that sets its own
 * timer, such as a driver with a timeout; elsewhere use a {@link Clock}, whose timers may have any length.
 */
export function timerMs(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}

// Only Node and its like have it; elsewhere a timer is the next best, a few milliseconds late.
const { setImmediate = (callback: () => void) => setTimeout(callback) } = globalThis as {
  readonly setImmediate?: (callback: () => void) => unknown;
};

/** Calls `callback` once, when all that needs no time has happened in this turn of the event loop. */
export function afterTurn(callback: () => void): void {
  setImmediate(callback);
}

/** The machine's clock. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, callback) => setLongTimer(delayMs, callback, false),
  afterTurn,
};

/** The machine's clock for what somebody waits for: its timers keep the process alive. */
export const keepAliveClock: Clock = {
  ...systemClock,
  setTimer: (delayMs, callback) => setLongTimer(delayMs, callback, true),
};

/**
 * The machine's clock as far as it only goes forward: a correction of the machine's time does not
 * move it. Right for how long something takes; its dates drift from the true ones.
 */
export const steadyClock: Clock = {
  ...systemClock,
  now: () => performance.timeOrigin + performance.now(),
};

/** A timer of any length, in as many parts as a runtime's timers need. */
function setLongTimer(delayMs: number, callback: () => void, keepsAlive: boolean): () => void {
  let leftMs = Math.max(delayMs, 0);
  let timer: ReturnType<typeof setTimeout>;
  const next = () => {
    const partMs = Math.min(leftMs, MAX_TIMER_MS);
    leftMs -= partMs;
    timer = setTimeout(leftMs > 0 ? next : callback, partMs);
    if (!keepsAlive) unref(timer);
  };
  next();
  return () => clearTimeout(timer);
}

/** Lets a process end before `timer`, where timers keep one alive: a browser's are numbers. */
function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}
