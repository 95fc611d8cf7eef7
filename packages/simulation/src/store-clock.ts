import type { Clock, EpochMs } from "@millrace/core";
import type { Timeline } from "./timeline.ts";

/** The clock of the store, which alone says when a job is due; it may be corrected. */
export class StoreClock implements Clock {
  readonly #timeline: Timeline;
  #wrongByMs = 0;
  #latest: EpochMs = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  now(): EpochMs {
    const now = this.#timeline.now() + this.#wrongByMs;
    this.#latest = Math.max(this.#latest, now);
    return now;
  }

  /** The latest time that it has shown: it may have been set back since. */
  get latest(): EpochMs {
    return Math.max(this.#latest, this.now());
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    return this.#timeline.setTimer(delayMs, callback);
  }

  afterTurn(callback: () => void): void {
    this.#timeline.afterTurn(callback);
  }

  correct(byMs: number): void {
    this.#wrongByMs += byMs;
  }
}
