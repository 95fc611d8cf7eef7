import { type EpochMs, MillraceError, systemClock } from "@millrace/core";
import { useSyncExternalStore } from "react";

/** Whether answers come, and what is said of it. */
export interface ConnectionState {
  /** Since when none comes; undefined while they do. */
  readonly downSince: EpochMs | undefined;
  readonly reason: string;
  /** How many attempts in a row have failed. */
  readonly failures: number;
}

const UP: ConnectionState = { downSince: undefined, reason: "", failures: 0 };
const MAX_WAIT_MS = 30_000;

/** Hears of every call for live data. */
class Connection {
  readonly #listeners = new Set<() => void>();
  #state = UP;

  get state(): ConnectionState {
    return this.#state;
  }

  answered(): void {
    if (this.#state !== UP) this.#put(UP);
  }

  /** Only that nobody answers is told here: any other error belongs to what was asked for. */
  failed(error: unknown): void {
    const isAway = error instanceof MillraceError && error.code === "UNAVAILABLE";
    if (!isAway) {
      this.answered();
      return;
    }
    const { downSince = systemClock.now(), failures } = this.#state;
    this.#put({ downSince, reason: error.message, failures: failures + 1 });
  }

  /** How long until the next attempt: longer after each failure, and for each page another time. */
  waitMs(intervalMs: number): number {
    const { failures } = this.#state;
    if (failures === 0) return intervalMs;
    const longest = Math.min(MAX_WAIT_MS, intervalMs * 2 ** Math.min(failures, 10));
    return longest * (0.5 + Math.random() / 2);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(state: ConnectionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const connection: Connection = new Connection();

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, () => connection.state);
}
