import type { ScheduleSpec } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { ScheduleCalendar } from "./schedule-calendar.ts";

/** The next `count` times, without the parts that all of a test have in common. */
function times(spec: ScheduleSpec, after: string, count: number): string[] {
  const calendar = new ScheduleCalendar(spec);
  const found: string[] = [];
  let from = Date.parse(after);
  while (found.length < count) {
    const time = calendar.next(from);
    if (time === undefined) break;
    found.push(shorten(time.nominal));
    from = time.nominal;
  }
  return found;
}

function shorten(time: number): string {
  return new Date(time).toISOString().replace(/:00\.000Z$/, "Z");
}

const zone = "Europe/Berlin";
// Berlin's clocks go from 2 to 3 in this night, and from 3 to 2 in that one.
const GAP = "2027-03-27T12:00Z";
const OVERLAP = "2027-10-30T12:00Z";

describe("patterns of what clocks show fire once for each time that they name", () => {
  test.for<[string, Partial<ScheduleSpec>, string, string[]]>([
    ["30 2 * * *", {}, GAP, ["2027-03-28T01:00Z", "2027-03-29T00:30Z"]],
    ["30 2 * * *", { onGap: "SKIP" }, GAP, ["2027-03-29T00:30Z"]],
    ["30 2 * * *", {}, OVERLAP, ["2027-10-31T00:30Z", "2027-11-01T01:30Z"]],
    ["30 2 * * *", { onOverlap: "LAST" }, OVERLAP, ["2027-10-31T01:30Z", "2027-11-01T01:30Z"]],
    [
      "30 2 * * *",
      { onOverlap: "BOTH" },
      OVERLAP,
      ["2027-10-31T00:30Z", "2027-10-31T01:30Z", "2027-11-01T01:30Z"],
    ],
    ["0,30 2 * * *", {}, GAP, ["2027-03-28T01:00Z", "2027-03-29T00:00Z"]],
    ["*/15 2 * * *", {}, GAP, ["2027-03-28T01:00Z", "2027-03-29T00:00Z"]],
    [
      "*/15 2 * * *",
      {},
      OVERLAP,
      [
        ...["2027-10-31T00:00Z", "2027-10-31T00:15Z", "2027-10-31T00:30Z", "2027-10-31T00:45Z"],
        "2027-11-01T01:00Z",
      ],
    ],
    ["0 2,3 * * *", {}, GAP, ["2027-03-28T01:00Z", "2027-03-29T00:00Z"]],
    ["0 2-3 * * *", {}, OVERLAP, ["2027-10-31T00:00Z", "2027-10-31T02:00Z", "2027-11-01T01:00Z"]],
  ])("%s %o after %s", ([cron, more, after, expected]) => {
    expect(times({ cron: [cron], zone, ...more }, after, expected.length)).toEqual(expected);
  });
});

describe("patterns of elapsed time go on through changes of the clocks", () => {
  test.for<[string, string, string[]]>([
    [
      "30 * * * *",
      "2027-03-27T23:00Z",
      ["2027-03-27T23:30Z", "2027-03-28T00:30Z", "2027-03-28T01:30Z", "2027-03-28T02:30Z"],
    ],
    [
      "30 * * * *",
      "2027-10-30T23:00Z",
      ["2027-10-30T23:30Z", "2027-10-31T00:30Z", "2027-10-31T01:30Z", "2027-10-31T02:30Z"],
    ],
    [
      "0 */2 * * *",
      "2027-10-30T21:59Z",
      ["2027-10-30T22:00Z", "2027-10-31T00:00Z", "2027-10-31T01:00Z", "2027-10-31T03:00Z"],
    ],
    ["@hourly", "2027-10-31T00:00Z", ["2027-10-31T01:00Z", "2027-10-31T02:00Z"]],
  ])("%s after %s", ([cron, after, expected]) => {
    expect(times({ cron: [cron], zone }, after, expected.length)).toEqual(expected);
  });
});

describe("each zone changes its clocks in its own way", () => {
  test.for<[string, string, string, string[]]>([
    ["America/New_York", "30 2 * * *", "2027-03-13T12:00Z", ["2027-03-14T07:00Z"]],
    [
      "America/New_York",
      "30 1 * * *",
      "2027-11-06T12:00Z",
      ["2027-11-07T05:30Z", "2027-11-08T06:30Z"],
    ],
    // Half an hour, either way.
    ["Australia/Lord_Howe", "15 2 * * *", "2027-10-02T00:00Z", ["2027-10-02T15:30Z"]],
    [
      "Australia/Lord_Howe",
      "45 1 * * *",
      "2027-04-03T12:00Z",
      ["2027-04-03T14:45Z", "2027-04-04T15:15Z"],
    ],
    // At midnight, so that the day begins at 1.
    ["America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00Z", ["2018-11-04T03:00Z"]],
    // It went over the date line, and had no 30th.
    ["Pacific/Apia", "0 9 * * *", "2011-12-29T00:00Z", ["2011-12-29T19:00Z", "2011-12-30T19:00Z"]],
  ])("%s: %s after %s", ([of, cron, after, expected]) => {
    expect(times({ cron: [cron], zone: of }, after, expected.length)).toEqual(expected);
  });

  test("Apia's clocks never showed 2011-12-30", () => {
    const calendar = new ScheduleCalendar({ cron: ["0 9 * * *"], zone: "Pacific/Apia" });
    const local = ["2011-12-29T00:00Z", "2011-12-29T19:00Z"].map((after) =>
      calendar.local(calendar.next(Date.parse(after))?.nominal ?? Number.NaN),
    );
    expect(local).toEqual(["2011-12-29T09:00:00-10:00", "2011-12-31T09:00:00+14:00"]);
  });
});

