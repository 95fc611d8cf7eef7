import type { Connection } from "./connection.ts";
import { faultKind } from "./postgres-fault.ts";
import { escapeIdentifier, escapeLiteral } from "./quoting.ts";
import {
  areCurrent,
  type FoundFunctions,
  lookForFunctions,
  makeFunctions,
  readFunctions,
} from "./schema-functions.ts";
import { partsStatement, SCHEMA_PARTS } from "./schema-parts.ts";
import { unusable } from "./server-check.ts";
import { transactionSettings } from "./session-settings.ts";
import { migrationsAfter, SCHEMA_VERSION } from "./sql.ts";

/** What there is in a schema. */
interface SchemaState {
  readonly exists: boolean;
  /** 0 when there are no tables. */
  readonly version: number;
  readonly parts: ReadonlySet<string>;
  readonly functions: FoundFunctions;
}

/** How often others may get in the way of an upgrade. */
const TRIES = 5;
const SHOWN_PARTS = 3;

/**
 * Brings the tables of a schema to this version of Millrace and makes its functions anew where they
 * are not those of this version, in one transaction. Returns the version that it found.
 *
 * @throws MillraceError `FAILED_PRECONDITION` for what it cannot mend.
 */
export async function upgradeSchema(
  connection: Connection,
  schema: string,
  host: string,
): Promise<number> {
  const found = await readState(connection, schema);
  if (found.version >= SCHEMA_VERSION) requireWhole(found, schema, host);
  if (found.version === SCHEMA_VERSION && areCurrent(found.functions)) return found.version;
  for (let tries = 1; ; tries++) {
    try {
      return await upgrade(connection, schema, host);
    } catch (error) {
      // A connection that broke has rolled back by itself.
      await connection.query({ text: "ROLLBACK" }).catch(() => {});
      if (tries === TRIES || faultKind(error) !== "again") throw error;
    }
  }
}

async function upgrade(connection: Connection, schema: string, host: string): Promise<number> {
  const name = escapeIdentifier(schema);
  const run = (text: string) => connection.query({ text });
  // At read committed, what is seen after the lock is what others have done before it.
  await run("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  await connection.query(transactionSettings());
  // A lock of the transaction, because behind a pooler a session lock would stay with another client.
  await run(
    `SELECT pg_advisory_xact_lock(hashtextextended(${escapeLiteral(`millrace ${schema}`)}, 0))`,
  );
  const before = await readState(connection, schema);
  const { version } = before;
  if (version < SCHEMA_VERSION) {
    if (!before.exists) await run(`CREATE SCHEMA ${name}`);
    await run(
      `CREATE TABLE IF NOT EXISTS ${name}.migrations (version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    for (const statement of migrationsAfter(version, schema)) await run(statement);
    await run(
      `INSERT INTO ${name}.migrations (version) SELECT generate_series(${version + 1}, ${SCHEMA_VERSION}) ON CONFLICT DO NOTHING`,
    );
  }
  requireWhole(
    version < SCHEMA_VERSION ? await readState(connection, schema) : before,
    schema,
    host,
  );
  if (!areCurrent(before.functions)) {
    for (const statement of makeFunctions(schema)) await run(statement);
  }
  await run("COMMIT");
  return version;
}

async function readState(connection: Connection, schema: string): Promise<SchemaState> {
  const ask = (text: string) => connection.queryInTime({ text, values: [schema] });
  // Not by to_regclass: that can answer from a cache of before the lock was waited for.
  const exists = (await ask("SELECT FROM pg_namespace WHERE nspname = $1")).length > 0;
  const rows = await connection.queryInTime(partsStatement(schema));
  const parts = new Set(rows.map(([part]) => part as string));
  const functions = readFunctions(await connection.queryInTime(lookForFunctions(schema)));
  return { exists, version: await readVersion(connection, schema, parts), parts, functions };
}

async function readVersion(
  connection: Connection,
  schema: string,
  parts: ReadonlySet<string>,
): Promise<number> {
  // Where somebody has noted a version without making a table, none has been made yet.
  const hasTables = SCHEMA_PARTS.some(
    (part) => part.startsWith("table ") && part !== "table migrations" && parts.has(part),
  );
  if (!hasTables || !parts.has("table migrations")) return 0;
  const text = `SELECT coalesce(max(version), 0) FROM ${escapeIdentifier(schema)}.migrations`;
  const [row] = await connection.queryInTime({ text });
  return Number(row?.[0]);
}

/** @throws MillraceError `FAILED_PRECONDITION` unless a schema has all that its version promises. */
function requireWhole({ version, parts }: SchemaState, schema: string, host: string): void {
  const name = JSON.stringify(schema);
  if (version > SCHEMA_VERSION) {
    throw unusable(
      host,
      `its schema ${name} has version ${version}, made by a newer Millrace than this one, which knows version ${SCHEMA_VERSION}; upgrade this one`,
    );
  }
  const missing = SCHEMA_PARTS.filter((part) => !parts.has(part));
  if (missing.length === 0) return;
  const shown = missing.slice(0, SHOWN_PARTS).map((part) => `the ${part}`);
  if (missing.length > SHOWN_PARTS) shown.push(`${missing.length - SHOWN_PARTS} more`);
  throw unusable(
    host,
    `its schema ${name} is incomplete: it lacks ${shown.join(", ")}; put that back, as from a backup, or drop the schema with the jobs in it (DROP SCHEMA ${escapeIdentifier(schema)} CASCADE), or name another one`,
  );
}
