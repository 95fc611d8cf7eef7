import type { DatabaseSync } from "node:sqlite";
import {
  checkEnqueue,
  DEFAULT_LIMITS,
  INERT_FIELDS,
  type Job,
  type JobSpec,
  type MaintenanceReport,
  MillraceError,
  newJob,
  newJobId,
  type RoleLease,
} from "@millrace/core";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Command } from "../commands.ts";
import { toNewJob } from "../new-job.ts";
import { TemporaryFolder } from "../test/temporary-folder.ts";
import { Engine } from "./engine.ts";
import { openDatabase } from "./open-database.ts";
import { QueueIndex } from "./queue-index.ts";

let folder: TemporaryFolder;
let database: DatabaseSync;
let engine: Engine;
beforeEach(() => {
  now = NOW;
  folder = new TemporaryFolder();
  database = openDatabase({ file: folder.file, synchronous: "full" });
  engine = new Engine(database, folder.file);
});
afterEach(() => {
  engine.close();
  folder.remove();
});

const NOW = 1_800_000_000_000;
let now = NOW;

function aSpec(payloadBytes = 10): JobSpec {
  const spec = checkEnqueue({ type: "a", payload: new Uint8Array(payloadBytes) }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return spec;
}

const aJob = (payloadBytes?: number) => newJob(aSpec(payloadBytes), newJobId(0), NOW);

function run(...commands: Command[]) {
  const [answer] = engine.run([{ now, watched: false, commands, jobs: commands.length }]);
  return answer?.answers;
}

const enqueue = (...jobs: Job[]): Command => ({
  name: "enqueue",
  request: jobs.map((job) => toNewJob(job, aSpec())),
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
      request: { id: small.id, view: "FULL" },
    });
    expect(answers).toEqual([
      { value: [undefined] },
      {
        error: {
          code: "UNAVAILABLE",
          message: expect.stringMatching(/^the disk of .*jobs\.db is full: free some/),
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

  test("is told by a ping, from the first refused write until there is room again", () => {
    const ping: Command = { name: "ping", request: undefined };
    const pages = database.prepare("PRAGMA page_count").get()?.["page_count"] as number;
    database.exec(`PRAGMA max_page_count = ${pages + 20}`);
    expect(run(ping)).toEqual([{ value: undefined }]);
    run(enqueue(aJob(1_000_000)));
    const refused = { code: "UNAVAILABLE", message: expect.stringContaining("is full") };
    expect(run(ping)).toEqual([{ error: expect.objectContaining(refused) }]);
    // What still fits does not make it well.
    const small = aJob();
    expect(run(enqueue(small), ping)).toEqual([
      { value: [undefined] },
      { error: expect.objectContaining(refused) },
    ]);

    database.exec("PRAGMA max_page_count = 1000000");
    expect(run(ping)).toEqual([{ value: undefined }]);
    expect(run(enqueue(aJob(1_000_000)), ping)).toEqual([
      { value: [undefined] },
      { value: undefined },
    ]);
    expect(run({ name: "get", request: { id: small.id, view: "FULL" } })).toEqual([
      { value: small },
    ]);
  });
});

test("a command that fails spoils no other of its transaction", () => {
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
  const lease: Command = {
    name: "lease",
    request: { types: ["a"], maxJobs: 10, leaseMs: 1_000, workerId: "w" },
  };

  test.each([
    ["metadata", "inert", '{"metadata":[1]}'],
    [INERT_FIELDS.join(", "), "inert", "{"],
    ["backoff", "backoff", "{"],
    ["errors", "errors", "{"],
  ])("for its %s fails with the reason, and holds nothing up", (named, column, value) => {
    const [damaged, sound] = [aJob(), aJob()];
    run(enqueue(damaged, sound));
    const damage = `UPDATE jobs SET ${column} = ? WHERE id = ?`;
    database.prepare(damage).run(value, damaged.id);
    expect(run({ name: "get", request: { id: damaged.id, view: "FULL" } })).toMatchObject([
      { error: { code: "DATA_LOSS", message: expect.stringContaining(named) } },
    ]);
    expect(run(lease)).toMatchObject([{ value: { leases: [{ job: { id: sound.id } }] } }]);
    expect(run({ name: "get", request: { id: damaged.id, view: "FULL" } })).toMatchObject([
      {
        value: {
          status: "FAILED",
          finishedAt: NOW,
          errors: [{ message: expect.stringContaining(`its ${named} cannot be read`) }],
        },
      },
    ]);
  });
});

describe("maintenance", () => {
  const maintain: Command = { name: "maintain", request: undefined };
  const lastReport = () => run(maintain)?.[0] as { value: MaintenanceReport };
  const typed = (number: number, delayMs = 0): Job => {
    const spec = checkEnqueue({ type: `t${number}`, delayMs }, DEFAULT_LIMITS);
    if (spec instanceof MillraceError) throw spec;
    return newJob(spec, newJobId(0), now);
  };
  const HOUR_MS = 3_600_000;

  /** Rounds until there is no more to do; how many, and what they did together. */
  function maintainAll() {
    const total = { rounds: 0, promoted: 0, pruned: 0 };
    for (let more = true; more; total.rounds++) {
      const { value } = lastReport();
      total.promoted += value.promoted;
      total.pruned += value.pruned;
      more = value.more;
    }
    return total;
  }

  test.each([10, 2_000])("looks at none of %i types until something is due there", (n) => {
    for (let i = 0; i < n; i++) run(enqueue(typed(i), typed(i, HOUR_MS)));
    maintainAll();
    const heads = vi.spyOn(QueueIndex.prototype, "heads");
    expect(maintainAll()).toEqual({ rounds: 1, promoted: 0, pruned: 0 });
    expect(heads).not.toHaveBeenCalled();
    heads.mockRestore();
    now += HOUR_MS;
    expect(maintainAll()).toMatchObject({ promoted: n });
  });

  test("finds what an earlier process has left, in whatever type", () => {
    for (let i = 0; i < 500; i++) run(enqueue(typed(i, HOUR_MS)));
    engine.close();
    database = openDatabase({ file: folder.file, synchronous: "full" });
    engine = new Engine(database, folder.file);
    now += 24 * HOUR_MS;
    expect(maintainAll()).toMatchObject({ promoted: 500 });
  });

  test("forgets nothing that is due when its transaction fails", () => {
    run(enqueue(typed(1, HOUR_MS)));
    maintainAll();
    now += HOUR_MS;
    // What fails the transaction first fails it when the round has been done already.
    const twin = aJob();
    run(maintain, enqueue(twin, { ...twin }));
    const jobs = database.prepare("SELECT count(*) AS jobs FROM jobs WHERE status = 0").get();
    expect(jobs).toEqual({ jobs: 0 });
  });

  test("takes at most 500 jobs of a type in a round", () => {
    for (let i = 0; i < 1_200; i++) run(enqueue(typed(1, HOUR_MS)));
    now += HOUR_MS;
    const promoted = [lastReport(), lastReport(), lastReport()].map(({ value }) => value.promoted);
    expect(promoted).toEqual([500, 500, 200]);
  });
});

describe("a role", () => {
  const request = { role: "maintenance", holder: "a", leaseMs: 1_000 } as const;
  const hold: Command = { name: "holdRole", request };
  const lease = () => {
    const [answer] = run(hold) ?? [];
    return (answer as { value: RoleLease }).value;
  };

  test("is free in a file that is opened anew, and its fence goes on", () => {
    const before = lease();
    expect(lease()).toEqual(before);
    engine.close();
    database = openDatabase({ file: folder.file, synchronous: "full" });
    engine = new Engine(database, folder.file);
    expect(lease()).toEqual({ ...before, fence: before.fence + 1 });
  });

  test("has another fence when the transaction that took it fails", () => {
    const twin = aJob();
    run(hold, enqueue(twin, { ...twin }));
    const again = lease();
    const row = database.prepare("SELECT fence FROM roles").get();
    expect(row).toEqual({ fence: again.fence });
  });

  test("is free when the clock was set back behind its beginning", () => {
    const { fence } = lease();
    now -= 3_600_000;
    expect(lease().fence).toBeGreaterThan(fence);
  });
});