describe("a spec is the union of its parts, less what it excepts", () => {
  test("patterns and intervals at the same time fire once", () => {
    const spec = { cron: ["0 * * * *", "*/30 * * * *"], every: [{ intervalMs: 1_200_000 }] };
    expect(times(spec, "2027-01-01T00:00Z", 4)).toEqual([
      ...["2027-01-01T00:20Z", "2027-01-01T00:30Z", "2027-01-01T00:40Z", "2027-01-01T01:00Z"],
    ]);
  });

  test("intervals are counted from 1970, and not from when somebody asks", () => {
    const spec = { every: [{ intervalMs: 7 * 60_000, phaseMs: 60_000 }] };
    const [first] = times(spec, "2027-01-01T00:00Z", 1);
    expect((Date.parse(first ?? "") - 60_000) % (7 * 60_000)).toBe(0);
    expect(times(spec, "2027-01-01T00:00:01Z", 1)).toEqual([first]);
  });

  test("days of month and of week are either, and both with a plus", () => {
    expect(times({ cron: ["0 0 13 * 5"] }, "2027-01-01T12:00Z", 2)).toEqual([
      ...["2027-01-08T00:00Z", "2027-01-13T00:00Z"],
    ]);
    expect(times({ cron: ["0 0 13 * +5"] }, "2027-01-01T12:00Z", 1)).toEqual(["2027-08-13T00:00Z"]);
  });

  test("days and minutes are excepted by the clocks of the zone", () => {
    const spec = { cron: ["0 8 * * *"], zone, exceptDates: ["2027-12-25", "2027-12-26"] };
    expect(times(spec, "2027-12-24T00:00Z", 2)).toEqual(["2027-12-24T07:00Z", "2027-12-27T07:00Z"]);
    const weekdays = {
      cron: ["*/10 * * * * *"],
      zone,
      exceptCron: ["* 9-17 * * 1-5", "* * * * 0,6"],
    };
    // A Friday, and a Monday.
    expect(times(weekdays, "2027-01-01T07:59:49Z", 2)).toEqual([
      ...["2027-01-01T07:59:50.000Z", "2027-01-01T17:00Z"],
    ]);
    expect(times(weekdays, "2027-01-01T22:59:50Z", 1)).toEqual(["2027-01-03T23:00Z"]);
  });

  test("a spec that excepts all of its times never fires", () => {
    expect(times({ cron: ["* * * * *"], exceptCron: ["* * * * *"] }, GAP, 1)).toEqual([]);
  });

  test("it fires from its start on, and no more at its end", () => {
    const [startAt, endAt] = [Date.parse("2027-01-01T10:00Z"), Date.parse("2027-01-01T12:00Z")];
    expect(times({ cron: ["0 * * * *"], startAt, endAt }, "2020-01-01T00:00Z", 9)).toEqual([
      ...["2027-01-01T10:00Z", "2027-01-01T11:00Z"],
    ]);
  });

  test("@every and CRON_TZ say what they say elsewhere", () => {
    expect(times({ cron: ["@every 1h30m"] }, "2027-01-01T00:00Z", 2)).toEqual([
      ...["2027-01-01T01:30Z", "2027-01-01T03:00Z"],
    ]);
    expect(times({ cron: ["CRON_TZ=Europe/Berlin 0 8 * * *"] }, "2027-01-01T00:00Z", 1)).toEqual([
      "2027-01-01T07:00Z",
    ]);
  });
});

describe("jitter", () => {
  const jitterMs = 30_000;
  const minutely = { cron: ["* * * * *"], jitterMs };

  test("is the same for the same name and time, and differs between names", () => {
    const due = (name: string) =>
      Array.from({ length: 50 }, (_, i) => {
        const firing = new ScheduleCalendar(minutely).nextFiring(name, i * 60_000);
        return (firing?.due ?? Number.NaN) - (firing?.nominal ?? 0);
      });
    expect(due("a")).toEqual(due("a"));
    expect(due("a")).not.toEqual(due("b"));
    // What another process must come to as well, whatever its version.
    expect(due("a").slice(0, 3)).toEqual([20_695, 14_526, 25_014]);
    for (const offset of due("a")) expect(offset).toSatisfy((ms) => ms >= 0 && ms < jitterMs);
    expect(new Set(due("a")).size).toBeGreaterThan(40);
  });

  test("never reorders firings", () => {
    const calendar = new ScheduleCalendar({ cron: ["* * * * * *"], jitterMs: 5_000 });
    let [from, lastDue] = [0, 0];
    for (let i = 0; i < 100; i++) {
      const firing = calendar.nextFiring("a", from);
      expect(firing?.due).toBeGreaterThan(lastDue);
      [from, lastDue] = [firing?.nominal ?? 0, firing?.due ?? 0];
    }
  });
});
