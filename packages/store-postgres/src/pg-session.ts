import {
  keepAliveClock,
  LATE,
  MillraceError,
  type RetryDelay,
  retryDelayMs,
  sleep,
  storeClosed,
  within,
} from "@millrace/core";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { canWaitUntil } from "./lock-wait.ts";
import {
  failed,
  faultKind,
  held,
  lost,
  missing,
  refused,
  sqlState,
  startFault,
  unreachable,
} from "./postgres-fault.ts";
import type { Row, Statement } from "./statement.ts";

export interface PgSessionOptions extends ConnectionOptions {
  readonly host: string;
  /** Resolves once statements may be sent; rejects when that is not so by `deadline`. */
  readonly prepared: (deadline: number) => Promise<void>;
  /** Checks the schema again, and repairs what it can. */
  readonly prepareAgain: () => void;
  /** Hears why Postgres cannot serve a statement now. */
  readonly onRefusal?: ((error: unknown) => void) | undefined;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
}

/** How to run a statement. */
export interface RunOptions {
  /**
   * Makes the statement that repeats one whose answer was lost with the connection. Without it such
   * a statement is not repeated and the call fails.
   */
  readonly resend?: () => Statement;
  /** By when, in `performance.now()`. Defaults to the session's time-out from now. */
  readonly deadline?: number;
  /** Fails at the first wait for what another transaction holds. Defaults to false. */
  readonly failsWhenHeld?: boolean;
}

const RECONNECT: RetryDelay = { minMs: 40, maxMs: 1_000 };

/**
 * A connection that is made when it is first used and made anew when it breaks. Statements are
 * carried out one after the other, in the order in which they were run; none waits for the answer to
 * the one before.
 */
export class PgSession {
  readonly #options: PgSessionOptions;
  #connection: Connection | undefined;
  #opening: Promise<void> | undefined;
  #failures = 0;
  #lastError: unknown;
  readonly #closed = new AbortController();

  constructor(options: PgSessionOptions) {
    this.#options = options;
  }

  /**
   * The rows that `statement` returns.
   *
   * @throws MillraceError `UNAVAILABLE` when Postgres does not answer in time, or as {@link failed}
   *   says when it refuses what the statement brings.
   */
  async run(
    statement: Statement,
    { resend, deadline, failsWhenHeld = false }: RunOptions = {},
  ): Promise<Row[]> {
    const until = deadline ?? performance.now() + this.#options.timeoutMs;
    let current = statement;
    let resent = false;
    let mended = false;
    for (;;) {
      await this.#options.prepared(until);
      const connection = await this.#ready(until);
      try {
        return await this.#inTime(connection, current, until);
      } catch (error) {
        if (error instanceof MillraceError) throw error;
        switch (faultKind(error)) {
          case "lost":
            if (this.#closed.signal.aborted) throw storeClosed();
            // A server that shuts down says so before it closes the connection.
            connection.destroy();
            if (resend === undefined) throw lost(error);
            current = resend();
            resent = true;
            break;
          case "again":
            if (performance.now() >= until) throw resent ? lost(error) : refused(error);
            break;
          case "held":
            // An earlier statement of this session may hold the lock, and may still take effect.
            if (failsWhenHeld || !canWaitUntil(until)) throw resent ? lost(error) : held(error);
            break;
          case "refused":
            this.#options.onRefusal?.(error);
            // Perhaps a standby by now; the next connection may lead to the primary.
            if (sqlState(error) === "25006") connection.destroy();
            throw resent ? lost(error) : refused(error);
          case "missing":
            if (mended) throw resent ? lost(error) : missing(error);
            mended = true;
            this.#options.prepareAgain();
            break;
          case "data":
          case "other":
            throw failed(error);
        }
      }
    }
  }

  /** The present connection's process on the server, if any. */
  get processId(): number | undefined {
    return this.#connection?.processId;
  }

  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#connection?.destroy();
  }

  async #ready(until: number): Promise<Connection> {
    for (;;) {
      if (this.#closed.signal.aborted) throw storeClosed();
      if (this.#connection?.isOpen) return this.#connection;
      if (performance.now() >= until) {
        throw (
          startFault(this.#lastError, this.#options.host) ??
          unreachable(this.#options.host, this.#lastError)
        );
      }
      this.#opening ??= this.#open().finally(() => {
        this.#opening = undefined;
      });
      await within(keepAliveClock, leftMs(until), this.#opening, this.#closed.signal);
    }
  }

  /** One try to connect, after the wait that the failures before it call for. */
  async #open(): Promise<void> {
    if (this.#failures > 0) {
      const { signal } = this.#closed;
      await sleep(keepAliveClock, retryDelayMs(this.#failures, RECONNECT), signal);
      if (signal.aborted) return;
    }
    try {
      const connection = await Connection.open(this.#options, (error) => {
        if (error === undefined || this.#closed.signal.aborted) return;
        this.#lastError = error;
        this.#options.onConnectionError?.(error);
      });
      this.#failures = 0;
      if (this.#closed.signal.aborted) connection.destroy();
      else this.#connection = connection;
    } catch (error) {
      this.#failures++;
      this.#lastError = error;
      if (!this.#closed.signal.aborted) this.#options.onConnectionError?.(error as Error);
    }
  }

  /**
   * The answer, unless it takes too long. A connection without answers may be half open, so it is
   * made anew.
   */
  async #inTime(connection: Connection, statement: Statement, until: number): Promise<Row[]> {
    const rows = await within(keepAliveClock, leftMs(until), connection.query(statement));
    if (rows !== LATE) return rows;
    connection.destroy();
    throw lost();
  }
}

function leftMs(until: number): number {
  return until - performance.now();
}
