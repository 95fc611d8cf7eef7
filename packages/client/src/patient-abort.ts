import { keepAliveClock } from "@millrace/core";

/** An abort that is passed on late. */
export interface PatientAbort extends Disposable {
  /** Aborts with the signal it follows, but not before its time. */
  readonly signal: AbortSignal;
}

/**
 * Follows `signal`, but passes no abort on in the first `minMs` from now: what a call has been
 * answered within that time is received instead of thrown away. Dispose of it once the call is over.
 */
export function patientAbort(signal: AbortSignal, minMs: number): PatientAbort {
  const late = new AbortController();
  const begin = performance.now();
  let stopTimer = () => {};
  const onAbort = () => {
    const leftMs = begin + minMs - performance.now();
    if (leftMs <= 0) late.abort(signal.reason);
    else stopTimer = keepAliveClock.setTimer(leftMs, () => late.abort(signal.reason));
  };
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return {
    signal: late.signal,
    [Symbol.dispose]() {
      signal.removeEventListener("abort", onAbort);
      stopTimer();
    },
  };
}
