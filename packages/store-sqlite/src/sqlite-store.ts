import {
  CheckedStore,
  type CheckedStoreOptions,
  type Clock,
  checkStoreOptions,
  type FieldNames,
  keepAliveClock,
  type LimitOptions,
} from "@millrace/core";
import { parseSqliteUrl } from "@millrace/store-url";
import { SqliteEngine } from "./sqlite-engine.ts";

export interface SqliteStoreOptions extends LimitOptions {
  /** Defaults to the machine's clock, whose timers keep the process alive while somebody waits. */
  readonly clock?: Clock | undefined;
}

const OPTIONS: FieldNames<SqliteStoreOptions> = { clock: true, limits: true };

/**
 * A job store in one SQLite file, which one process has at a time. SQL runs in a separate thread.
 * Concurrent calls become one transaction, and are answered when it is on the disk.
 */
export class SqliteStore extends CheckedStore {
  private constructor(engine: SqliteEngine, options: CheckedStoreOptions) {
    super(engine, options);
  }

  /**
   * Opens the file that `url` names, `sqlite:FILE` or `sqlite:FILE?synchronous=normal`; makes it when
   * there is none.
   *
   * @throws MillraceError `INVALID_ARGUMENT` for a malformed URL or option, `FAILED_PRECONDITION` when the file
   *   cannot be used, `UNAVAILABLE` when another process has it; each says what to do.
   */
  static async open(url: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
    const limits = checkStoreOptions(options, OPTIONS, "a SqliteStore");
    const { clock = keepAliveClock } = options;
    const engine = await SqliteEngine.open(parseSqliteUrl(url), clock);
    return new SqliteStore(engine, { limits, clock });
  }
}
