import type { Clock, EpochMs } from "./clock.ts";
import type { Lease, LeaseRequest } from "./lease.ts";
import { within } from "./wait.ts";

/** What one look at the queues found. */
export interface PollResult {
  readonly leases: Lease[];
  /**
   * When the next job becomes due or the next lease expires, in milliseconds from now; absent when
   * nothing is waiting for its time.
   */
  readonly nextDueMs?: number;
}

/** Why and how a lease looks at the queues. */
export interface Look {
  /** Whether a wake-up is the reason. */
  readonly woken: boolean;
  /** How long the lease goes on waiting at most if this look finds nothing. */
  readonly leftMs: number;
}

/** How long a waiting lease trusts its wake-ups before it looks again by itself. */
export const FALLBACK_POLL_MS = 5_000;

/** A lease that is woken when there may be jobs for it. */
export interface Listening {
  /** The lease begins to look; what it was woken for, it will find. */
  looks?(): void;
  /** The lease would look again at this time by itself. Returns whether it has to. Defaults to true. */
  looksAt?(at: EpochMs): boolean;
  /** The lease waits no longer; `failed` when its last look found nothing for that reason. */
  end(failed: boolean): void;
}

/** Where waiting leases are woken from, such as {@link WaitingLeases}. */
export interface WakeUpSource {
  listen(types: readonly string[], wake: () => void): Listening;
}

/**
 * Lease with a long poll: look, and while there is nothing, look again at each wake-up, when the
 * next job falls due, and after {@link FALLBACK_POLL_MS} in case a wake-up was lost.
 *
 * `closed` ends the wait, as the request's own signal does.
 */
export async function longPoll(
  request: LeaseRequest,
  attempt: (look: Look) => Promise<PollResult>,
  { clock, wakeUps, closed }: { clock: Clock; wakeUps: WakeUpSource; closed: AbortSignal },
): Promise<Lease[]> {
  const { types, waitMs, signal } = request;
  const deadline = clock.now() + waitMs;
  let woken = false;
  let resume: (() => void) | undefined;
  const wake = () => {
    woken = true;
    resume?.();
  };
  // Listening begins before the first look, so that no wake-up falls between look and wait.
  const listening = waitMs > 0 ? wakeUps.listen(types, wake) : undefined;
  let failed = false;
  signal?.addEventListener("abort", wake);
  closed.addEventListener("abort", wake);
  try {
    for (;;) {
      if (signal?.aborted || closed.aborted) return [];
      const look = { woken, leftMs: Math.max(0, deadline - clock.now()) };
      woken = false;
      listening?.looks?.();
      const { leases, nextDueMs = FALLBACK_POLL_MS } = await attempt(look);
      const leftMs = deadline - clock.now();
      if (leases.length > 0 || leftMs <= 0) return leases;
      if (woken) continue;
      const pauseMs = Math.min(nextDueMs, FALLBACK_POLL_MS);
      const looksAgain = listening?.looksAt?.(clock.now() + pauseMs) ?? true;
      const awoken = new Promise<void>((resolve) => {
        resume = resolve;
      });
      await within(clock, looksAgain ? Math.min(leftMs, pauseMs) : leftMs, awoken);
      resume = undefined;
    }
  } catch (error) {
    failed = true;
    if (closed.aborted) return [];
    throw error;
  } finally {
    listening?.end(failed);
    signal?.removeEventListener("abort", wake);
    closed.removeEventListener("abort", wake);
  }
}
