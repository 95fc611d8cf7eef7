import { MillraceError, type PostgresUrl, parsePostgresUrl } from "@millrace/core";
import { Connection } from "./connection.ts";
import { faultKind, startFault, unreachable } from "./postgres-fault.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "./schema-name.ts";
import { checkServer, unusable } from "./server-check.ts";
import { SessionSettings, settleTransaction } from "./session-settings.ts";
import { migrationsAfter, SCHEMA_VERSION } from "./sql.ts";

export interface MigrateOptions {
  /** The schema that holds the jobs. Defaults to that of the URL, then to `millrace`. */
  readonly schema?: string;
  /**
   * How long to wait for a connection, and for each answer about what is there, in milliseconds;
   * what changes the schema takes as long as it takes. Defaults to 5,000.
   */
  readonly timeoutMs?: number;
}

/** What a call of {@link migrate} has done. */
export interface MigrateReport {
  readonly schema: string;
  /** The version before; 0 when there was no schema. */
  readonly from: number;
  readonly to: number;
}

const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * Brings the schema to this version of Millrace, in one transaction and under a lock of the database,
 * so that many may do so at once. Does nothing, and needs no rights to, where it is there already.
 *
 * @throws MillraceError `UNAVAILABLE` when Postgres cannot be reached, `FAILED_PRECONDITION` when
 *   someone has to put something right first: the message says what.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<MigrateReport> {
  const target = parsePostgresUrl(url);
  const schema = checkSchemaName(options.schema ?? target.schema ?? DEFAULT_SCHEMA);
  const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  return prepareSchema(target, schema, {
    timeoutMs,
    settings: new SessionSettings(target.options),
  });
}

/** As {@link migrate}; has `settings` learn what can be set. */
export async function prepareSchema(
  { connectionString, host }: PostgresUrl,
  schema: string,
  { timeoutMs, settings }: { readonly timeoutMs: number; readonly settings: SessionSettings },
): Promise<MigrateReport> {
  let connection: Connection | undefined;
  try {
    const wanted = { connectionString, purpose: "migrate", timeoutMs, settings };
    connection = await Connection.open(wanted, () => {});
    settings.learnVersion(await requireServer(connection, host));
    return await bringUp(connection, schema, host);
  } catch (error) {
    const fault = startFault(error, host);
    if (fault !== undefined) throw fault;
    if (error instanceof MillraceError) throw error;
    if (faultKind(error) !== "other") throw unreachable(host, error);
    const { message } = error as Error;
    const why = `its schema ${JSON.stringify(schema)} cannot be made or brought up to date: ${message}; mend it, or name another one`;
    throw unusable(host, why, error);
  } finally {
    await connection?.end();
  }
}

/** Returns the version of the server. */
async function requireServer(connection: Connection, host: string): Promise<number> {
  const text = `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
    pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool,
    current_setting('server_encoding')`;
  const [row] = (await connection.queryInTime({ text })) as [
    [number, string, boolean, boolean, string],
  ];
  const [version, name, isStandby, isReadOnly, encoding] = row;
  checkServer({ version, name, isStandby, isReadOnly, encoding }, host);
  return version;
}

async function bringUp(
  connection: Connection,
  schema: string,
  host: string,
): Promise<MigrateReport> {
  const present = await readVersion(connection, schema, host);
  if (present === SCHEMA_VERSION) return { schema, from: present, to: present };
  const name = escapeIdentifier(schema);
  const run = (text: string) => connection.query({ text });
  // At read committed, what is seen after the lock is what others have done before it.
  await run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  try {
    await connection.query(settleTransaction());
    // Behind a pooler too, where a lock of the session would stay with another client's.
    await run(
      `SELECT pg_advisory_xact_lock(hashtextextended(${escapeLiteral(`millrace ${schema}`)}, 0))`,
    );
    const from = await readVersion(connection, schema, host);
    if (from < SCHEMA_VERSION) {
      if (!(await schemaExists(connection, schema))) await run(`CREATE SCHEMA ${name}`);
      await run(
        `CREATE TABLE IF NOT EXISTS ${name}.migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
      );
      for (const statement of migrationsAfter(from, schema)) await run(statement);
      await run(
        `INSERT INTO ${name}.migrations (version) SELECT generate_series(${from + 1}, ${SCHEMA_VERSION})`,
      );
    }
    await run("COMMIT");
    return { schema, from, to: SCHEMA_VERSION };
  } catch (error) {
    // A connection that broke has rolled back by itself.
    await run("ROLLBACK").catch(() => {});
    throw error;
  }
}

async function schemaExists(connection: Connection, schema: string): Promise<boolean> {
  const text = "SELECT FROM pg_namespace WHERE nspname = $1";
  return (await connection.query({ text, values: [schema] })).length > 0;
}

/** The version of the schema, 0 when there is none. */
async function readVersion(connection: Connection, schema: string, host: string): Promise<number> {
  const table = `${escapeIdentifier(schema)}.migrations`;
  // Not by to_regclass: that can answer from a cache of before the lock was waited for.
  const found = await connection.queryInTime({
    text: `SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = 'migrations'`,
    values: [schema],
  });
  if (found.length === 0) return 0;
  const [row] = await connection.queryInTime({
    text: `SELECT coalesce(max(version), 0) FROM ${table}`,
  });
  const version = Number(row?.[0]);
  if (version > SCHEMA_VERSION) {
    throw unusable(
      host,
      `its schema ${JSON.stringify(schema)} has version ${version}, made by a newer Millrace than this one, which knows version ${SCHEMA_VERSION}; upgrade this one`,
    );
  }
  return version;
}
