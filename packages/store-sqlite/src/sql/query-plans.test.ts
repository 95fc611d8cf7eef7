import { readdirSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import * as buryJob from "./bury-job.ts";
import * as changeJob from "./change-job.ts";
import * as findJob from "./find-job.ts";
import * as forgetJobs from "./forget-jobs.ts";
import * as insertJob from "./insert-job.ts";
import * as jobColumns from "./job-columns.ts";
import * as jobsInPlace from "./jobs-in-place.ts";
import * as largePayload from "./large-payload.ts";
import * as moveLease from "./move-lease.ts";
import * as nextType from "./next-type.ts";
import * as queueHeads from "./queue-heads.ts";
import * as reserveTurns from "./reserve-turns.ts";
import { MIGRATIONS } from "./schema.ts";

const database = new DatabaseSync(":memory:");
for (const step of MIGRATIONS) database.exec(step);

const modules = {
  "bury-job.ts": buryJob,
  "change-job.ts": changeJob,
  "find-job.ts": findJob,
  "forget-jobs.ts": forgetJobs,
  "insert-job.ts": insertJob,
  "job-columns.ts": jobColumns,
  "jobs-in-place.ts": jobsInPlace,
  "large-payload.ts": largePayload,
  "move-lease.ts": moveLease,
  "next-type.ts": nextType,
  "queue-heads.ts": queueHeads,
  "reserve-turns.ts": reserveTurns,
};
const statements = Object.values<Record<string, unknown>>(modules)
  .flatMap((module) => Object.entries(module))
  .filter((entry): entry is [string, string] => /^\s*(SELECT|UPDATE|DELETE)/.test(`${entry[1]}`));

/** What reads by an index, or is not a table of jobs: a value, the result of what stands inside. */
const INDEXED = /^(SEARCH \w+ USING .*|SCAN CONSTANT ROW|SCALAR SUBQUERY \d+|LIST SUBQUERY \d+)$/;

test("every file of statements is looked at", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => !/schema|\.test\./.test(name));
  expect(Object.keys(modules)).toEqual(files);
  expect(statements.length).toBeGreaterThan(12);
});

test.each(statements)("%s goes by an index, and sorts nothing", (_, sql) => {
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  for (const { detail } of plan) expect(detail).toMatch(INDEXED);
});
