import type { Clock } from "@millrace/core";

/** Over how long the pace is measured, and how far ahead it looks. */
const WINDOW_MS = 100;

/** How many attempts a worker begins in a tenth of a second, as of late. */
export class Pace {
  readonly #clock: Clock;
  #windowStart: number;
  #begun = 0;
  #perWindow = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#windowStart = clock.now();
  }

  /** An attempt begins. */
  tick(): void {
    this.#begun++;
  }

  /** How many attempts will begin in the next tenth of a second if things go on as they do. */
  ahead(): number {
    const elapsedMs = this.#clock.now() - this.#windowStart;
    if (elapsedMs >= WINDOW_MS) {
      this.#perWindow = (this.#begun * WINDOW_MS) / elapsedMs;
      this.#windowStart += elapsedMs;
      this.#begun = 0;
    }
    return Math.ceil(Math.max(this.#perWindow, this.#begun));
  }
}
