import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MillraceError } from "@millrace/core";
import type { SqliteUrl } from "@millrace/store-url";
import { APPLICATION_ID, MIGRATIONS } from "../sql/schema.ts";
import { openError } from "./database-error.ts";
import { checkSchema } from "./schema-check.ts";

/** At least how long to wait for a process that is about to close the file. */
const MIN_LOCK_WAIT_MS = 500;
/** The page cache, in KiB. */
const CACHE_KIB = 64 * 1024;
/** How many pages (of 4 KiB) the log holds before they are moved into the database. */
const CHECKPOINT_PAGES = 4_000;

/**
 * Opens the database for this process alone, and brings its schema up to date.
 *
 * @throws MillraceError that says what to do about the file, or about the runtime.
 */
export function openDatabase({ file, synchronous }: SqliteUrl): DatabaseSync {
  requireSqlite();
  requireFolder(file);
  // Two processes that open the file at the same moment block each other, so one must give up first.
  const timeout = Math.floor(MIN_LOCK_WAIT_MS * (1 + Math.random()));
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout });
    // The lock lasts until the process ends, however it ends.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    requireOurs(database, file);
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${synchronous}`);
    database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    migrate(database, file);
    return database;
  } catch (error) {
    database?.close();
    throw openError(error, file);
  }
}

/** The oldest versions have no `node:sqlite`, the next ones have it without a way to read rows as lists. */
function requireSqlite(): void {
  if (typeof DatabaseSync === "function") {
    const database = new DatabaseSync(":memory:");
    const statement = database.prepare("SELECT 1");
    const readsLists = typeof statement.setReturnArrays === "function";
    database.close();
    if (readsLists) return;
  }
  throw new MillraceError(
    "FAILED_PRECONDITION",
    `the SQLite store needs node:sqlite, as Node has it from 22.16 on, and this is Node ${process.versions.node}: use a newer one, or keep the jobs elsewhere, such as redis://localhost:6379`,
  );
}

function requireFolder(file: string): void {
  const folder = dirname(resolve(file));
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `there is no folder ${folder} for ${file}: make it first`,
    );
  }
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new MillraceError("FAILED_PRECONDITION", `${file} is a folder: name a file in it`);
  }
}

/** Checks, before anything is written, that the database is new or made by a version up to ours. */
function requireOurs(database: DatabaseSync, file: string): void {
  const version = readNumber(database, "PRAGMA user_version");
  const owner = readNumber(database, "PRAGMA application_id");
  const tables = readNumber(database, "SELECT count(*) FROM sqlite_schema");
  if (owner !== APPLICATION_ID && (owner !== 0 || version !== 0 || tables !== 0)) {
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `${file} is a database of another program: name another file`,
    );
  }
  if (version > MIGRATIONS.length) {
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `${file} was written by a newer Millrace (schema ${version}, this one knows ${MIGRATIONS.length}): run that version or a later one, or name another file`,
    );
  }
}

function migrate(database: DatabaseSync, file: string): void {
  const version = readNumber(database, "PRAGMA user_version");
  checkSchema(database, MIGRATIONS.slice(0, version), file);
  // Always write, so that a read-only file is detected now.
  database.exec("BEGIN IMMEDIATE");
  for (const step of MIGRATIONS.slice(version)) database.exec(step);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  database.exec("COMMIT");
}

function readNumber(database: DatabaseSync, sql: string): number {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  const [value] = statement.get() as unknown as [number];
  return value;
}
