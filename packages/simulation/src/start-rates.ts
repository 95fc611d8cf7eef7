import {
  countStarts,
  NO_STARTS,
  type Rate,
  type RateState,
  rateRoom,
  uncountStart,
} from "@millrace/core";

/**
 * The tokens that the rates of a queue and of its keys have left, by what was seen from outside: each start takes one,
 * and one that was given back before its handler has started brings it back.
 */
export class StartRates {
  readonly #rateOf: (key: string) => Rate | undefined;
  readonly #states = new Map<string, RateState>();

  /** @param rateOf the rate of a key, which never changes. */
  constructor(rateOf: (key: string) => Rate | undefined) {
    this.#rateOf = rateOf;
  }

  /** How many attempts of a key may start. */
  room(key: string, now: number): number {
    const rate = this.#rateOf(key);
    if (rate === undefined) return Number.POSITIVE_INFINITY;
    return rateRoom(this.#stateOf(key), rate, now).room;
  }

  start(key: string, now: number): void {
    const rate = this.#rateOf(key);
    if (rate !== undefined) this.#states.set(key, countStarts(this.#stateOf(key), rate, now, 1));
  }

  giveBack(key: string, startedAt: number, now: number): void {
    const rate = this.#rateOf(key);
    if (rate === undefined) return;
    this.#states.set(key, uncountStart(this.#stateOf(key), rate, startedAt, now));
  }

  #stateOf(key: string): RateState {
    return this.#states.get(key) ?? NO_STARTS;
  }
}
