/**
 * How long a statement waits at a time for a lock of another transaction, in milliseconds; then it is tried
 * again, after the statements that were run since. So it never blocks its session for long, nor a server
 * process after its call was given up.
 */
export const LOCK_WAIT_MS = 100;

/** Whether there is time for another such wait, which may come behind those of others. */
export function canWaitUntil(deadline: number): boolean {
  return performance.now() + 2 * LOCK_WAIT_MS < deadline;
}
