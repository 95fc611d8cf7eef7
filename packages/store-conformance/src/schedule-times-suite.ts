import { putSchedules, type SchedulePolicy, schedule } from "@millrace/core";
import { ScheduleFirer } from "@millrace/schedule";
import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { at, clockOf, DAY, EVERY_FIVE_MINUTES, ScheduleBench } from "./schedule-bench.ts";

const MINUTE_MS = 60_000;

/** What becomes of the times of a schedule. */
export function scheduleTimesSuite(storeBench: () => Bench): void {
  describe("the times of a schedule", () => {
    let bench: ScheduleBench;

    beforeEach(() => {
      bench = new ScheduleBench(storeBench());
    });

    test("make a job each, which says which one", async () => {
      const payload = bytes(`{"at":"\${nominal}","before":"\${previous_nominal}"}`);
      await bench.make(
        { overlap: "ALLOW" },
        { job: { type: TYPE, payload, metadata: { team: "a" } } },
      );
      await bench.tickAt("09:59");
      expect(await bench.statuses()).toEqual([]);
      await bench.tickAt("10:00");
      await bench.tickAt("10:05");
      const { jobs } = await storeBench().store.list({ type: TYPE, view: "FULL" });
      expect(jobs.map(({ metadata }) => metadata)).toEqual(
        ["10:00", "10:05"].map((time) => ({
          "millrace.schedule": "s",
          "millrace.nominal": `${DAY}T${time}:00.000Z`,
          "millrace.trigger": "SCHEDULE",
          team: "a",
        })),
      );
      const told = jobs.map((job) => JSON.parse(Buffer.from(job.payload).toString()));
      expect(told).toEqual([
        { at: `${DAY}T10:00:00.000Z`, before: "" },
        { at: `${DAY}T10:05:00.000Z`, before: `${DAY}T10:00:00.000Z` },
      ]);
      expect(await bench.schedules.get("s")).toMatchObject({
        ...{
          state: "ACTIVE",
          revision: 1,
          counts: { fired: 2, skipped: 0, missed: 0, buffered: 0 },
        },
        last: { nominal: at("10:05"), outcome: "FIRED", jobId: jobs[1]?.id },
      });
    });

    test("make one job when twenty processes fire them at once", async () => {
      await bench.make({ overlap: "ALLOW" });
      bench.timed.now = at("10:00");
      const reports = await Promise.all(
        Array.from({ length: 20 }, () => new ScheduleFirer(bench.timed).tick()),
      );
      const sum = (name: "advanced" | "lost") => reports.reduce((n, each) => n + each[name], 0);
      expect(sum("advanced")).toBe(1);
      expect(await bench.statuses()).toEqual(["PENDING"]);
    });

    test.each<[string, SchedulePolicy, string[], missed: number]>([
      ["the latest", {}, ["10:30 CATCH_UP FIRED"], 5],
      [
        "all",
        { catchUp: "ALL", overlap: "ALLOW" },
        ["10:05", "10:10", "10:15", "10:20", "10:25", "10:30"].map(
          (time) => `${time} CATCH_UP FIRED`,
        ),
        0,
      ],
      [
        "those of ten minutes",
        { catchUp: "ALL", overlap: "ALLOW", catchUpWindowMs: 10 * MINUTE_MS },
        ["10:25 CATCH_UP FIRED", "10:30 CATCH_UP FIRED"],
        4,
      ],
      [
        "the latest two",
        { catchUp: "ALL", overlap: "ALLOW", maxCatchUp: 2 },
        ["10:25 CATCH_UP FIRED", "10:30 CATCH_UP FIRED"],
        4,
      ],
      ["none", { catchUp: "NONE" }, [], 6],
    ])("that were missed fire as the policy says: %s", async (_, policy, expected, missed) => {
      await bench.make(policy);
      await bench.tickAt("10:00");
      await bench.finish();
      await bench.tickAt("10:32");
      expect((await bench.made()).slice(1)).toEqual(expected);
      expect((await bench.schedules.get("s")).counts.missed).toBe(missed);
      expect(await bench.nextOf()).toBe("10:35");
    });

    test("that were missed give way to one that is only just late", async () => {
      await bench.make();
      await bench.tickAt("10:30:40");
      expect(await bench.made()).toEqual(["10:30 SCHEDULE FIRED"]);
      expect((await bench.schedules.get("s")).counts.missed).toBe(6);
    });

    test("are skipped while a job of theirs runs", async () => {
      await bench.make();
      await bench.tickAt("10:00");
      await storeBench().leaseOne();
      await bench.tickAt("10:05");
      await bench.tickAt("10:10");
      const [, skipped] = await bench.made();
      expect(skipped).toBe("10:05 SCHEDULE SKIPPED");
      expect(await bench.schedules.get("s")).toMatchObject({ counts: { fired: 1, skipped: 2 } });
      expect(await bench.nextOf()).toBe("10:15");
    });

    test("wait for the job that runs, one of them", async () => {
      await bench.make({ overlap: "BUFFER_ONE" });
      await bench.tickAt("10:00");
      const running = await storeBench().leaseOne();
      await bench.tickAt("10:05");
      expect(await bench.statuses()).toEqual(["BLOCKED", "RUNNING"]);
      await bench.tickAt("10:10");
      await storeBench().settle(running, { kind: "failed", message: "no", permanent: true });
      expect(await bench.statuses()).toEqual(["FAILED", "PENDING"]);
      await bench.tickAt("10:15");
      expect(await bench.made()).toEqual([
        ...["10:00 SCHEDULE FIRED", "10:05 SCHEDULE BUFFERED", "10:10 SCHEDULE SKIPPED"],
        "10:15 SCHEDULE BUFFERED",
      ]);
    });

    test("wait for the job that runs, one after the other", async () => {
      await bench.make({ overlap: "BUFFER_ALL", maxBuffered: 2 });
      for (const time of ["10:00", "10:05", "10:10", "10:15"]) await bench.tickAt(time);
      expect(await bench.statuses()).toEqual(["BLOCKED", "BLOCKED", "PENDING"]);
      for (const left of [
        ["BLOCKED", "COMPLETED", "PENDING"],
        ["COMPLETED", "COMPLETED", "PENDING"],
      ]) {
        await bench.finish();
        expect(await bench.statuses()).toEqual(left);
      }
      expect((await bench.schedules.get("s")).counts).toMatchObject({ buffered: 2, skipped: 1 });
    });

    test("cancel the job that runs, and wait until it has ended", async () => {
      await bench.make({ overlap: "CANCEL_RUNNING" });
      await bench.tickAt("10:00");
      const running = await storeBench().leaseOne();
      await bench.tickAt("10:05");
      expect(await storeBench().store.get(running.job.id)).toMatchObject({ cancelRequested: true });
      expect(await bench.statuses()).toEqual(["BLOCKED", "RUNNING"]);
      await storeBench().settle(running, { kind: "released", started: true });
      expect(await bench.statuses()).toEqual(["CANCELLED", "PENDING"]);
    });

    test("change nothing when the same schedule is upserted while they fire", async () => {
      await bench.make({ overlap: "ALLOW" });
      bench.timed.now = at("10:00");
      const upserts = Array.from({ length: 20 }, () => bench.make({ overlap: "ALLOW" }));
      const [results] = await Promise.all([Promise.all(upserts), bench.firer.tick()]);
      expect(results.some(({ changed }) => changed)).toBe(false);
      expect(await bench.schedules.get("s")).toMatchObject({ revision: 1, counts: { fired: 1 } });
      expect(await bench.nextOf()).toBe("10:05");
    });

    test("never fire for the past of a definition that was changed", async () => {
      const daily = (hour: number, text: string) =>
        bench.make(
          {},
          { spec: { cron: [`0 ${hour} * * *`] }, job: { type: TYPE, payload: bytes(text) } },
        );
      bench.timed.now = at("04:00");
      await daily(5, '"a"');
      const { schedule, changed } = await daily(3, '"a"');
      expect(changed).toBe(true);
      expect(schedule).toMatchObject({ revision: 2, nextTimes: expect.arrayContaining([]) });
      expect(schedule.nextTimes[0]).toBe(at("03:00") + 86_400_000);
      await daily(6, '"a"');
      expect(await bench.nextOf()).toBe("06:00");
      await daily(6, '"b"');
      await bench.tickAt("06:00");
      const { jobs } = await storeBench().store.list({ type: TYPE, view: "FULL" });
      expect(jobs.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['"b"']);
    });

    test("are those of the newest source", async () => {
      const from = (sourceVersion: number, hour: number) =>
        bench.schedules.upsert(
          { name: "s", spec: { cron: [`0 ${hour} * * *`] }, job: { type: TYPE }, managedBy: "app" },
          { sourceVersion },
        );
      await from(7, 12);
      expect(await from(6, 11)).toMatchObject({ changed: false, schedule: { sourceVersion: 7 } });
      expect(await bench.nextOf()).toBe("12:00");
      expect(await from(8, 12)).toMatchObject({ changed: false, schedule: { sourceVersion: 8 } });
      await bench.schedules.upsert({ name: "t", spec: EVERY_FIVE_MINUTES, job: { type: TYPE } });
      const { schedules: own } = await bench.schedules.list({ managedBy: "app" });
      expect(own.map(({ name, revision }) => [name, revision])).toEqual([["s", 1]]);
      const stale = bench.schedules.upsert(
        { name: "s", spec: EVERY_FIVE_MINUTES, job: { type: TYPE } },
        { ifRevision: 2 },
      );
      await expect(stale).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    });

    test("are left to the newest source also by those that prune and delete", async () => {
      const times = { every: "5m" } as const;
      const put = (names: readonly string[], sourceVersion: number) =>
        putSchedules(
          bench.schedules,
          names.map((name) => schedule(name, times, { type: TYPE })),
          { managedBy: "app", sourceVersion, prune: true },
        );
      await bench.make({}, { managedBy: "other" });
      await bench.make({}, { name: "nobody-s" });
      expect(await put(["a", "b"], 7)).toMatchObject({
        results: [{ changed: true }, { changed: true }],
        pruned: [],
      });
      expect(await put(["b", "c"], 6)).toMatchObject({
        results: [{ changed: false }, { changed: true }],
        pruned: [],
      });
      expect((await put(["b"], 7)).pruned).toEqual(["a", "c"]);
      await expect(bench.schedules.delete("b", { sourceVersion: 6 })).rejects.toMatchObject({
        code: "FAILED_PRECONDITION",
        violations: [{ field: "sourceVersion" }],
      });
      await bench.schedules.delete("b", { sourceVersion: 7 });
      const { schedules } = await bench.schedules.list();
      expect(schedules.map(({ name }) => name)).toEqual(["nobody-s", "s"]);
    });

    test("fire once when the schedule is deleted and made again", async () => {
      await bench.make();
      const { generation } = await bench.schedules.get("s");
      bench.timed.now = at("09:59:30");
      await bench.schedules.delete("s");
      await expect(bench.schedules.get("s")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await bench.make();
      expect((await bench.schedules.get("s")).generation).toBeGreaterThan(generation);
      await bench.tickAt("10:00");
      expect(await bench.statuses()).toEqual(["PENDING"]);
    });

    test("are passed over while the schedule is paused, or caught up if that is wanted", async () => {
      await bench.make({ overlap: "ALLOW" });
      bench.timed.now = at("10:02");
      const { pause } = await bench.schedules.pause("s", { by: "ada", note: "a move" });
      expect(pause).toEqual({ at: at("10:02"), by: "ada", note: "a move" });
      await bench.tickAt("10:22");
      expect(await bench.statuses()).toEqual([]);
      await bench.schedules.resume("s");
      expect(await bench.nextOf()).toBe("10:25");
      await bench.schedules.pause("s");
      await bench.tickAt("10:42");
      await bench.schedules.resume("s", { catchUp: true });
      await bench.tickAt("10:42");
      expect(await bench.made()).toEqual(["10:40 CATCH_UP FIRED"]);
      expect((await bench.schedules.get("s")).pause).toBeUndefined();
    });

    test("have company by triggers, also while it is paused", async () => {
      await bench.make();
      await bench.schedules.pause("s");
      const firings = await Promise.all([
        bench.schedules.trigger("s"),
        bench.schedules.trigger("s"),
      ]);
      expect(firings.map(({ trigger, outcome }) => [trigger, outcome])).toEqual([
        ["MANUAL", "FIRED"],
        ["MANUAL", "FIRED"],
      ]);
      expect(await bench.statuses()).toEqual(["PENDING", "PENDING"]);
      expect(await bench.schedules.trigger("s", { overlap: "SKIP" })).toMatchObject({
        outcome: "SKIPPED",
      });
      await bench.schedules.resume("s");
      await bench.tickAt("10:00");
      expect((await bench.made()).at(-1)).toBe("10:00 SCHEDULE SKIPPED");
    });

    test("pause the schedule when too many jobs in a row have failed", async () => {
      await bench.make({ pauseAfterFailures: 2 });
      const outcomes = ["failed", "completed", "failed", "failed"] as const;
      for (const [i, outcome] of outcomes.entries()) {
        await bench.tickAt(clockOf(at("10:00") + i * 5 * MINUTE_MS) as string);
        await bench.finish(outcome);
      }
      await bench.tickAt("10:20");
      expect(await bench.schedules.get("s")).toMatchObject({
        ...{ state: "PAUSED", counts: { fired: 4 }, pause: { note: expect.stringContaining("2") } },
      });
      await bench.schedules.resume("s");
      await bench.tickAt("10:25");
      expect((await bench.schedules.get("s")).counts.fired).toBe(5);
    });

    test("end when there are no more, or enough jobs were made", async () => {
      await bench.make({ maxFirings: 2, overlap: "ALLOW" });
      for (const time of ["10:00", "10:05", "10:10"]) await bench.tickAt(time);
      expect(await bench.schedules.get("s")).toMatchObject({
        state: "ENDED",
        counts: { fired: 2 },
      });
      await bench.make({}, { name: "t", spec: { ...EVERY_FIVE_MINUTES, endAt: at("10:15") } });
      expect(await bench.schedules.get("t")).toMatchObject({ state: "ENDED", nextTimes: [] });
    });

    test("leave a schedule that has ended for 30 days", async () => {
      await bench.make({ maxFirings: 1 });
      await bench.tickAt("10:00");
      const dayMs = 86_400_000;
      await bench.tickAt(at("10:00") + 30 * dayMs - 1);
      expect((await bench.schedules.get("s")).state).toBe("ENDED");
      await bench.tickAt(at("10:00") + 30 * dayMs);
      await expect(bench.schedules.get("s")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test("go on when a schedule that has ended has times again", async () => {
      await bench.make({ maxFirings: 1 });
      await bench.tickAt("10:00");
      await bench.make({ overlap: "ALLOW" });
      const later = at("10:00") + 31 * 86_400_000;
      await bench.tickAt(later);
      expect(await bench.schedules.get("s")).toMatchObject({
        state: "ACTIVE",
        last: { nominal: later },
      });
    });

    test("make jobs of a concurrency key, if they lie where the key is counted", async () => {
      const keys = Array.from({ length: 64 }, (_, i) => `tenant ${i}`);
      const upserts = keys.map((concurrencyKey) =>
        bench
          .make({}, { name: concurrencyKey.replace(" ", "-"), job: { type: TYPE, concurrencyKey } })
          .then(() => concurrencyKey, refusalOf),
      );
      const taken = await Promise.all(upserts);
      const keyed = taken.filter((key) => key !== undefined);
      expect(keyed).not.toEqual([]);
      await bench.tickAt("10:00");
      const leases = await storeBench().lease({ maxJobs: 100 });
      expect(leases.map(({ job }) => job.concurrencyKey).sort()).toEqual(keyed.sort());
    });

    test("are those of a schedule whose job the store takes", async () => {
      const refused = bench.make({}, { job: { type: TYPE, priority: 101, timeoutMs: 0 } });
      await expect(refused).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field: "job.priority" }, { field: "job.timeoutMs" }],
      });
      await expect(bench.schedules.get("s")).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    test("fire none twice when the store's clock goes back", async () => {
      await bench.make({ overlap: "ALLOW" });
      await bench.tickAt("10:00");
      await bench.tickAt("09:00");
      await bench.make({ overlap: "ALLOW" }, { spec: { cron: ["*/10 * * * *"] } });
      await bench.tickAt("10:00");
      await bench.tickAt("10:10");
      expect(await bench.made()).toEqual(["10:00 SCHEDULE FIRED", "10:10 SCHEDULE FIRED"]);
    });

    test("of two schedules alike fire for both", async () => {
      await bench.make();
      await bench.make({}, { name: "t" });
      await bench.tickAt("10:00");
      expect(await bench.made()).toEqual(await bench.made("t"));
      expect(await bench.statuses()).toEqual(["PENDING", "PENDING"]);
    });

    test("go on when the queue refuses their job", async () => {
      await bench.make();
      await storeBench().store.queues.drain(TYPE, { by: "ada" });
      await bench.tickAt("10:00");
      expect(await bench.schedules.firings("s")).toMatchObject([
        { nominal: at("10:00"), outcome: "REFUSED", reason: expect.stringContaining("ada") },
      ]);
      await storeBench().store.queues.resume(TYPE);
      await bench.tickAt("10:05");
      expect((await bench.schedules.get("s")).counts).toMatchObject({ fired: 1, skipped: 0 });
    });
  });
}

/** That a store of several partitions does not take a job with a key here. */
function refusalOf(error: unknown): undefined {
  expect(error).toMatchObject({
    code: "FAILED_PRECONDITION",
    violations: [{ field: "job.concurrencyKey" }],
  });
}
