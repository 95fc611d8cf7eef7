import { MillraceError } from "@millrace/core";
import { type PostgresUrl, parsePostgresUrl } from "@millrace/store-url";
import { Connection } from "./connection.ts";
import { faultKind, refused, startFault, unreachable } from "./postgres-fault.ts";
import { checkSchemaName, DEFAULT_SCHEMA } from "./schema-name.ts";
import { upgradeSchema } from "./schema-upgrade.ts";
import { checkServer, unusable } from "./server-check.ts";
import { SessionSettings } from "./session-settings.ts";
import { SCHEMA_VERSION } from "./sql.ts";

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
 * so that many may do so at once. Does nothing, and needs no rights to, where it is there already;
 * functions that somebody has dropped, or that another version has made, are made anew.
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
    const from = await upgradeSchema(connection, schema, host);
    return { schema, from, to: SCHEMA_VERSION };
  } catch (error) {
    const fault = startFault(error, host);
    if (fault !== undefined) throw fault;
    if (error instanceof MillraceError) throw error;
    const kind = faultKind(error);
    if (kind === "lost") throw unreachable(host, error);
    if (kind !== "other") throw refused(error);
    const { message } = error as Error;
    const why = `its schema ${JSON.stringify(schema)} cannot be created or upgraded: ${message}; correct it, or name another one`;
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
