import type { Clock, EpochMs } from "@millrace/core";

export const START = Date.UTC(2026, 0, 1);

interface Event {
  readonly at: EpochMs;
  readonly callback: () => void;
}

/**
 * The time of a simulation. It stands still until everything that needs no time has happened, and
 * then jumps to the next timer; what is set for the same moment happens in the order in which it was
 * set. So nothing depends on how fast the machine is.
 */
export class Timeline implements Clock {
  #now: EpochMs = START;
  /** The latest first. */
  readonly #events: Event[] = [];
  readonly #afterTurn: (() => void)[] = [];

  now(): EpochMs {
    return this.#now;
  }

  /** Since the simulation began. */
  get elapsedMs(): number {
    return this.#now - START;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const event = { at: this.#now + Math.max(0, delayMs), callback };
    // Timers are few, and most of a new one's equals are near the end.
    let place = this.#events.length;
    while (place > 0 && (this.#events[place - 1] as Event).at <= event.at) place--;
    this.#events.splice(place, 0, event);
    return () => {
      const index = this.#events.indexOf(event);
      if (index >= 0) this.#events.splice(index, 1);
    };
  }

  afterTurn(callback: () => void): void {
    this.#afterTurn.push(callback);
  }

  /** Resolves when that much time has passed. */
  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.setTimer(ms, resolve));
  }

  /**
   * Lets time pass until `done`, for `mostMs` at most.
   *
   * @returns whether it came to that.
   */
  async run(done: () => boolean, mostMs: number): Promise<boolean> {
    const end = this.#now + mostMs;
    for (;;) {
      await everyPromise();
      const callback = this.#afterTurn.shift();
      if (callback !== undefined) {
        callback();
        continue;
      }
      if (done()) return true;
      const next = this.#events.at(-1);
      if (next === undefined || next.at > end) return false;
      this.#events.pop();
      this.#now = next.at;
      next.callback();
    }
  }
}

/** Resolves when every promise has gone as far as it does without time: nothing here waits for I/O. */
function everyPromise(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
