import { ScheduleFirer } from "@millrace/schedule";
import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, TYPE } from "./harness.ts";
import { at, clockOf, ScheduleBench } from "./schedule-bench.ts";

const HOURLY = { spec: { cron: ["0 * * * *"] } };
const NIGHT = { from: at("00:00"), to: at("06:00") };

/** Many times of a schedule that have passed: those that were missed, and those of a backfill. */
export function scheduleBacklogSuite(storeBench: () => Bench): void {
  describe("the past times of a schedule", () => {
    let bench: ScheduleBench;

    beforeEach(() => {
      bench = new ScheduleBench(storeBench());
    });

    /** The hours of the jobs of a backfill, in the order in which they were made. */
    const backfilled = async () => {
      const { jobs } = await bench.store.list({
        ...{ type: TYPE, metadata: { "millrace.trigger": "BACKFILL" } },
      });
      const made = [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1));
      return made.map(({ metadata }) => clockOf(Date.parse(metadata["millrace.nominal"] ?? "")));
    };

    const filled = (...hours: string[]) => hours.map((hour) => `${hour}:00`);

    test("fire by a backfill, the earliest first, one at a time, less those that have fired", async () => {
      bench.timed.now = at("02:30");
      await bench.make({}, HOURLY);
      await bench.tickAt("03:00");
      await bench.finish();
      await bench.schedules.pause("s");
      bench.timed.now = at("09:59");
      const { backfill } = await bench.schedules.backfill("s", NIGHT);
      expect(backfill).toMatchObject({ state: "RUNNING", count: 6, fired: 0 });
      await bench.tickAt("09:59");
      expect(await backfilled()).toEqual(filled("00", "01", "02", "04", "05", "06"));
      expect(await bench.statuses()).toEqual([
        ...Array.from({ length: 5 }, () => "BLOCKED"),
        ...["COMPLETED", "PENDING"],
      ]);
      for (let left = 6; left > 0; left--) await bench.finish();
      expect(new Set(await bench.statuses())).toEqual(new Set(["COMPLETED"]));
      expect((await bench.schedules.get("s")).backfill).toEqual({
        ...{ ...NIGHT, overlap: "BUFFER_ALL", again: false, state: "DONE" },
        ...{ startedAt: at("09:59"), count: 6, fired: 6, skipped: 0 },
      });
    });

    test("fire once more if that is wanted, and then not by themselves", async () => {
      bench.timed.now = at("02:30");
      await bench.make({ overlap: "ALLOW" }, HOURLY);
      for (const time of ["03:00", "04:00", "05:00"]) await bench.tickAt(time);
      bench.timed.now = at("09:30");
      const again = { ...NIGHT, overlap: "ALLOW", again: true } as const;
      expect((await bench.schedules.backfill("s", again)).backfill?.count).toBe(7);
      await bench.tickAt("09:30");
      const hours = ["00", "01", "02", "03", "04", "05", "06"];
      expect(await backfilled()).toEqual(filled(...hours));
      const { backfill } = await bench.schedules.backfill("s", NIGHT);
      expect(backfill?.count).toBe(0);
      await bench.tickAt("09:31");
      expect((await bench.schedules.get("s")).backfill).toMatchObject({ state: "DONE", fired: 0 });
      expect((await bench.schedules.get("s")).nextTimes[0]).toBe(at("10:00"));
    });

    test("fire once by however many work a backfill off, and no more once it is cancelled", async () => {
      await bench.make({}, { spec: { cron: ["* * * * *"] } });
      await bench.schedules.pause("s");
      await bench.schedules.backfill("s", { ...NIGHT, overlap: "ALLOW" });
      const refused = bench.schedules.backfill("s", NIGHT);
      await expect(refused).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
      const firers = Array.from({ length: 4 }, () => new ScheduleFirer(bench.timed));
      await Promise.all(firers.map((firer) => firer.tick()));
      const { backfill } = await bench.schedules.cancelBackfill("s");
      expect(backfill).toMatchObject({ state: "CANCELLED", count: 361, fired: 100 });
      await bench.tickAt("09:59");
      const { jobs } = await bench.store.list({ type: TYPE, pageSize: 500 });
      expect(new Set(jobs.map(({ metadata }) => metadata["millrace.nominal"])).size).toBe(100);
      expect(jobs).toHaveLength(100);
    });

    test("wait for room in a backfill that runs one after the other", async () => {
      await bench.make({}, { spec: { cron: ["* * * * *"] } });
      await bench.schedules.pause("s");
      await bench.schedules.backfill("s", NIGHT);
      await bench.tickAt("09:59");
      const waiting = async () => (await bench.schedules.get("s")).backfill?.fired ?? 0;
      expect(await waiting()).toBe(50);
      for (let ended = 0; ended < 10; ended++) await bench.finish();
      await bench.tickAt("10:00");
      expect(await waiting()).toBe(60);
      expect((await bench.statuses()).filter((status) => status === "PENDING")).toHaveLength(1);
    });

    test.each<[string, { from: number; to: number }, field: string]>([
      ["of the future", { from: at("09:00"), to: at("10:00") }, "to"],
      ["that ends before it begins", { from: at("09:00"), to: at("08:00") }, "to"],
      ["of more than 100,000 times", { from: at("00:00") - 100_000_000, to: at("09:00") }, "to"],
    ])("cannot be a backfill %s", async (_, range, field) => {
      await bench.make({}, { spec: { every: [{ intervalMs: 1_000 }] } });
      await expect(bench.schedules.backfill("s", range)).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        violations: [{ field }],
      });
    });

    test("fire in rounds, between which others are served, when many were missed", async () => {
      const policy = { catchUp: "ALL", overlap: "ALLOW" } as const;
      await bench.make(policy, { spec: { every: [{ intervalMs: 1_000 }] } });
      await bench.make({}, { name: "other" });
      bench.timed.now = at("12:00");
      for (let looks = 0; (await bench.made("other")).length === 0; looks++) {
        await bench.firer.tick();
        expect(looks).toBeLessThan(3);
      }
      expect((await bench.schedules.get("s")).counts.fired).toBeLessThanOrEqual(100);
      await bench.tickAt("12:00");
      // Those of the last minute are on time.
      expect((await bench.schedules.get("s")).counts).toMatchObject({
        ...{ fired: 1_061, missed: 7_260 - 1_061 },
      });
    });
  });
}
