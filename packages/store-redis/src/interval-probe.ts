import { systemClock } from "@millrace/core";

/** Probes something at intervals, one probe at a time, without keeping the process alive. */
export class IntervalProbe {
  readonly #look: () => Promise<void>;
  readonly #everyMs: number;
  #stopTimer = () => {};
  #isLooking = false;
  #closed = false;

  /** The next look comes `everyMs` after the end of the one before, which may have failed. */
  constructor(look: () => Promise<void>, everyMs: number) {
    this.#look = look;
    this.#everyMs = everyMs;
    this.#wait();
  }

  /** Looks at once, unless it does already. */
  probeNow(): void {
    if (this.#closed || this.#isLooking) return;
    this.#stopTimer();
    this.#isLooking = true;
    const again = () => {
      this.#isLooking = false;
      this.#wait();
    };
    this.#look().then(again, again);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#stopTimer = systemClock.setTimer(this.#everyMs, () => this.probeNow());
  }
}
