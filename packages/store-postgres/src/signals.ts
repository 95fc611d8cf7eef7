import { randomUUID } from "node:crypto";
import {
  FALLBACK_POLL_MS,
  type RetryDelay,
  retryDelayMs,
  sleep,
  systemClock,
  WaitingLeases,
  WakeUps,
} from "@millrace/core";
import { Connection, type ConnectionOptions, type Notification } from "./connection.ts";
import { escapeIdentifier } from "./quoting.ts";

export interface SignalsOptions extends ConnectionOptions {
  readonly channel: string;
  /** How often to look for jobs while notifications do not arrive, in milliseconds. */
  readonly pollMs: number;
  /** Resolves once the schema is there. */
  readonly ready: () => Promise<void>;
  /** Sends a notification by way of the connection for statements. */
  readonly notify: (channel: string, message: string) => Promise<void>;
  /** Whether a notification comes from a connection of this store, which has heard of it already. */
  readonly isOwn: (processId: number) => boolean;
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  readonly onWarning: (message: string) => void;
}

const RECONNECT: RetryDelay = { minMs: 20, maxMs: 1_000 };
/** How long a notification to itself may take before notifications count as lost. */
const ECHO_PATIENCE_MS = 2_000;
/** How often a quiet connection is asked whether it still hears. */
const ECHO_INTERVAL_MS = 15_000;

/**
 * The notifications of Postgres (LISTEN): wake-ups, cancels, changes. One connection carries all of them;
 * the first listener opens it, and it is reopened when it breaks. It sends notifications to itself to
 * learn whether any arrive: behind a transaction pooler none do.
 */
export class Signals {
  readonly waiting: WaitingLeases = new WaitingLeases();
  /** By job id. */
  readonly changes: WakeUps = new WakeUps();
  readonly #cancelListeners = new Set<(jobId: string) => void>();
  readonly #options: SignalsOptions;
  readonly #closed = new AbortController();
  #opened = false;
  #hears = false;
  #warned = false;
  #connection: Connection | undefined;
  /** Ends the present wait of the loop. */
  #resume = () => {};
  #echo: string | undefined;

  constructor(options: SignalsOptions) {
    this.#options = options;
  }

  /** Whether notifications arrive. */
  get hears(): boolean {
    return this.#hears;
  }

  /** How long a waiting lease may trust in being woken. */
  get pollMs(): number {
    return this.#hears ? FALLBACK_POLL_MS : this.#options.pollMs;
  }

  onCancelRequested(listener: (jobId: string) => void): () => void {
    this.open();
    this.#cancelListeners.add(listener);
    return () => this.#cancelListeners.delete(listener);
  }

  /** Begins to listen, unless it does already. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    void this.#run();
  }

  close(): void {
    this.#closed.abort();
    this.#connection?.destroy();
  }

  async #run(): Promise<void> {
    for (let failures = 1; !this.#closed.signal.aborted; failures++) {
      try {
        await this.#options.ready();
        await this.#connect();
        failures = 1;
        await this.#watchConnection();
      } catch (error) {
        if (this.#closed.signal.aborted) return;
        this.#options.onConnectionError?.(error as Error);
      }
      this.#hears = false;
      this.#connection?.destroy();
      await this.#wait(retryDelayMs(failures, RECONNECT));
    }
  }

  async #connect(): Promise<void> {
    const connection = await Connection.open(this.#options, () => this.#resume());
    this.#connection = connection;
    connection.onNotification((notification) => this.#hear(notification));
    await connection.queryInTime({ text: `LISTEN ${escapeIdentifier(this.#options.channel)}` });
    this.#wakeAll();
  }

  /** Returns when the connection is over or no longer answers. */
  async #watchConnection(): Promise<void> {
    while (this.#connection?.isOpen && !this.#closed.signal.aborted) {
      const hears = await this.#echoes();
      if (hears !== this.#hears) {
        this.#hears = hears;
        // Who waits must look once more, and then as often as is now right.
        this.#wakeAll();
      }
      if (hears) await this.#wait(ECHO_INTERVAL_MS);
      else await this.#poll();
    }
  }

  /** Stands in for the notices that do not arrive, for a while. */
  async #poll(): Promise<void> {
    const until = performance.now() + ECHO_INTERVAL_MS;
    while (this.#connection?.isOpen && performance.now() < until && !this.#closed.signal.aborted) {
      this.#warn();
      await this.#wait(this.#options.pollMs);
      this.changes.wakeAll();
    }
  }

  /** Whether a notification to itself arrives. */
  async #echoes(): Promise<boolean> {
    const echo = `echo ${randomUUID()}`;
    this.#echo = echo;
    await this.#connection?.queryInTime({ text: "SELECT 1" });
    await this.#options.notify(this.#options.channel, echo);
    if (this.#echo === echo) await this.#wait(ECHO_PATIENCE_MS);
    return this.#echo !== echo;
  }

  #warn(): void {
    if (this.#warned) return;
    this.#warned = true;
    this.#options.onWarning(
      `no notifications arrive from Postgres, as behind a transaction pooler such as PgBouncer: looking for jobs every ${this.#options.pollMs} ms instead; use session mode, or a URL that bypasses the pooler, for immediate wake-ups`,
    );
  }

  #wait(delayMs: number): Promise<void> {
    const wait = new AbortController();
    this.#resume = () => wait.abort();
    return sleep(systemClock, delayMs, this.#closed.signal, wait.signal);
  }

  #wakeAll(): void {
    // Messages may have been lost while nobody listened.
    this.waiting.wakeAll();
    this.changes.wakeAll();
  }

  #hear({ payload = "", processId }: Notification): void {
    const space = payload.indexOf(" ");
    const subject = payload.slice(space + 1);
    switch (payload.slice(0, space)) {
      case "wake":
        if (!this.#options.isOwn(processId)) {
          const [type = "", count] = subject.split(" ");
          this.waiting.wake(type, Number(count ?? 1));
        }
        break;
      case "resumed":
        this.waiting.wake(subject, Number.POSITIVE_INFINITY);
        break;
      case "changed":
        this.changes.wake(subject);
        break;
      case "cancel":
        for (const listener of this.#cancelListeners) listener(subject);
        break;
      case "echo":
        if (payload === this.#echo) {
          this.#echo = undefined;
          this.#resume();
        }
        break;
    }
  }
}
