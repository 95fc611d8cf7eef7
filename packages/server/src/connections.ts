import type { Clock, Logger } from "@millrace/core";
import { ByteAccount, type ByteBudget } from "./byte-budget.ts";

// A connection that has just ended a call, or has just been opened, may have the next one under way.
const IN_USE_MS = 1_000;
// How often the log says that there are too many connections.
const TELL_EVERY_MS = 10_000;

/** One client's connection. */
export interface Connection {
  readonly account: ByteAccount;
  /** Since when it has had no call; in no order with those that have some. */
  idleSinceMs: number;
  calls: number;
  /** Whether it has had a call. */
  wasUsed: boolean;
  /** Ends it at once. */
  destroy: () => void;
  /** Ends it when the client has been told, so that no call is lost; where its protocol can. */
  retire?: () => void;
}

export interface ConnectionsOptions {
  /** How many there may be. */
  readonly limit: number;
  readonly budget: ByteBudget;
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
}

/** The connections of a port, no more than there may be. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #all = new Set<Connection>();
  /** The one that has been idle longest comes first. */
  readonly #idle = new Set<Connection>();
  #refused = 0;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** Undefined when there are too many, of which none is idle. */
  add(destroy: () => void): Connection | undefined {
    const nowMs = this.#options.clock.now();
    if (this.#all.size >= this.#options.limit) {
      const idle = this.#idleFor(IN_USE_MS, nowMs);
      this.#tell(idle === undefined, nowMs);
      if (idle === undefined) return undefined;
      this.remove(idle);
      idle.destroy();
    }
    const account = new ByteAccount(this.#options.budget);
    const connection: Connection = {
      account,
      idleSinceMs: nowMs,
      calls: 0,
      wasUsed: false,
      destroy,
    };
    this.#all.add(connection);
    this.#idle.add(connection);
    return connection;
  }

  remove(connection: Connection): void {
    this.#all.delete(connection);
    this.#idle.delete(connection);
  }

  callBegins(connection: Connection): void {
    connection.wasUsed = true;
    if (++connection.calls === 1) this.#idle.delete(connection);
  }

  callEnds(connection: Connection): void {
    if (--connection.calls > 0 || !this.#all.has(connection)) return;
    connection.idleSinceMs = this.#options.clock.now();
    this.#idle.add(connection);
  }

  /**
   * Retires those that have been idle for `idleMs`. A new one is left its time to begin: it may be for a call
   * that another one has refused as it was retired, which clients repeat once.
   */
  retireIdle(idleMs: number): void {
    const nowMs = this.#options.clock.now();
    for (const connection of this.#idle) {
      const idleForMs = nowMs - connection.idleSinceMs;
      if (idleForMs < idleMs) return;
      if (!connection.wasUsed && idleForMs < IN_USE_MS) continue;
      if (connection.retire === undefined) continue;
      this.#idle.delete(connection);
      connection.retire();
    }
  }

  #idleFor(idleMs: number, nowMs: number): Connection | undefined {
    const [longest] = this.#idle;
    return longest !== undefined && nowMs - longest.idleSinceMs >= idleMs ? longest : undefined;
  }

  #tell(isRefused: boolean, nowMs: number): void {
    if (isRefused) this.#refused++;
    if (nowMs - this.#toldMs < TELL_EVERY_MS) return;
    this.#toldMs = nowMs;
    this.#options.logger.warn(
      { connections: this.#options.limit, refused: this.#refused },
      "there are as many connections as there may be: idle ones are closed for new ones, and new ones are refused while none is idle",
    );
    this.#refused = 0;
  }
}
