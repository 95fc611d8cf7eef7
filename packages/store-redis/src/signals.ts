import { WaitingLeases, WakeUps } from "@millrace/core";
import { type Channels, channelsOf, partitionCountKey, partitionPrefix } from "./keys.ts";
import type { RedisDriver } from "./redis-driver.ts";
import type { Waiters } from "./waiters.ts";

export interface SignalsOptions {
  readonly keyPrefix: string;
  /** Take what is handed over to them. */
  readonly waiters: Waiters;
  /** Called when there may be more partitions than before. */
  readonly onMorePartitions: () => void;
}

/**
 * The messages that Redis pushes: wake-ups, cancels, changes, jobs. One connection carries all of them;
 * the first listener opens it.
 */
export class Signals {
  readonly waiting: WaitingLeases = new WaitingLeases();
  /** By job id. */
  readonly changes: WakeUps = new WakeUps();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #driver: RedisDriver;
  readonly #options: SignalsOptions;
  readonly #channels = new Map<string, readonly [kind: keyof Channels, partition: number]>();
  #partitions = 0;
  #subscribed = false;

  constructor(driver: RedisDriver, options: SignalsOptions) {
    this.#driver = driver;
    this.#options = options;
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  /** Begins to listen on so many partitions, unless it does already. */
  open(partitions: number): void {
    if (this.#subscribed && partitions <= this.#partitions) return;
    const added: string[] = [];
    for (; this.#partitions < partitions; this.#partitions++) {
      const prefix = partitionPrefix(this.#options.keyPrefix, this.#partitions);
      const channels = channelsOf(prefix, this.#options.waiters.processName);
      for (const kind of ["wake", "cancel", "changed", "handOver"] as const) {
        this.#channels.set(channels[kind], [kind, this.#partitions]);
        added.push(channels[kind]);
      }
    }
    if (this.#subscribed) {
      this.#driver.subscribeToMore(added);
      return;
    }
    this.#subscribed = true;
    this.#driver.subscribe(
      [partitionCountKey(this.#options.keyPrefix), ...added],
      (channel, message) => this.#hear(channel, message),
      () => {
        // Messages may have been lost while nobody listened.
        this.waiting.wakeAll();
        this.changes.wakeAll();
        this.#options.onMorePartitions();
      },
    );
  }

  #hear(channel: string, message: Buffer): void {
    const heard = this.#channels.get(channel);
    if (heard === undefined) {
      this.#options.onMorePartitions();
      return;
    }
    const [kind, partition] = heard;
    switch (kind) {
      case "wake": {
        const [type = "", count, everywhere] = message.toString().split(" ");
        this.waiting.wake(type, Number(count), everywhere === undefined ? partition : undefined);
        break;
      }
      case "changed":
        this.changes.wake(message.toString());
        break;
      case "cancel":
        for (const listener of this.#cancelListeners) listener(message.toString());
        break;
      case "handOver":
        this.#options.waiters.hear(message);
        break;
    }
  }
}
