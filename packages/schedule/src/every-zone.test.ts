import fc from "fast-check";
import { expect, test } from "vitest";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import { bruteForce, type PlainPattern } from "./test/brute-force.ts";
import { zoneOf } from "./zone.ts";

// `pnpm calendar` asks for all zones of the runtime's database, and for more of each.
const isWhole = process.env["MILLRACE_CALENDAR"] === "whole";
const SOME = [
  ...["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Gaza"],
  ...["Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "Antarctica/Troll", "Asia/Tokyo"],
];
const ZONES = isWhole ? Intl.supportedValuesOf("timeZone") : SOME;
const RUNS = isWhole ? 40 : 10;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const [FROM, TO] = [Date.UTC(1980, 0, 1), Date.UTC(2030, 0, 1)];

/** A field that lists some values, or all of those at a step. */
function field(size: number): fc.Arbitrary<{ text: string; values: number[] }> {
  const all = Array.from({ length: size }, (_, i) => i);
  return fc.oneof(
    fc.subarray(all, { minLength: 1, maxLength: 4 }).map((values) => ({
      text: values.join(","),
      values,
    })),
    fc.integer({ min: 1, max: size - 1 }).map((step) => ({
      text: `*/${step}`,
      values: all.filter((n) => n % step === 0),
    })),
  );
}

const pattern: fc.Arbitrary<{ cron: string; plain: PlainPattern }> = fc
  .tuple(field(60), field(24), fc.subarray([0, 1, 2, 3, 4, 5, 6], { maxLength: 3 }))
  .map(([minute, hour, weekdays]) => ({
    cron: `${minute.text} ${hour.text} * * ${weekdays.join(",") || "*"}`,
    plain: {
      minutes: minute.values,
      hours: hour.values,
      weekdays,
      isElapsed: hour.text.startsWith("*"),
    },
  }));

/** A minute of the fifty years; mostly just before the clocks of the zone change, if ever they do. */
function minute(zone: string): fc.Arbitrary<number> {
  const any = fc.integer({ min: FROM / MINUTE_MS, max: TO / MINUTE_MS }).map((n) => n * MINUTE_MS);
  return any.map((time) => {
    const change = zoneOf(zone).transitionIn(time, time + 200 * DAY_MS);
    return change === undefined ? time : Math.floor(change.at / DAY_MS) * DAY_MS - DAY_MS;
  });
}

test.each(ZONES)("%s fires as a look at every minute tells", (zone) => {
  const input = fc.record({ pattern, from: minute(zone) });
  const property = fc.property(input, ({ pattern: { cron, plain }, from }) => {
    const until = from + 3 * DAY_MS;
    const calendar = new ScheduleCalendar({ cron: [cron], zone });
    const times: number[] = [];
    for (let after = from - 1; after <= until; ) {
      const next = calendar.next(after)?.nominal;
      if (next === undefined || next > until) break;
      expect(next).toBeGreaterThan(after);
      times.push(next);
      after = next;
    }
    expect(times).toEqual(bruteForce(plain, zone, from, until));
    // From wherever one asks.
    for (const time of times) expect(calendar.next(time - 1)?.nominal).toBe(time);
  });
  fc.assert(property, { numRuns: RUNS });
});
