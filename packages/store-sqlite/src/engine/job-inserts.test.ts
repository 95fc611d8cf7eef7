import type { DatabaseSync } from "node:sqlite";
import { DEFAULT_BACKOFF, JOB_FIELD_NAMES, JOB_FIELDS, type Job, newJobIds } from "@millrace/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { newRow } from "../sql/new-row.ts";
import { TemporaryFolder } from "../test/temporary-folder.ts";
import { JobTable } from "./job-table.ts";
import { openDatabase } from "./open-database.ts";

let folder: TemporaryFolder;
let database: DatabaseSync;
let table: JobTable;
beforeEach(() => {
  folder = new TemporaryFolder();
  database = openDatabase({ file: folder.file, synchronous: "normal" });
  table = new JobTable(database);
});
afterEach(() => {
  database.close();
  folder.remove();
});

const NOW = 1_800_000_000_000;

const PLAIN: Job = {
  id: "0-0000000000000000",
  type: "a",
  payload: new Uint8Array([1, 2]),
  status: "PENDING",
  priority: 3,
  attempt: 0,
  maxAttempts: 4,
  backoff: DEFAULT_BACKOFF,
  delivery: "AT_LEAST_ONCE",
  retentionMs: 5,
  metadata: {},
  runAt: NOW + 6,
  createdAt: NOW,
  updatedAt: NOW,
  errors: [],
  cancelRequested: false,
  sequence: 1,
};

/** Has all that a new job can have. */
const WHOLE: Job = {
  ...PLAIN,
  contentType: "text/plain",
  status: "BLOCKED",
  backoff: { initialMs: 7, multiplier: 1, maxMs: 7, jitter: 0 },
  delivery: "AT_MOST_ONCE",
  timeoutMs: 8,
  idempotencyKey: "i\0\\",
  uniqueKey: "u\0",
  concurrencyKey: "c\0",
  groupId: "0-0000000000000003",
  metadata: { a: "b" },
  traceContext: { traceparent: "c" },
  parentId: "0-0000000000000001",
  expiresInMs: 9,
  startBy: NOW + 15,
  waitsFor: { rule: "FINISHED", count: 1, jobIds: ["0-0000000000000002"] },
};

const { groupId: _, ...UNGROUPED } = WHOLE;
/** A job of a run has no group. */
const OF_RUN: Job = { ...UNGROUPED, run: { id: "0-0000000000000004", step: "s", epoch: 1 } };

test("all that a new job can have is in one of these", () => {
  const ofSpec = JOB_FIELD_NAMES.filter((name) => JOB_FIELDS[name].writtenBy === "spec");
  expect(Object.keys({ ...WHOLE, ...OF_RUN })).toEqual(expect.arrayContaining(ofSpec));
});

test.each([WHOLE, OF_RUN])("all that a new job has crosses in its row: %#", (job) => {
  table.insert({ row: newRow(job, "print", "TTL") });
  expect(table.jobs.get(job.id)).toEqual({
    job,
    number: 1,
    token: 0,
    fingerprint: "print",
    uniqueHold: "TTL",
    rank: 0,
    turn: 1,
    awaited: false,
  });
});

test("a job that has nothing special has a short row", () => {
  expect(newRow(PLAIN)).toHaveLength(12);
  expect(newRow({ ...PLAIN, metadata: { a: "b" } })).toHaveLength(13);
});

test("many rows are added in their order, of whatever length they are", () => {
  const ids = newJobIds(0, 100);
  // Some fill a statement, some do not, and some stand between longer ones.
  const isLong = (i: number) => i === 20 || (i > 40 && i < 80 && i % 2 === 0);
  const jobs = ids.map((id, i) => ({ ...PLAIN, id, metadata: isLong(i) ? { a: "b" } : {} }));
  table.insertAll(jobs.map((job) => newRow(job)));
  const listed = table.jobs.list("a", "PENDING", undefined, 200, { view: "FULL", reversed: false });
  expect(listed.map(({ job }) => job)).toEqual(jobs);
});
