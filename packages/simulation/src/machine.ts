import type { Clock, EpochMs } from "@millrace/core";
import type { Timeline } from "./timeline.ts";

/**
 * A computer with a worker on it: its clock may be wrong and be corrected, it may stand still for a
 * while, and it may crash, after which nothing happens on it any more.
 */
export class Machine implements Clock {
  readonly name: string;
  readonly #timeline: Timeline;
  #wrongByMs = 0;
  #standsUntil = 0;
  /** What would have happened while it stood still. */
  readonly #held: (() => void)[] = [];
  #crashed = false;
  #timers = 0;

  constructor(name: string, timeline: Timeline) {
    this.name = name;
    this.#timeline = timeline;
  }

  get crashed(): boolean {
    return this.#crashed;
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers;
  }

  now(): EpochMs {
    return this.#timeline.now() + this.#wrongByMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    this.#timers++;
    let over = false;
    const end = () => {
      if (!over) this.#timers--;
      over = true;
    };
    const stop = this.#timeline.setTimer(delayMs, () =>
      this.happen(() => {
        if (over) return;
        end();
        callback();
      }),
    );
    return () => {
      end();
      stop();
    };
  }

  afterTurn(callback: () => void): void {
    this.#timeline.afterTurn(() => this.happen(callback));
  }

  /** Has `callback` called here: when the machine goes on, and never after a crash. */
  happen(callback: () => void): void {
    if (this.#stands || this.#held.length > 0) this.#held.push(callback);
    else if (!this.#crashed) callback();
  }

  crash(): void {
    this.#crashed = true;
  }

  /** Stands still, as a process does that is paused or blocks its event loop. */
  standStill(ms: number): void {
    this.#standsUntil = Math.max(this.#standsUntil, this.#timeline.now() + ms);
    this.#timeline.setTimer(ms, () => this.#goOn());
  }

  /** Sets the clock forward, or back. */
  correctClock(byMs: number): void {
    this.#wrongByMs += byMs;
  }

  get #stands(): boolean {
    return this.#timeline.now() < this.#standsUntil;
  }

  /** Makes up for what was held up, one thing after the other. */
  #goOn(): void {
    if (this.#stands || this.#crashed) return;
    this.#held[0]?.();
    this.#held.shift();
    if (this.#held.length > 0) this.#timeline.setTimer(0, () => this.#goOn());
  }
}
