import {
  CheckedStore,
  checkStoreOptions,
  type FieldNames,
  type LimitOptions,
} from "@millrace/core";
import { parsePostgresUrl } from "@millrace/store-url";
import { PostgresEngine } from "./postgres-engine.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "./schema-name.ts";

export interface PostgresStoreOptions extends LimitOptions {
  /** The schema that holds the jobs. Defaults to that of the URL, then to `millrace`. */
  readonly schema?: string | undefined;
  /**
   * How long a call waits for Postgres, reconnects included, before it fails with `UNAVAILABLE`, in
   * milliseconds. Defaults to 5,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How often to look for jobs while no notifications arrive, as behind a pooler of transactions, in
   * milliseconds. Defaults to 500.
   */
  readonly pollMs?: number | undefined;
  /** Hears of lost and refused connections; calls fail with `UNAVAILABLE` in any case. */
  readonly onConnectionError?: ((error: Error) => void) | undefined;
  /** Hears what an operator should know. Defaults to a warning of the process. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

const OPTIONS: FieldNames<PostgresStoreOptions> = {
  schema: true,
  limits: true,
  timeoutMs: true,
  pollMs: true,
  onConnectionError: true,
  onWarning: true,
};

const DEFAULT_TIMEOUT_MS = 5_000;
const DEFAULT_POLL_MS = 500;

/**
 * A job store on Postgres 14 or newer. Due and lease times are Postgres' own. Calls that are made at
 * the same time go out as one batch.
 */
export class PostgresStore extends CheckedStore {
  readonly #engine: PostgresEngine;

  /**
   * Begins to connect to `url` (`postgres://user:password@host:port/database?schema=millrace`), and
   * to bring the schema to this version of Millrace. While that cannot be done, calls fail with
   * `UNAVAILABLE` and the store keeps trying.
   *
   * @throws MillraceError `INVALID_ARGUMENT` when the URL or the schema's name is none, or an option is not
   *   known.
   */
  constructor(url: string, options: PostgresStoreOptions = {}) {
    const limits = checkStoreOptions(options, OPTIONS, "a PostgresStore", ["timeoutMs", "pollMs"]);
    const target = parsePostgresUrl(url);
    const engine = new PostgresEngine(target, {
      schema: checkSchemaName(options.schema ?? target.schema ?? DEFAULT_SCHEMA),
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      pollMs: options.pollMs ?? DEFAULT_POLL_MS,
      onConnectionError: options.onConnectionError,
      onWarning: options.onWarning ?? warnProcess,
    });
    super(engine, { limits });
    this.#engine = engine;
  }

  /** Whether Postgres' notifications arrive, once something has waited for them. */
  get hears(): boolean {
    return this.#engine.hears;
  }
}

function warnProcess(message: string): void {
  process.emitWarning(message, { type: "MillraceWarning" });
}
