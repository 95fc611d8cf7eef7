import type { DatabaseSync } from "node:sqlite";
import {
  DEFAULT_LIMITS,
  type Job,
  MillraceError,
  newJob,
  newJobId,
  planEnqueue,
} from "@millrace/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "../operation.ts";
import { TemporaryFolder } from "../test/temporary-folder.ts";
import { Engine } from "./engine.ts";
import { openDatabase } from "./open-database.ts";

let folder: TemporaryFolder;
let database: DatabaseSync;
let engine: Engine;
beforeEach(() => {
  folder = new TemporaryFolder();
  database = openDatabase({ file: folder.file, synchronous: "full" });
  engine = new Engine(database, folder.file);
});
afterEach(() => {
  engine.close();
  folder.remove();
});

const NOW = 1_800_000_000_000;

function aJob(payloadBytes = 10): Job {
  const spec = planEnqueue({ type: "a", payload: new Uint8Array(payloadBytes) }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return newJob(spec, newJobId(0), NOW);
}

function run(...operations: Operation[]) {
  const [answer] = engine.run([{ now: NOW, watched: false, operations }]);
  return answer?.answers;
}

const enqueue = (...jobs: Job[]): Operation => ({
  name: "enqueue",
  request: jobs.map((job) => ({ job })),
});
const count = (table: string) =>
  database.prepare(`SELECT count(*) AS jobs FROM ${table}`).get()?.["jobs"];

describe("a disk that is full", () => {
  test("fails what finds no room, whole, and nothing else", () => {
    const pages = database.prepare("PRAGMA page_count").get()?.["page_count"] as number;
    database.exec(`PRAGMA max_page_count = ${pages + 20}`);
    const small = aJob();
    // The second of its jobs finds no room, so the first is not kept either.
    const large = [aJob(), aJob(1_000_000)];
    const answers = run(enqueue(small), enqueue(...large), {
      name: "get",
      request: small.id,
    });
    expect(answers).toEqual([
      { value: [undefined] },
      {
        error: {
          code: "UNAVAILABLE",
          message: expect.stringMatching(/^no room is left for .*jobs\.db: free some/),
          violations: [],
        },
      },
      { value: small },
    ]);
    expect([count("jobs"), count("large_payloads")]).toEqual([1, 0]);

    database.exec("PRAGMA max_page_count = 1000000");
    expect(run(enqueue(...large))).toEqual([{ value: [undefined, undefined] }]);
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
  });
});

test("an operation that fails spoils no other of its transaction", () => {
  const [first, twin, last] = [aJob(), aJob(), aJob()];
  const answers = run(enqueue(first), enqueue(twin, { ...twin }), enqueue(last));
  expect(answers).toEqual([
    { value: [undefined] },
    { error: expect.objectContaining({ code: "INTERNAL" }) },
    { value: [undefined] },
  ]);
  expect(count("jobs")).toBe(2);
});

test("turns that were reserved in vain are reserved again", () => {
  const twin = aJob();
  run(enqueue(twin, { ...twin }));
  run(enqueue(aJob()));
  const { reserved } = database.prepare("SELECT reserved FROM turns WHERE side = 'back'").get() as {
    reserved: number;
  };
  const { turn } = database.prepare("SELECT max(turn) AS turn FROM jobs").get() as { turn: number };
  expect(turn).toBeLessThanOrEqual(reserved);
});

describe("a job that cannot be read", () => {
  const lease: Operation = {
    name: "lease",
    request: { types: ["a"], maxJobs: 10, leaseMs: 1_000, workerId: "w" },
  };

  test.each(["metadata", "backoff"])(
    "for its %s fails with the reason, and holds nothing up",
    (column) => {
      const [damaged, sound] = [aJob(), aJob()];
      run(enqueue(damaged, sound));
      database.prepare(`UPDATE jobs SET ${column} = '{' WHERE id = ?`).run(damaged.id);
      expect(run({ name: "get", request: damaged.id })).toMatchObject([
        { error: { code: "DATA_LOSS", message: expect.stringContaining(column) } },
      ]);
      expect(run(lease)).toMatchObject([{ value: { leases: [{ job: { id: sound.id } }] } }]);
      expect(run({ name: "get", request: damaged.id })).toMatchObject([
        {
          value: {
            status: "FAILED",
            finishedAt: NOW,
            errors: [{ message: expect.stringContaining(`its ${column} cannot be read`) }],
          },
        },
      ]);
    },
  );
});
