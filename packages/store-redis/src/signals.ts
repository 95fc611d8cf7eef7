import { WakeUps } from "@millrace/core";
import { type Channels, channelsOf } from "./keys.ts";
import type { RedisDriver } from "./redis-driver.ts";

/**
 * What Redis tells without being asked: wake-ups, cancels, changes. One connection carries them all;
 * it is opened when the first listener comes.
 */
export class Signals {
  /** By type. */
  readonly wakeUps: WakeUps = new WakeUps();
  /** By job id. */
  readonly changes: WakeUps = new WakeUps();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #driver: RedisDriver;
  readonly #kinds = new Map<string, keyof Channels>();
  #subscribed = false;

  /** Listens on the partitions with these prefixes. */
  constructor(driver: RedisDriver, prefixes: readonly string[]) {
    this.#driver = driver;
    for (const prefix of prefixes) {
      const channels = channelsOf(prefix);
      for (const kind of ["wake", "cancel", "changed"] as const) {
        this.#kinds.set(channels[kind], kind);
      }
    }
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.open();
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  /** Begins to listen, unless it does already. */
  open(): void {
    if (this.#subscribed) return;
    this.#subscribed = true;
    this.#driver.subscribe(
      [...this.#kinds.keys()],
      (channel, message) => this.#hear(channel, message),
      () => {
        // Messages may have been lost while nobody listened.
        this.wakeUps.wakeAll();
        this.changes.wakeAll();
      },
    );
  }

  #hear(channel: string, message: string): void {
    switch (this.#kinds.get(channel)) {
      case "wake":
        this.wakeUps.wake(message);
        break;
      case "changed":
        this.changes.wake(message);
        break;
      case "cancel":
        for (const listener of this.#cancelListeners) listener(message);
        break;
    }
  }
}
