import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffMs } from "@millrace/core";

// A server that restarts is back within seconds; many clients must not all come at once.
const BACKOFF: Backoff = { initialMs: 50, multiplier: 2, maxMs: 2_000, jitter: 0.5 };

/**
 * Waits before try number `failures` + 1, at most `limitMs`; an abort of `signal` ends the wait.
 */
export async function waitToRetry(
  failures: number,
  signal: AbortSignal,
  limitMs: number = Number.POSITIVE_INFINITY,
): Promise<void> {
  const waitMs = Math.min(limitMs, backoffMs(BACKOFF, failures, Math.random()));
  try {
    await sleep(waitMs, undefined, { signal });
  } catch {
    // Aborted: the caller sees that on the signal.
  }
}
