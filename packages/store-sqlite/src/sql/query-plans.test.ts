import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { JOB_COLUMNS } from "./job-columns.ts";
import * as keyStatements from "./key-statements.ts";
import { MIGRATIONS } from "./schema.ts";
import * as jobStatements from "./statements.ts";

const exported = { ...jobStatements, ...keyStatements };
const database = new DatabaseSync(":memory:");
for (const step of MIGRATIONS) database.exec(step);

const statements = Object.entries<unknown>(exported).filter(
  (entry): entry is [string, string] =>
    ![
      "ALL_SETTINGS",
      "ALL_CLOCKS",
      "ALL_COUNTING",
      "ALL_WAITING",
      "ALL_LIMITED",
      "ALL_KEPT",
    ].includes(entry[0]) && /^\s*(SELECT|UPDATE|DELETE)/.test(`${entry[1]}`),
);

/**
 * What reads by an index, or is not a table of jobs: a value, the result of what stands inside. Of operations
 * there are few, and fewer that are open.
 */
const INDEXED =
  /^(SCAN operations USING (COVERING )?INDEX \w+|MULTI-INDEX OR|INDEX \d|SEARCH \w+ USING .*|SCAN CONSTANT ROW|SCALAR SUBQUERY \d+|LIST SUBQUERY \d+|(CO-ROUTINE|SCAN) \(subquery-\d+\)|CREATE BLOOM FILTER)$/;

test("every statement is looked at", () => {
  const others = [
    "ADD_OPERATION",
    "ADD_WAIT",
    "RESTORE_JOB",
    "DUE_STATUSES",
    "INSERT_LARGE_PAYLOAD",
    "KEEP_SETTINGS",
    "KEEP_GROUP",
    // Read as a whole, once.
    "ALL_SETTINGS",
    "ALL_CLOCKS",
    "ALL_COUNTING",
    "ALL_WAITING",
    "ALL_LIMITED",
    "ALL_KEPT",
    "NEXT_FENCE",
    "PUT_KEEPER",
    "PUT_KEY",
    "PUT_STARTS",
    "PUT_WAIT",
    "PUT_LIMITS",
    "KEEP_CLOCK",
  ];
  const names = [...statements.map(([name]) => name), ...others];
  expect(names.sort()).toEqual(Object.keys(exported).sort());
});

test("the columns are those of the table", () => {
  const table = database.prepare("PRAGMA table_info(jobs)").all() as { name: string }[];
  expect(JOB_COLUMNS.split(", ").sort()).toEqual(table.map(({ name }) => name).sort());
});

test.each(statements)("%s goes by an index, and sorts nothing", (_, sql) => {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) expect(detail).toMatch(INDEXED);
});
