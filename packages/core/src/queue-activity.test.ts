import { expect, test } from "vitest";
import { activityOf, MINUTE_MS } from "./queue-activity.ts";
import { QueueTally, timeCells } from "./queue-tally.ts";

const NONE = { minute: [], lastMinute: [], times: [] };

/** The times of leases that have waited for so long, as a store counts them. */
function waits(...ms: number[]): number[] {
  const tally = new QueueTally();
  for (const each of ms) tally.leased("a", each);
  return timeCells(tally.take().get("a") as number[]);
}

test("nothing has happened: no rates, no times", () => {
  expect(activityOf({ now: 0, ...NONE })).toEqual({
    enqueuedPerSecond: 0,
    completedPerSecond: 0,
    failedPerSecond: 0,
    retriedPerSecond: 0,
  });
});

test.each([
  [0, 120],
  [0.25, 105],
  [0.5, 90],
  [0.75, 75],
])("a rate is of the last minute, %f of which lies in the present one", (share, jobs) => {
  const { enqueuedPerSecond, completedPerSecond } = activityOf({
    ...NONE,
    now: (7 + share) * MINUTE_MS,
    minute: [60 * share, 0, 0, 0],
    lastMinute: [120, 60, 0, 0],
  });
  expect(enqueuedPerSecond).toBeCloseTo(jobs / 60);
  expect(completedPerSecond).toBeCloseTo(1 - share);
});

test("times of less than a millisecond are 0", () => {
  const { wait, run } = activityOf({ now: 0, ...NONE, times: waits(0, -5, 0) });
  expect(wait).toEqual({ jobs: 3, p50Ms: 0, p95Ms: 0 });
  expect(run).toBeUndefined();
});

test.each([
  [Array.from({ length: 1_000 }, (_, i) => i + 1), 500, 950],
  [Array.from({ length: 1_000 }, (_, i) => (i < 900 ? 10 : 5_000)), 10, 5_000],
  [[40], 40, 40],
  [[60 * MINUTE_MS], 60 * MINUTE_MS, 60 * MINUTE_MS],
])("a quantile is right to a factor of two", (ms, p50, p95) => {
  const { wait } = activityOf({ now: 0, ...NONE, times: waits(...ms) });
  expect(wait?.jobs).toBe(ms.length);
  for (const [told, true_] of [
    [wait?.p50Ms, p50],
    [wait?.p95Ms, p95],
  ] as const) {
    expect(told).toBeGreaterThan(true_ / 2);
    expect(told).toBeLessThan(true_ * 2);
  }
});
