import {
  type EnqueueRequest,
  KEPT_FIRINGS,
  newJobIds,
  type ScheduleChange,
  type ScheduleDefinition,
  type SchedulePolicy,
} from "@millrace/core";
import { Schedules } from "@millrace/schedule";
import { beforeEach, describe, expect, test } from "vitest";
import { type Bench, bytes, TYPE } from "./harness.ts";
import { TimedSchedules } from "./timed-schedules.ts";

const MINUTE_MS = 60_000;
/** A Friday. */
const DAY = "2027-01-01";

const at = (time: string): number => Date.parse(`${DAY}T${time}${time.length === 5 ? ":00" : ""}Z`);
const clockOf = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().slice(11, 16);

/** What a store keeps of schedules, and what becomes of their times. */
export function scheduleSuite(bench: () => Bench): void {
  const port = () => bench().store.schedules;

  describe("a schedule in the store", () => {
    const change = (more: Partial<ScheduleChange> = {}): ScheduleChange => ({
      ...{ name: "s", ifVersion: 0, record: "{}", jobs: [], firings: [] },
      ...more,
    });

    /** Changes that make a job each, with ids of the schedule's partition. */
    const making = async (name: string, ...requests: Partial<EnqueueRequest>[]) => {
      const { stored } = await port().get(name);
      if (stored === undefined) throw new Error("there is no schedule");
      const ids = newJobIds(stored.partition, requests.length);
      const jobs = requests.map((request, i) => ({
        id: ids[i] as string,
        request: { type: TYPE, ...request },
      }));
      return { name, ifVersion: stored.version, jobs };
    };

    test("is kept as it was written, by versions that grow, until it is deleted", async () => {
      expect((await port().get("s")).stored).toBeUndefined();
      expect(await port().change(change({ record: '{"ä":"\\u0000 x"}' }))).toBe(true);
      expect((await port().get("s")).stored).toMatchObject({
        ...{ name: "s", version: 1, record: '{"ä":"\\u0000 x"}' },
      });
      expect(await port().change(change())).toBe(false);
      expect(await port().change(change({ ifVersion: 1, record: "[1]" }))).toBe(true);
      expect((await port().get("s")).stored).toMatchObject({ version: 2, record: "[1]" });
      const { record: _record, ...deleting } = change({ ifVersion: 2 });
      expect(await port().change({ ...deleting, ifVersion: 1 })).toBe(false);
      expect(await port().change(deleting)).toBe(true);
      expect((await port().get("s")).stored).toBeUndefined();
      expect(await port().firings("s")).toEqual([]);
    });

    test("makes its jobs in the step that changes it, once, however many try", async () => {
      await port().change(change());
      const tries = await Promise.all(
        Array.from({ length: 20 }, async () => {
          const made = await making("s", { payload: bytes("a") }, { payload: bytes("b") });
          return port().change(change({ ...made, ifVersion: 1, firings: ["fired"] }));
        }),
      );
      expect(tries.filter((changed) => changed)).toHaveLength(1);
      const { jobs } = await bench().store.list({ type: TYPE, view: "FULL" });
      expect(jobs.map(({ payload }) => Buffer.from(payload).toString())).toEqual(["a", "b"]);
      expect(await port().firings("s")).toEqual(["fired"]);
      expect((await bench().lease({ maxJobs: 5 })).map(({ job }) => job.id)).toEqual(
        jobs.map(({ id }) => id),
      );
    });

    test("makes a job that waits for another one, under the id that it was given", async () => {
      await port().change(change());
      const first = await making("s", {});
      await port().change(change(first));
      const id = first.jobs[0]?.id as string;
      const second = await making("s", { after: [id], afterRule: "FINISHED" });
      await port().change(change(second));
      const waiting = second.jobs[0]?.id as string;
      expect(await bench().store.get(waiting)).toMatchObject({ status: "BLOCKED" });
      await bench().settle(await bench().leaseOne(), { kind: "completed" });
      expect(await bench().store.get(waiting)).toMatchObject({ status: "PENDING" });
    });

    test("is not changed when the store refuses its job", async () => {
      await port().change(change());
      await bench().store.queues.drain(TYPE);
      const refused = port().change(change({ ...(await making("s", {})), record: "[1]" }));
      await expect(refused).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
      await bench().store.queues.resume(TYPE);
      const { stored } = await port().get("s");
      const after = newJobIds(stored?.partition ?? 0, 1);
      const missing = port().change(change({ ...(await making("s", { after })), record: "[1]" }));
      await expect(missing).rejects.toMatchObject({ code: "NOT_FOUND" });
      const large = await making("s", { priority: 101 });
      await expect(port().change(change(large))).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
      });
      expect((await port().get("s")).stored).toMatchObject({ version: 1, record: "{}" });
      expect((await bench().store.list({ type: TYPE })).jobs).toEqual([]);
    });

    test("is due from its time on, those that have been due for longest first", async () => {
      const { now } = await port().get("s");
      const day = 86_400_000;
      await port().change(change({ name: "b", wakeAt: now - 1_000 }));
      await port().change(change({ name: "a", wakeAt: now - 2_000 }));
      await port().change(change({ name: "c", wakeAt: now + day }));
      await port().change(change({ name: "d", wakeAt: now + 2 * day }));
      await port().change(change({ name: "e" }));
      const { due, nextAt } = await port().due(10);
      expect(due.map(({ name, version }) => [name, version])).toEqual([
        ["a", 1],
        ["b", 1],
      ]);
      expect(nextAt).toBe(now + day);
      expect((await port().due(1)).due.map(({ name }) => name)).toEqual(["a"]);
      await port().change(change({ name: "a", ifVersion: 1 }));
      await port().change(change({ name: "b", ifVersion: 1, wakeAt: now + day / 2 }));
      const later = await port().due(10);
      expect(later.due).toEqual([]);
      expect(later.nextAt).toBe(now + day / 2);
    });

    test("is listed by its name, page by page", async () => {
      for (const name of ["b", "c", "a", "B"]) await port().change(change({ name }));
      const first = await port().list({ after: "", limit: 3 });
      expect(first.schedules.map(({ name }) => name)).toEqual(["B", "a", "b"]);
      expect(first.last).toBe("b");
      const second = await port().list({ after: "b", limit: 3 });
      expect(second.schedules.map(({ name }) => name)).toEqual(["c"]);
      expect(second.last).toBeUndefined();
    });

    test("keeps its latest firings", async () => {
      const texts = Array.from({ length: KEPT_FIRINGS + 10 }, (_, i) => `{"n":${i}}`);
      await port().change(change({ firings: texts.slice(10).reverse() }));
      await port().change(change({ ifVersion: 1, firings: ["later", "late"] }));
      const firings = await port().firings("s");
      expect(firings).toEqual(["later", "late", ...texts.slice(12).reverse()]);
    });

    test("tells who listens that it has changed", async () => {
      let heard = 0;
      const unlisten = port().onChange(() => heard++);
      let version = 0;
      await bench().until(async () => {
        await port().change(change({ ifVersion: version++ }));
        expect(heard).toBeGreaterThan(0);
      });
      unlisten();
    });
  });

  describe("the times of a schedule", () => {
    let timed: TimedSchedules;
    let schedules: Schedules;

    beforeEach(() => {
      timed = new TimedSchedules(bench().store, at("09:59"));
      schedules = new Schedules(timed);
    });

    const everyFive = { cron: ["*/5 * * * *"] };

    const make = (policy: SchedulePolicy = {}, more: Partial<ScheduleDefinition> = {}) =>
      schedules.upsert({ name: "s", spec: everyFive, job: { type: TYPE }, policy, ...more });

    /** Fires what is due at that time. */
    const tickAt = async (time: string) => {
      timed.now = at(time);
      do {
        await schedules.tick();
      } while ((await timed.schedules.due(1)).due.length > 0);
    };

    /** What the schedule has made, the earliest first. */
    const made = async (name = "s") => {
      const firings = await schedules.firings(name);
      return firings
        .reverse()
        .map(({ nominal, trigger, outcome }) => `${clockOf(nominal)} ${trigger} ${outcome}`);
    };

    const nextOf = async (name = "s") => clockOf((await schedules.get(name)).nextTimes[0]);
    const statuses = async () => {
      const { jobs } = await bench().store.list({ type: TYPE });
      return jobs.map(({ status }) => status).sort();
    };
    const finish = async (outcome: "completed" | "failed" = "completed") => {
      const lease = await bench().leaseOne();
      if (outcome === "completed") return bench().settle(lease, { kind: "completed" });
      return bench().settle(lease, { kind: "failed", message: "no", permanent: true });
    };

    test("make a job each, which says which one", async () => {
      const payload = bytes(`{"at":"\${nominal}","before":"\${previous_nominal}"}`);
      await make({ overlap: "ALLOW" }, { job: { type: TYPE, payload, metadata: { team: "a" } } });
      await tickAt("09:59");
      expect(await statuses()).toEqual([]);
      await tickAt("10:00");
      await tickAt("10:05");
      const { jobs } = await bench().store.list({ type: TYPE, view: "FULL" });
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
      expect(await schedules.get("s")).toMatchObject({
        ...{
          state: "ACTIVE",
          revision: 1,
          counts: { fired: 2, skipped: 0, missed: 0, buffered: 0 },
        },
        last: { nominal: at("10:05"), outcome: "FIRED", jobId: jobs[1]?.id },
      });
    });

    test("make one job when twenty processes fire them at once", async () => {
      await make({ overlap: "ALLOW" });
      timed.now = at("10:00");
      const reports = await Promise.all(
        Array.from({ length: 20 }, () => new Schedules(timed).tick()),
      );
      const sum = (name: "advanced" | "lost") => reports.reduce((n, each) => n + each[name], 0);
      expect(sum("advanced")).toBe(1);
      expect(await statuses()).toEqual(["PENDING"]);
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
      await make(policy);
      await tickAt("10:00");
      await finish();
      await tickAt("10:32");
      expect((await made()).slice(1)).toEqual(expected);
      expect((await schedules.get("s")).counts.missed).toBe(missed);
      expect(await nextOf()).toBe("10:35");
    });

    test("that were missed give way to one that is only just late", async () => {
      await make();
      await tickAt("10:30:40");
      expect(await made()).toEqual(["10:30 SCHEDULE FIRED"]);
      expect((await schedules.get("s")).counts.missed).toBe(6);
    });

    test("are skipped while a job of theirs runs", async () => {
      await make();
      await tickAt("10:00");
      await bench().leaseOne();
      await tickAt("10:05");
      await tickAt("10:10");
      const [, skipped] = await made();
      expect(skipped).toBe("10:05 SCHEDULE SKIPPED");
      expect(await schedules.get("s")).toMatchObject({ counts: { fired: 1, skipped: 2 } });
      expect(await nextOf()).toBe("10:15");
    });

    test("wait for the job that runs, one of them", async () => {
      await make({ overlap: "BUFFER_ONE" });
      await tickAt("10:00");
      const running = await bench().leaseOne();
      await tickAt("10:05");
      expect(await statuses()).toEqual(["BLOCKED", "RUNNING"]);
      await tickAt("10:10");
      await bench().settle(running, { kind: "failed", message: "no", permanent: true });
      expect(await statuses()).toEqual(["FAILED", "PENDING"]);
      await tickAt("10:15");
      expect(await made()).toEqual([
        ...["10:00 SCHEDULE FIRED", "10:05 SCHEDULE BUFFERED", "10:10 SCHEDULE SKIPPED"],
        "10:15 SCHEDULE BUFFERED",
      ]);
    });

    test("wait for the job that runs, one after the other", async () => {
      await make({ overlap: "BUFFER_ALL", maxBuffered: 2 });
      for (const time of ["10:00", "10:05", "10:10", "10:15"]) await tickAt(time);
      expect(await statuses()).toEqual(["BLOCKED", "BLOCKED", "PENDING"]);
      for (const left of [
        ["BLOCKED", "COMPLETED", "PENDING"],
        ["COMPLETED", "COMPLETED", "PENDING"],
      ]) {
        await finish();
        expect(await statuses()).toEqual(left);
      }
      expect((await schedules.get("s")).counts).toMatchObject({ buffered: 2, skipped: 1 });
    });

    test("cancel the job that runs, and wait until it has ended", async () => {
      await make({ overlap: "CANCEL_RUNNING" });
      await tickAt("10:00");
      const running = await bench().leaseOne();
      await tickAt("10:05");
      expect(await bench().store.get(running.job.id)).toMatchObject({ cancelRequested: true });
      expect(await statuses()).toEqual(["BLOCKED", "RUNNING"]);
      await bench().settle(running, { kind: "released", started: true });
      expect(await statuses()).toEqual(["CANCELLED", "PENDING"]);
    });

    test("change nothing when the same schedule is upserted while they fire", async () => {
      await make({ overlap: "ALLOW" });
      timed.now = at("10:00");
      const upserts = Array.from({ length: 20 }, () => make({ overlap: "ALLOW" }));
      const [results] = await Promise.all([Promise.all(upserts), schedules.tick()]);
      expect(results.some(({ changed }) => changed)).toBe(false);
      expect(await schedules.get("s")).toMatchObject({ revision: 1, counts: { fired: 1 } });
      expect(await nextOf()).toBe("10:05");
    });

    test("never fire for the past of a definition that was changed", async () => {
      const daily = (hour: number, text: string) =>
        make(
          {},
          { spec: { cron: [`0 ${hour} * * *`] }, job: { type: TYPE, payload: bytes(text) } },
        );
      timed.now = at("04:00");
      await daily(5, '"a"');
      const { schedule, changed } = await daily(3, '"a"');
      expect(changed).toBe(true);
      expect(schedule).toMatchObject({ revision: 2, nextTimes: expect.arrayContaining([]) });
      expect(schedule.nextTimes[0]).toBe(at("03:00") + 86_400_000);
      await daily(6, '"a"');
      expect(await nextOf()).toBe("06:00");
      await daily(6, '"b"');
      await tickAt("06:00");
      const { jobs } = await bench().store.list({ type: TYPE, view: "FULL" });
      expect(jobs.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['"b"']);
    });

    test("are those of the newest source", async () => {
      const from = (sourceVersion: number, hour: number) =>
        schedules.upsert(
          { name: "s", spec: { cron: [`0 ${hour} * * *`] }, job: { type: TYPE }, managedBy: "app" },
          { sourceVersion },
        );
      await from(7, 12);
      expect(await from(6, 11)).toMatchObject({ changed: false, schedule: { sourceVersion: 7 } });
      expect(await nextOf()).toBe("12:00");
      expect(await from(8, 12)).toMatchObject({ changed: false, schedule: { sourceVersion: 8 } });
      await schedules.upsert({ name: "t", spec: everyFive, job: { type: TYPE } });
      const { schedules: own } = await schedules.list({ managedBy: "app" });
      expect(own.map(({ name, revision }) => [name, revision])).toEqual([["s", 1]]);
      const stale = schedules.upsert(
        { name: "s", spec: everyFive, job: { type: TYPE } },
        { ifRevision: 2 },
      );
      await expect(stale).rejects.toMatchObject({ code: "FAILED_PRECONDITION" });
    });

    test("fire once when the schedule is deleted and made again", async () => {
      await make();
      const { generation } = await schedules.get("s");
      timed.now = at("09:59:30");
      await schedules.delete("s");
      await expect(schedules.get("s")).rejects.toMatchObject({ code: "NOT_FOUND" });
      await make();
      expect((await schedules.get("s")).generation).toBeGreaterThan(generation);
      await tickAt("10:00");
      expect(await statuses()).toEqual(["PENDING"]);
    });

    test("are passed over while the schedule is paused, or caught up if that is wanted", async () => {
      await make({ overlap: "ALLOW" });
      timed.now = at("10:02");
      const { pause } = await schedules.pause("s", { by: "ada", note: "a move" });
      expect(pause).toEqual({ at: at("10:02"), by: "ada", note: "a move" });
      await tickAt("10:22");
      expect(await statuses()).toEqual([]);
      await schedules.resume("s");
      expect(await nextOf()).toBe("10:25");
      await schedules.pause("s");
      await tickAt("10:42");
      await schedules.resume("s", { catchUp: true });
      await tickAt("10:42");
      expect(await made()).toEqual(["10:40 CATCH_UP FIRED"]);
      expect((await schedules.get("s")).pause).toBeUndefined();
    });

    test("have company by triggers, also while it is paused", async () => {
      await make();
      await schedules.pause("s");
      const firings = await Promise.all([schedules.trigger("s"), schedules.trigger("s")]);
      expect(firings.map(({ trigger, outcome }) => [trigger, outcome])).toEqual([
        ["MANUAL", "FIRED"],
        ["MANUAL", "FIRED"],
      ]);
      expect(await statuses()).toEqual(["PENDING", "PENDING"]);
      expect(await schedules.trigger("s", { overlap: "SKIP" })).toMatchObject({
        outcome: "SKIPPED",
      });
      await schedules.resume("s");
      await tickAt("10:00");
      expect((await made()).at(-1)).toBe("10:00 SCHEDULE SKIPPED");
    });

    test("pause the schedule when too many jobs in a row have failed", async () => {
      await make({ pauseAfterFailures: 2 });
      const outcomes = ["failed", "completed", "failed", "failed"] as const;
      for (const [i, outcome] of outcomes.entries()) {
        await tickAt(clockOf(at("10:00") + i * 5 * MINUTE_MS) as string);
        await finish(outcome);
      }
      await tickAt("10:20");
      expect(await schedules.get("s")).toMatchObject({
        ...{ state: "PAUSED", counts: { fired: 4 }, pause: { note: expect.stringContaining("2") } },
      });
      await schedules.resume("s");
      await tickAt("10:25");
      expect((await schedules.get("s")).counts.fired).toBe(5);
    });

    test("end when there are no more, or enough jobs were made", async () => {
      await make({ maxFirings: 2, overlap: "ALLOW" });
      for (const time of ["10:00", "10:05", "10:10"]) await tickAt(time);
      expect(await schedules.get("s")).toMatchObject({ state: "ENDED", counts: { fired: 2 } });
      await make({}, { name: "t", spec: { ...everyFive, endAt: at("10:15") } });
      expect(await schedules.get("t")).toMatchObject({ state: "ENDED", nextTimes: [] });
    });

    test("fire none twice when the store's clock goes back", async () => {
      await make({ overlap: "ALLOW" });
      await tickAt("10:00");
      await tickAt("09:00");
      await make({ overlap: "ALLOW" }, { spec: { cron: ["*/10 * * * *"] } });
      await tickAt("10:00");
      await tickAt("10:10");
      expect(await made()).toEqual(["10:00 SCHEDULE FIRED", "10:10 SCHEDULE FIRED"]);
    });

    test("of two schedules alike fire for both", async () => {
      await make();
      await make({}, { name: "t" });
      await tickAt("10:00");
      expect(await made()).toEqual(await made("t"));
      expect(await statuses()).toEqual(["PENDING", "PENDING"]);
    });

    test("go on when the queue refuses their job", async () => {
      await make();
      await bench().store.queues.drain(TYPE, { by: "ada" });
      await tickAt("10:00");
      expect(await schedules.firings("s")).toMatchObject([
        { nominal: at("10:00"), outcome: "REFUSED", reason: expect.stringContaining("ada") },
      ]);
      await bench().store.queues.resume(TYPE);
      await tickAt("10:05");
      expect((await schedules.get("s")).counts).toMatchObject({ fired: 1, skipped: 0 });
    });
  });
}
