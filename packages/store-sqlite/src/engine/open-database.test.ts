import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseSqliteUrl } from "@millrace/store-url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { APPLICATION_ID, MIGRATIONS } from "../sql/schema.ts";
import { TemporaryFolder } from "../test/temporary-folder.ts";
import { openError } from "./database-error.ts";
import { JobTable } from "./job-table.ts";
import { openDatabase } from "./open-database.ts";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder();
});
afterEach(() => folder.remove());

const open = (file = folder.file) => openDatabase({ file, synchronous: "full" });

/** Runs SQL on the file as another program would. */
function outside(sql: string): void {
  const database = new DatabaseSync(folder.file);
  database.exec(sql);
  database.close();
}

describe("a file that is refused", () => {
  const refusal = (message: RegExp, file?: string) =>
    expect(() => open(file)).toThrow(
      expect.objectContaining({
        code: "FAILED_PRECONDITION",
        message: expect.stringMatching(message),
      }),
    );

  test("in a folder that does not exist", () => {
    refusal(
      /^there is no folder .*missing for .*: make it first$/,
      join(folder.path, "missing/a.db"),
    );
  });

  test("that is a folder", () => {
    mkdirSync(folder.file);
    refusal(/is a folder: name a file in it$/);
  });

  test("in a folder that cannot be written", () => {
    // Not even for root.
    refusal(/cannot be opened or made: give this user the right/, "/proc/jobs.db");
  });

  test("that is no database", () => {
    writeFileSync(folder.file, "dear diary, ".repeat(100));
    refusal(/is not a SQLite database: name another file/);
  });

  test("of another program", () => {
    outside("CREATE TABLE notes (text TEXT)");
    refusal(/is a database of another program/);
    outside("INSERT INTO notes VALUES ('still there')");
  });

  test("of a newer version", () => {
    open().close();
    outside(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
    const [newer, known] = [MIGRATIONS.length + 1, MIGRATIONS.length];
    refusal(
      new RegExp(
        `was written by a newer Millrace \\(schema ${newer}, this one knows ${known}\\): run that version`,
      ),
    );
  });

  test.each([
    [
      "DROP INDEX jobs_by_place",
      /lacks the index jobs_by_place of jobs \(type, status, rank, turn\):/,
    ],
    ["DROP TRIGGER forget_large_payload", /lacks the trigger forget_large_payload of jobs:/],
    ["ALTER TABLE jobs DROP COLUMN result", /lacks the column jobs.result BLOB: put that back/],
    [
      "ALTER TABLE turns RENAME reserved TO used",
      /lacks the column turns.reserved INTEGER NOT NULL/,
    ],
    [
      "DROP TABLE roles; DROP TABLE turns",
      /lacks the table turns; the table roles; the column turns.side TEXT NOT NULL \(and 3 more\)/,
    ],
  ])("that another program has changed: %s", (change, message) => {
    open().close();
    outside(change);
    refusal(message);
  });

  test("of an older version that another program has changed, as it was", () => {
    outside(`${MIGRATIONS[0]}; ALTER TABLE jobs DROP COLUMN metadata;
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`);
    refusal(/lacks the column jobs.metadata TEXT/);
  });

  test("that is read-only", () => {
    open().close();
    const database = new DatabaseSync(folder.file, { readOnly: true });
    const write = () => {
      try {
        return database.exec("DELETE FROM jobs");
      } catch (error) {
        throw openError(error, folder.file);
      }
    };
    expect(write).toThrow(/cannot be written: make the file and its folder writable/);
    database.close();
  });
});

test.each([
  ["has no SQLite", undefined],
  [
    "cannot read rows as lists",
    class {
      prepare = () => ({});
      close() {}
    },
  ],
])("a Node that %s is told which one is needed", async (_, known) => {
  vi.resetModules();
  vi.doMock("node:sqlite", () => ({ DatabaseSync: known }));
  const { openDatabase: openAnew } = await import("./open-database.ts");
  vi.doUnmock("node:sqlite");
  const { node } = process.versions;
  expect(() => openAnew({ file: folder.file, synchronous: "full" })).toThrow(
    expect.objectContaining({
      code: "FAILED_PRECONDITION",
      message: `the SQLite store needs node:sqlite, as Node has it from 22.16 on, and this is Node ${node}: use a newer one, or keep the jobs elsewhere, such as redis://localhost:6379`,
    }),
  );
});

test.each([
  ["", 2],
  ["?synchronous=full", 2],
  ["?synchronous=normal", 1],
])("%o sets how surely a write is on the disk", (query, level) => {
  const database = openDatabase(parseSqliteUrl(folder.url + query));
  expect(database.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: level });
  expect(database.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
  database.close();
});

test("a file with more in it than Millrace made is opened", () => {
  open().close();
  outside("CREATE INDEX by_worker ON jobs (worker_id); CREATE VIEW failed AS SELECT id FROM jobs");
  open().close();
});

test("an empty file is made a database", () => {
  writeFileSync(folder.file, "");
  const database = open();
  expect(database.prepare("PRAGMA user_version").get()).toEqual({
    user_version: MIGRATIONS.length,
  });
  database.close();
});

test("what the columns of schema 1 held stands in the one of schema 2", () => {
  outside(MIGRATIONS[0] as string);
  const metadata = { "\u0000": "é" };
  const add = (id: string, timeoutMs: number | null, labels: object | null) =>
    outside(`INSERT INTO jobs (id, type, status, rank, turn, token, priority, attempt, max_attempts,
        at_most_once, timeout_ms, retention_ms, metadata, run_at, created_at, updated_at,
        cancel_requested, sequence, payload)
      VALUES ('${id}', 't', 1, -5, 1, 0, 5, 0, 4, 0, ${timeoutMs ?? "NULL"}, 1000,
        ${labels === null ? "NULL" : `'${JSON.stringify(labels)}'`}, 0, 0, 0, 0, 1, x'')`);
  add("both", 7_000, metadata);
  add("one", null, metadata);
  add("none", null, null);
  outside(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 1`);
  const database = open();
  const table = new JobTable(database);
  expect(table.jobs.get("both")?.job).toMatchObject({ timeoutMs: 7_000, metadata });
  expect(table.jobs.get("one")?.job).toMatchObject({ metadata });
  expect(table.jobs.get("one")?.job).not.toHaveProperty("timeoutMs");
  expect(table.jobs.get("none")?.job).toMatchObject({ metadata: {} });
  database.close();
});
