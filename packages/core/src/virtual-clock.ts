import { afterTurn, type Clock, type EpochMs } from "./clock.ts";

interface Timer {
  readonly at: EpochMs;
  readonly callback: () => void;
}

/** A clock that moves only when it is told to, for tests. Its turns are those of the event loop. */
export class VirtualClock implements Clock {
  #now: EpochMs;
  readonly #timers = new Set<Timer>();

  /** Starts at `now`. Defaults to 2026-01-01T00:00:00Z. */
  constructor(now: EpochMs = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): EpochMs {
    return this.#now;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  afterTurn(callback: () => void): void {
    afterTurn(callback);
  }

  /** Moves the time on by `ms`, firing each timer at its own time, the earliest first. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }

  #next(end: EpochMs): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
