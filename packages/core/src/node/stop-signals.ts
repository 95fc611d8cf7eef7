/** Listens to the signals that ask a process to stop, SIGTERM and SIGINT. */
export interface StopListener {
  /** A first signal has come: end in good order. */
  stop(signal: NodeJS.Signals): void;
  /** Another one has come, by which the process ends at once: the last chance to say so. */
  endsAtOnce(signal: NodeJS.Signals): void;
}

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
/**
 * A second signal within this time counts as the first one: the terminal sends Ctrl-C to all processes,
 * and yarn, nodemon, concurrently and `node --watch` send it to their children once more.
 */
const ECHO_MS = 1_000;

const listeners = new Set<StopListener>();
let askedAt: number | undefined;

/**
 * Tells `listener` of the signals that ask this process to stop. All listeners share one handler of
 * the process, and a second signal ends the process for all of them, with the exit code 1.
 *
 * @returns a function that ends the subscription.
 */
export function onStopSignals(listener: StopListener): () => void {
  if (listeners.size === 0) for (const signal of SIGNALS) process.on(signal, onSignal);
  listeners.add(listener);
  return () => {
    if (!listeners.delete(listener) || listeners.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, onSignal);
    askedAt = undefined;
  };
}

function onSignal(signal: NodeJS.Signals): void {
  const now = performance.now();
  if (askedAt === undefined) {
    askedAt = now;
    for (const listener of listeners) listener.stop(signal);
  } else if (now - askedAt >= ECHO_MS) {
    for (const listener of listeners) listener.endsAtOnce(signal);
    process.exit(1);
  }
}
