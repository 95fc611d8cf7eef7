import type { Clock } from "./clock.ts";

/** Resolves after `ms`, or as soon as one of `ends` is aborted; it never rejects. */
export function sleep(
  clock: Clock,
  ms: number,
  ...ends: readonly (AbortSignal | undefined)[]
): Promise<void> {
  return new Promise((resolve) => {
    if (ends.some((end) => end?.aborted)) return resolve();
    const stopTimer = clock.setTimer(ms, done);
    for (const end of ends) end?.addEventListener("abort", done);
    function done() {
      stopTimer();
      for (const end of ends) end?.removeEventListener("abort", done);
      resolve();
    }
  });
}
