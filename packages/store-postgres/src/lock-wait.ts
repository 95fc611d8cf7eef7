/**
 * How long a statement waits at a time for what another transaction holds, in milliseconds; then it
 * is tried again, behind what has been run since. So it holds up neither the others of its session for
 * long, nor a process of the server when its call is given up.
 */
export const LOCK_WAIT_MS = 100;

/** Whether there is time for another such wait, which may come behind those of others. */
export function canWaitUntil(deadline: number): boolean {
  return performance.now() + 2 * LOCK_WAIT_MS < deadline;
}
