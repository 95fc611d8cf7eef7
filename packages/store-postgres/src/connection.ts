import { keepAliveClock, LATE, timerMs, within } from "@millrace/core";
import { Client, type ClientConfig, type Notification } from "pg";
import { columnReader } from "./column-reader.ts";
import { ConfigurationError, ConnectionError, isSent } from "./connection-error.ts";
import type { SessionSettings } from "./session-settings.ts";
import type { Row, Statement } from "./statement.ts";

export type { Notification };

/** How to connect. */
export interface ConnectionOptions {
  readonly connectionString: string;
  /** Named in pg_stat_activity. */
  readonly purpose: string;
  /** How long it may take, and a statement that is to be answered in time. */
  readonly timeoutMs: number;
  readonly settings: SessionSettings;
}

/** A quiet connection is told from a dead one by this. */
const KEEP_ALIVE_MS = 10_000;

/**
 * One connection to Postgres, which pipelines statements: it does not wait for the answers to earlier ones.
 * The only file that knows the driver, pg.
 */
export class Connection {
  readonly #client: Client;
  readonly #timeoutMs: number;
  #ended = false;
  /** Whether a failure now is a failure of the connection. */
  #broken = false;

  private constructor(client: Client, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Connects. `onEnd` is called once when the connection is over.
   *
   * @throws {ConnectionError}, {ConfigurationError}, or what Postgres has sent.
   */
  static async open(
    options: ConnectionOptions,
    onEnd: (error?: Error) => void,
  ): Promise<Connection> {
    const { settings } = options;
    try {
      return await Connection.#open(options, settings.options, onEnd);
    } catch (error) {
      if (!settings.mayBeRefused(error)) throw error;
      const connection = await Connection.#open(options, settings.own, onEnd);
      settings.drop();
      return connection;
    }
  }

  static async #open(
    options: ConnectionOptions,
    settings: string,
    onEnd: (error?: Error) => void,
  ): Promise<Connection> {
    const client = makeClient({
      connectionString: options.connectionString,
      options: settings,
      application_name: `millrace-${options.purpose}`,
      connectionTimeoutMillis: timerMs(options.timeoutMs),
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      pipeline: true,
      types: { getTypeParser: columnReader as never },
    });
    const connection = new Connection(client, options.timeoutMs);
    let failure: Error | undefined;
    let connected = false;
    client.on("error", (error) => {
      failure = error;
      connection.#broken = true;
    });
    client.on("end", () => {
      connection.#ended = true;
      connection.#broken = true;
      if (connected) onEnd(failure);
    });
    try {
      await client.connect();
    } catch (error) {
      connection.destroy();
      throw isSent(error) ? error : new ConnectionError(error);
    }
    connected = true;
    return connection;
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  /** The server's process that serves this connection; behind a pooler, some number. */
  get processId(): number | undefined {
    return (this.#client as Client & { processID?: number }).processID;
  }

  /**
   * Sends a statement.
   *
   * @throws {ConnectionError}, what Postgres has sent, or what the driver makes of a wrong statement.
   */
  async query({ text, values }: Statement): Promise<Row[]> {
    try {
      const { rows } = await this.#client.query({
        text,
        rowMode: "array",
        ...(values === undefined ? undefined : { values: values as unknown[] }),
      });
      return rows;
    } catch (error) {
      throw this.#broken && !isSent(error) ? new ConnectionError(error) : error;
    }
  }

  /** As {@link query}; a connection that does not answer in time counts as dead and is closed. */
  async queryInTime(statement: Statement): Promise<Row[]> {
    const answer = this.query(statement);
    const rows = await within(keepAliveClock, this.#timeoutMs, answer);
    if (rows !== LATE) return rows;
    this.destroy();
    return answer;
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#client.on("notification", listener);
  }

  /** Ends in good order, once what is under way is done. */
  async end(): Promise<void> {
    this.#broken = true;
    await this.#client.end().catch(() => {
      // It is over in any case.
    });
  }

  /** Ends at once; what is under way fails. */
  destroy(): void {
    this.#ended = true;
    this.#broken = true;
    (
      this.#client as Client & { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
  }
}

function makeClient(config: ClientConfig & { readonly pipeline: boolean }): Client {
  try {
    return new Client(config);
  } catch (error) {
    throw new ConfigurationError(error);
  }
}
