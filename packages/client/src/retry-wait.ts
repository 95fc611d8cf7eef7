import { keepAliveClock, type RetryDelay, retryDelayMs, sleep } from "@millrace/core";

// A server that restarts is back within seconds.
const DELAY: RetryDelay = { minMs: 50, maxMs: 2_000 };

/**
 * Waits before the next try, after `failures` in a row, at most `limitMs`; an abort of `signal` ends
 * the wait. The process stays alive meanwhile: somebody waits for the call.
 */
export function waitToRetry(
  failures: number,
  signal: AbortSignal | undefined,
  limitMs: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  return sleep(keepAliveClock, Math.min(limitMs, retryDelayMs(failures, DELAY)), signal);
}
