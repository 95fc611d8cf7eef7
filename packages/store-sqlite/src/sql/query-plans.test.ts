import { readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { MIGRATIONS } from "./schema.ts";

const database = new DatabaseSync(":memory:");
for (const step of MIGRATIONS) database.exec(step);

const files = readdirSync(import.meta.dirname).filter((name) => !/schema|\.test\./.test(name));
const modules = await Promise.all(
  files.map((file) => import(`./${file}`) as Promise<Record<string, unknown>>),
);
const statements = modules
  .flatMap((module) => Object.entries(module))
  .filter((entry): entry is [string, string] => /^\s*(SELECT|UPDATE|DELETE)/.test(`${entry[1]}`));

/** What reads by an index, or is not a table of jobs: a value, the result of what stands inside. */
const INDEXED = /^(SEARCH \w+ USING .*|SCAN CONSTANT ROW|SCALAR SUBQUERY \d+|LIST SUBQUERY \d+)$/;

test("there are statements to look at", () => {
  expect(statements.length).toBeGreaterThan(12);
});

test.each(statements)("%s goes by an index, and sorts nothing", (_, sql) => {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) expect(detail).toMatch(INDEXED);
});
