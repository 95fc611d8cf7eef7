import { Client, type Notification } from "pg";

export type { Notification };

/** A statement, with its parameters in the driver's forms. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** A row as a list of its columns. */
export type Row = readonly unknown[];

/** How to connect. */
export interface ConnectionOptions {
  readonly connectionString: string;
  /** Named in pg_stat_activity. */
  readonly purpose: string;
  /** How long it may take, and a statement that is to be answered in time. */
  readonly timeoutMs: number;
}

/** A quiet connection is told from a dead one by this. */
const KEEP_ALIVE_MS = 10_000;

const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const TEXT_ARRAY = 1009;

const asText = (text: string) => text;
const asBytes = (text: string) => new Uint8Array(Buffer.from(text.slice(2), "hex"));

/** How columns are read: numbers as numbers, since none of ours passes 2^53, and JSON as its text. */
export function columnReader(oid: number): (text: string) => unknown {
  switch (oid) {
    case BOOL:
      return (text) => text === "t";
    case BYTEA:
      return asBytes;
    case INT2:
    case INT4:
    case INT8:
      return Number;
    case TEXT_ARRAY:
      return readTextArray;
    default:
      return asText;
  }
}

/** A list of job ids, which need no quoting. */
function readTextArray(text: string): string[] {
  return text === "{}" ? [] : text.slice(1, -1).split(",");
}

/**
 * One connection to Postgres, which sends statements without waiting for the answers to those before.
 * The only file that knows the driver, pg.
 */
export class Connection {
  readonly #client: Client;
  readonly #timeoutMs: number;
  #ended = false;

  private constructor(client: Client, timeoutMs: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  /** Connects; rejects with the driver's error. `onEnd` is called once when the connection is over. */
  static async open(options: ConnectionOptions, onEnd: (error?: Error) => void) {
    const client = new Client({
      connectionString: options.connectionString,
      application_name: `millrace-${options.purpose}`,
      connectionTimeoutMillis: options.timeoutMs,
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
    });
    client.on("end", () => {
      connection.#ended = true;
      if (connected) onEnd(failure);
    });
    try {
      await client.connect();
    } catch (error) {
      connection.destroy();
      throw error;
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

  /** Sends a statement; rejects with the driver's error. */
  async query({ text, values }: Statement): Promise<Row[]> {
    const { rows } = await this.#client.query({
      text,
      rowMode: "array",
      ...(values === undefined ? undefined : { values: values as unknown[] }),
    });
    return rows;
  }

  /** As {@link query}; a connection without an answer in time is taken for dead, and ended. */
  async queryInTime(statement: Statement): Promise<Row[]> {
    const timer = setTimeout(() => this.destroy(), this.#timeoutMs);
    try {
      return await this.query(statement);
    } finally {
      clearTimeout(timer);
    }
  }

  onNotification(listener: (notification: Notification) => void): void {
    this.#client.on("notification", listener);
  }

  /** Ends in good order, once what is under way is done. */
  async end(): Promise<void> {
    await this.#client.end().catch(() => {
      // It is over in any case.
    });
  }

  /** Ends at once; what is under way fails. */
  destroy(): void {
    this.#ended = true;
    (
      this.#client as Client & { connection: { stream: { destroy(): void } } }
    ).connection.stream.destroy();
  }
}
