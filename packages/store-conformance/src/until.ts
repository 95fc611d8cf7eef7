import { setTimeout as wait } from "node:timers/promises";

const POLL_MS = 10;

/**
 * Waits until `check` returns true.
 *
 * @throws Error with `what` when that takes over `patienceMs`.
 */
export async function until(
  what: string,
  patienceMs: number,
  check: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain: ${what}`);
    await wait(POLL_MS);
  }
}
