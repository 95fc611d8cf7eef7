import type { Clock } from "@millrace/core";

/** Over how long the rate is measured, and how far ahead it looks. */
const WINDOW_MS = 100;

/** How many attempts a worker has lately ended in a tenth of a second. */
export class AttemptRate {
  readonly #clock: Clock;
  #windowStart: number;
  #ended = 0;
  #perWindow = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#windowStart = clock.now();
  }

  /** An attempt ends, which makes room for the next one. */
  tick(): void {
    this.#ended++;
  }

  /**
   * How many attempts will begin in the next tenth of a second if things go on as they do. Rounded
   * down: a job that is leased behind a slow one would be kept from other workers.
   */
  ahead(): number {
    const elapsedMs = this.#clock.now() - this.#windowStart;
    if (elapsedMs >= WINDOW_MS) {
      this.#perWindow = (this.#ended * WINDOW_MS) / elapsedMs;
      this.#windowStart += elapsedMs;
      this.#ended = 0;
    }
    return Math.floor(Math.max(this.#perWindow, this.#ended));
  }
}
