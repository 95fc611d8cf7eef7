import { systemClock } from "@millrace/core";

/** Does something at intervals, one after the other, and keeps no process alive for it. */
export class Pulse {
  readonly #beat: () => Promise<void>;
  readonly #everyMs: number;
  #stopTimer = () => {};
  #isBeating = false;
  #closed = false;

  /** The next beat comes `everyMs` after the end of the one before, which may have failed. */
  constructor(beat: () => Promise<void>, everyMs: number) {
    this.#beat = beat;
    this.#everyMs = everyMs;
    this.#wait();
  }

  /** Beats at once, unless it does already. */
  beatNow(): void {
    if (this.#closed || this.#isBeating) return;
    this.#stopTimer();
    this.#isBeating = true;
    const again = () => {
      this.#isBeating = false;
      this.#wait();
    };
    this.#beat().then(again, again);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
  }

  #wait(): void {
    if (this.#closed) return;
    this.#stopTimer = systemClock.setTimer(this.#everyMs, () => this.beatNow());
  }
}
