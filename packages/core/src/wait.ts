import type { Clock } from "./clock.ts";

type Ends = readonly (AbortSignal | undefined)[];

/** Resolves after `ms`, or as soon as one of `ends` is aborted; it never rejects. */
export function sleep(clock: Clock, ms: number, ...ends: Ends): Promise<void> {
  return new Promise((resolve) => void startWait(clock, ms, ends, resolve));
}

/** What stands for the result of work that did not come in time. */
export const LATE: unique symbol = Symbol("late");

/**
 * The result of `work`, or {@link LATE} as soon as `ms` have passed or one of `ends` is aborted. The work
 * goes on then, and its later result or error is ignored. Waits without a limit when `ms` is `Infinity`.
 *
 * @throws what `work` rejects with in time.
 */
export function within<Result>(
  clock: Clock,
  ms: number,
  work: PromiseLike<Result>,
  ...ends: Ends
): Promise<Result | typeof LATE> {
  return new Promise((resolve, reject) => {
    const stopWait = startWait(clock, ms, ends, () => resolve(LATE));
    work.then(
      (result) => {
        stopWait();
        resolve(result);
      },
      (error: unknown) => {
        stopWait();
        reject(error);
      },
    );
  });
}

/** How long to wait before something that failed is tried again. */
export interface RetryDelay {
  /** The longest wait after the first failure, in milliseconds. */
  readonly minMs: number;
  /** The longest wait of all, in milliseconds. */
  readonly maxMs: number;
}

/**
 * The wait after failure number `failures` (1 for the first), in whole milliseconds: it doubles from
 * `minMs` to `maxMs`, less a random part of up to half, so that clients that lost their connection at
 * the same time do not all reconnect at the same time. `random` lies in [0, 1).
 */
export function retryDelayMs(
  failures: number,
  { minMs, maxMs }: RetryDelay,
  random: number = Math.random(),
): number {
  return Math.ceil(Math.min(maxMs, minMs * 2 ** (failures - 1)) * (1 - random / 2));
}

/** Calls `onEnd` once, after `ms` or an abort, unless the returned function is called before. */
function startWait(clock: Clock, ms: number, ends: Ends, onEnd: () => void): () => void {
  if (ends.some((end) => end?.aborted)) {
    onEnd();
    return () => {};
  }
  const stopTimer = ms < Number.POSITIVE_INFINITY ? clock.setTimer(ms, end) : () => {};
  for (const signal of ends) signal?.addEventListener("abort", end);
  function stop() {
    stopTimer();
    for (const signal of ends) signal?.removeEventListener("abort", end);
  }
  function end() {
    stop();
    onEnd();
  }
  return stop;
}
