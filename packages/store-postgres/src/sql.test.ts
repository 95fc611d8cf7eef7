import { FINAL_STATUSES, isFinal, JOB_STATUSES, PROMOTED_STATUSES } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { SQL } from "./gen/sql.ts";
import { COLUMN_LISTS } from "./job-columns.ts";
import { FUNCTIONS_REVISION, functionsDigest } from "./schema-functions.ts";
import {
  FUNCTION_NAMES,
  functionStatements,
  MIGRATIONS,
  migrationsAfter,
  requireDigest,
} from "./sql.ts";

describe("a text that is not the one of the build", () => {
  test.each(Object.entries(SQL))("%s is told by its digest", (name, { text, sha256 }) => {
    expect(() => requireDigest(name, text, sha256)).not.toThrow();
    expect(() => requireDigest(name, `${text} `, sha256)).toThrow(
      `the SQL of ${name} is not what this version of Millrace was built with`,
    );
  });
});

test("every file of a function makes the function of its name", () => {
  const made = functionStatements("s").map((text) => /FUNCTION "s"\.(\w+)\(/.exec(text)?.[1]);
  expect(made).toEqual(FUNCTION_NAMES);
  const files = Object.keys(SQL).filter((name) => name.startsWith("functions/"));
  expect(files.map((name) => name.slice("functions/".length)).sort()).toEqual(made.sort());
});

test("every migration is run, in the order of its number", () => {
  const files = Object.keys(SQL).filter((name) => name.startsWith("migrations/"));
  expect(MIGRATIONS).toEqual(files.sort());
});

test("no text depends on how backslashes are read", () => {
  for (const [name, { text }] of Object.entries(SQL)) {
    expect(text.includes("\\"), name).toBe(false);
  }
});

const statuses = (text: string) => [...text.matchAll(/'([A-Z]+)'/g)].map(([, status]) => status);

test("functions know sets of statuses by the transition table alone", () => {
  for (const [name, { text }] of Object.entries(SQL)) {
    const code = text.replaceAll(/--.*$/gm, "");
    if (name.startsWith("functions/")) expect(code, name).not.toMatch(/'[A-Z]{4,}', *'[A-Z]{4,}'/);
  }
});

test("every status has a table, an index by which its jobs are found, and is listed", () => {
  const sets = (text: string) =>
    [...text.matchAll(/CHECK \(status IN \(([^)]+)\)\)/g)].map(([, set]) =>
      statuses(set as string),
    );
  const [, finished] = sets(SQL["migrations/0001-jobs"].text);
  const [unfinished] = sets(SQL["migrations/0009-waits"].text);
  expect(finished).toEqual(FINAL_STATUSES);
  expect(unfinished).toEqual(JOB_STATUSES.filter((status) => !isFinal(status)));
  const [, due] = /WHERE status IN \(([^)]+)\)/.exec(SQL["migrations/0002-due"].text) ?? [];
  expect(statuses(due as string)).toEqual(PROMOTED_STATUSES);
  const { text } = SQL["functions/list_types"];
  const listed = [...text.matchAll(/^ +\('([A-Z]+)', \($/gm)].map(([, status]) => status);
  expect(listed.sort()).toEqual([...JOB_STATUSES].sort());
});

test("an enqueue writes every column of its own", () => {
  const [, inserted] =
    /INSERT INTO \{schema\}\.jobs \(([^)]+)\)/.exec(SQL["functions/enqueue_jobs"].text) ?? [];
  const names = (inserted as string).split(",").map((name) => name.trim());
  expect(names).toEqual(expect.arrayContaining(COLUMN_LISTS.specColumns.map(({ name }) => name)));
});

test("nothing that stands in braces is left", () => {
  for (const text of [...functionStatements("s"), ...migrationsAfter(0, "s")]) {
    expect(text).not.toMatch(/\{[a-z]+[A-Z:]/);
  }
});

test("functions that have changed have a new revision", () => {
  // After a change of a function: add 1 to FUNCTIONS_REVISION, and put both here.
  expect([FUNCTIONS_REVISION, functionsDigest()]).toEqual([
    49,
    "6ede9e8fbf5dba49eb1767ac8ebd281bfadfc99fe12e0652d82666ef5ebdebd5",
  ]);
});
