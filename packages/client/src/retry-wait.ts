import { setTimeout as wait } from "node:timers/promises";
import { type RetryDelay, retryDelayMs } from "@millrace/core";

// A server that restarts is back within seconds.
const DELAY: RetryDelay = { minMs: 50, maxMs: 2_000 };

/**
 * Waits before the next try, after `failures` in a row, at most `limitMs`; an abort of `signal` ends
 * the wait. The process stays alive meanwhile: somebody waits for the call.
 */
export async function waitToRetry(
  failures: number,
  signal: AbortSignal | undefined,
  limitMs: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  try {
    await wait(Math.min(limitMs, retryDelayMs(failures, DELAY)), undefined, { signal });
  } catch {
    // Aborted: the caller sees that on the signal.
  }
}
