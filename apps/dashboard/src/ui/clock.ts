import { type EpochMs, systemClock } from "@millrace/core";
import { useSyncExternalStore } from "react";

const TICK_MS = 1_000;

/** The store's time as the page knows it: ages are told by it, whatever this machine's clock says. */
class StoreClock {
  readonly #listeners = new Set<() => void>();
  #ahead = 0;
  #now = systemClock.now();
  #stop = () => {};

  get now(): EpochMs {
    return this.#now;
  }

  /** An answer has told the store's time. */
  set(storeTime: EpochMs): void {
    this.#ahead = storeTime - systemClock.now();
  }

  /** Something has happened at that time, so it cannot be earlier. */
  atLeast(storeTime: EpochMs): void {
    this.#ahead = Math.max(this.#ahead, storeTime - systemClock.now());
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#tick();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
    };
  };

  #tick = (): void => {
    this.#now = systemClock.now() + this.#ahead;
    this.#stop = systemClock.setTimer(TICK_MS, this.#tick);
    for (const listener of this.#listeners) listener();
  };
}

export const storeClock: StoreClock = new StoreClock();

/** The store's time, anew each second. */
export function useNow(): EpochMs {
  return useSyncExternalStore(storeClock.subscribe, () => storeClock.now);
}
