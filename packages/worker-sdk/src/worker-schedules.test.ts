import { type DeclaredSchedule, silentLogger, VirtualClock } from "@millrace/core";
import { Schedules } from "@millrace/schedule";
import { MemoryStore } from "@millrace/store-memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { schedule, Worker } from "./index.ts";

let clock: VirtualClock;
let store: MemoryStore;
let schedules: Schedules;

beforeEach(() => {
  clock = new VirtualClock(Date.parse("2027-01-01T01:59:00Z"));
  store = new MemoryStore({ clock });
  schedules = new Schedules(store);
});

afterEach(() => store.close());

const report = schedule("report", { cron: "0 2 * * *" }, { type: "report" });

function workerOf(declared: readonly DeclaredSchedule[], handle = () => {}): Worker {
  const options = { source: store, clock, logger: silentLogger, schedules: declared };
  return new Worker("report", handle, options);
}

test("a worker puts its schedules as it starts, and runs their jobs", async () => {
  let runs = 0;
  const worker = workerOf([report], () => void runs++);
  await worker.start();
  expect(await schedules.get("report")).toMatchObject({ revision: 1, state: "ACTIVE" });
  await expect
    .poll(() => {
      clock.advance(1_000);
      return runs;
    })
    .toBe(1);
  await worker.stop();
});

test("workers that start with the same schedules change nothing", async () => {
  const workers = Array.from({ length: 4 }, () => workerOf([report]));
  await Promise.all(workers.map((worker) => worker.start()));
  expect(await schedules.get("report")).toMatchObject({ revision: 1 });
  await Promise.all(workers.map((worker) => worker.stop()));
});

test("an old worker of a rolling deploy changes nothing back", async () => {
  const at = (hour: number, sourceVersion: number) =>
    schedule("report", { cron: `0 ${hour} * * *` }, { type: "report" }, { sourceVersion });
  for (const declared of [at(3, 7), at(2, 6)]) {
    await using worker = workerOf([declared]);
    await worker.start();
  }
  expect(await schedules.get("report")).toMatchObject({ sourceVersion: 7, revision: 1 });
});

test("a worker does not start with a schedule that is refused", async () => {
  const nowhere = schedule(
    "report",
    { cron: "0 2 * * *", zone: "Mars/Phobos" },
    { type: "report" },
  );
  await expect(workerOf([nowhere]).start()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "spec.zone" }],
  });
});

test("what is no schedule is refused where it is declared", () => {
  const declare = () => schedule("a b", { cron: [] }, { type: "report" }, { maxFirings: -1 });
  expect(declare).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      violations: [
        expect.objectContaining({ field: "name" }),
        expect.objectContaining({ field: "spec" }),
        expect.objectContaining({ field: "policy.maxFirings" }),
      ],
    }),
  );
  const notDeclared = { cron: "0 2 * * *" } as unknown as DeclaredSchedule;
  expect(() => workerOf([notDeclared])).toThrow(/schedules must be a list/);
});

test("a source without schedules cannot have any", async () => {
  const source = { ...bound(store), workers: store.workers };
  const worker = new Worker("report", () => {}, {
    ...{ source, clock, logger: silentLogger, schedules: [report] },
  });
  await expect(worker.start()).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    violations: [{ field: "schedules" }],
  });
});

function bound(source: MemoryStore) {
  return {
    lease: source.lease.bind(source),
    extend: source.extend.bind(source),
    settle: source.settle.bind(source),
    close: source.close.bind(source),
    onCancelRequested: source.onCancelRequested.bind(source),
  };
}
