import { type Clock, type EpochMs, MillraceError, type RunCursor } from "@millrace/core";
import type { RunHome, Runs } from "@millrace/workflow";

/** From the beginning of a sweep to that of the next one; and how old the runs are that it looks at. */
const SWEEP_MS = 60_000;
/** How many runs a step looks at. */
const STEP_RUNS = 20;
const LIVE = ["RUNNING", "CANCELLING", "PAUSED"];

export interface RunSweeperOptions {
  readonly store: Pick<RunHome, "runs">;
  readonly clock: Pick<Clock, "now">;
  readonly open: () => Promise<Pick<Runs, "findLost">>;
}

/**
 * Looks at all runs that go on, some at a time, for what they wait for in vain: jobs and child runs that are gone. So a
 * run ends that would wait for ever, within minutes, whatever an eviction or an operator has taken from it.
 */
export class RunSweeper {
  readonly #options: RunSweeperOptions;
  #beganAt: EpochMs;
  #sweeps = 0;
  /** Where it goes on; absent between two sweeps. */
  #after: RunCursor | undefined;

  constructor(options: RunSweeperOptions) {
    this.#options = options;
    this.#beganAt = options.clock.now();
  }

  /** Looks at the next runs, if it is time. */
  async step(): Promise<void> {
    const { store, clock, open } = this.#options;
    const now = clock.now();
    if (this.#after === undefined) {
      if (now - this.#beganAt < SWEEP_MS && now >= this.#beganAt) return;
      this.#beganAt = now;
      this.#sweeps++;
    }
    const after = this.#after;
    const { runs, last } = await store.runs.list({ states: LIVE, after, limit: STEP_RUNS });
    this.#after = last;
    // Most runs are over before, and need not be read for this.
    const old = runs.filter(({ createdAt }) => now - createdAt >= SWEEP_MS);
    if (old.length === 0) return;
    const found = await open();
    const looks = old.map(({ id }) => found.findLost(id, this.#sweeps));
    for (const look of await Promise.allSettled(looks)) {
      // A run that cannot be read is told of when it is to advance.
      if (look.status === "rejected" && isAway(look.reason)) throw look.reason;
    }
  }
}

/** Whether nobody can be served, rather than one run. */
export function isAway(error: unknown): boolean {
  return error instanceof MillraceError && error.code === "UNAVAILABLE";
}
