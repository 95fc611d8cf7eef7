import { WakeUps } from "@millrace/core";
import { type Channels, channelsOf } from "./keys.ts";
import type { RedisDriver } from "./redis-driver.ts";
import { Waiters } from "./waiters.ts";

/**
 * What Redis tells without being asked: wake-ups, cancels, changes, jobs. One connection carries them all;
 * it is opened when the first listener comes.
 */
export class Signals {
  /** By type. */
  readonly wakeUps: WakeUps = new WakeUps();
  /** By job id. */
  readonly changes: WakeUps = new WakeUps();
  readonly waiters: Waiters;
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #driver: RedisDriver;
  readonly #kinds = new Map<string, keyof Channels>();
  #subscribed = false;

  /**
   * Listens on the partitions with these prefixes. `onStray` hears of a job that was handed over to a
   * lease that is no longer there.
   */
  constructor(driver: RedisDriver, prefixes: readonly string[], onStray: (jobId: string) => void) {
    this.#driver = driver;
    this.waiters = new Waiters(onStray);
    for (const prefix of prefixes) {
      const channels = channelsOf(prefix, this.waiters.processName);
      for (const kind of ["wake", "cancel", "changed", "handOver"] as const) {
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

  #hear(channel: string, message: Buffer): void {
    switch (this.#kinds.get(channel)) {
      case "wake":
        this.wakeUps.wake(message.toString());
        break;
      case "changed":
        this.changes.wake(message.toString());
        break;
      case "cancel":
        for (const listener of this.#cancelListeners) listener(message.toString());
        break;
      case "handOver":
        this.waiters.hear(message);
        break;
    }
  }
}
