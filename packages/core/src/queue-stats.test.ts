import { expect, test } from "vitest";
import { MINUTE_MS, STATS_MINUTES, TIME_SPAN_MS } from "./queue-activity.ts";
import { QueueStats } from "./queue-stats.ts";
import { ALL_TYPES, MAX_COUNTED_TYPES } from "./queue-tally.ts";

const DAY = { minutes: STATS_MINUTES };
const NOW = 1_000_000 * MINUTE_MS;

test("a minute is told for a day, and forgotten then", () => {
  const stats = new QueueStats();
  for (let minute = 0; minute <= STATS_MINUTES; minute++) {
    stats.at(NOW + minute * MINUTE_MS).enqueued("a", minute + 1);
  }
  stats.commit();
  const told = stats.minutes({ type: "a", ...DAY }, NOW + STATS_MINUTES * MINUTE_MS);
  expect(told).toHaveLength(STATS_MINUTES);
  expect(told[0]).toEqual({
    startsAt: NOW + MINUTE_MS,
    enqueued: 2,
    completed: 0,
    failed: 0,
    retried: 0,
  });
  const lately = stats.minutes({ type: "a", minutes: 2 }, NOW + STATS_MINUTES * MINUTE_MS);
  expect(lately.map(({ enqueued }) => enqueued)).toEqual([STATS_MINUTES, STATS_MINUTES + 1]);
});

test("times are those of this span and the last", () => {
  const stats = new QueueStats();
  const waitsAt = (now: number) => {
    stats.commit();
    const [recent] = stats.recent(["a"], now);
    return recent?.times.reduce((sum, count) => sum + count, 0);
  };
  stats.at(NOW).leased("a", 5);
  expect(waitsAt(NOW)).toBe(1);
  stats.at(NOW + TIME_SPAN_MS).leased("a", 5);
  expect(waitsAt(NOW + TIME_SPAN_MS)).toBe(2);
  expect(waitsAt(NOW + 2 * TIME_SPAN_MS)).toBe(1);
  expect(waitsAt(NOW + 3 * TIME_SPAN_MS)).toBe(0);
});

test("what is rolled back has not happened", () => {
  const stats = new QueueStats();
  stats.at(NOW).enqueued("a");
  stats.rollBack();
  stats.at(NOW).enqueued("b");
  stats.commit();
  expect(stats.minutes({ type: "a", ...DAY }, NOW)).toEqual([]);
  expect(stats.minutes({ type: ALL_TYPES, ...DAY }, NOW)).toMatchObject([{ enqueued: 1 }]);
});

test("a type that is one too many counts among all, until another one was idle for a day", () => {
  const stats = new QueueStats();
  for (let i = 0; i < MAX_COUNTED_TYPES; i++) stats.at(NOW).enqueued(`type-${i}`);
  stats.commit();
  stats.at(NOW).enqueued("late");
  stats.commit();
  expect(stats.minutes({ type: "late", ...DAY }, NOW)).toEqual([]);
  const [all] = stats.minutes({ type: ALL_TYPES, ...DAY }, NOW);
  expect(all?.enqueued).toBe(MAX_COUNTED_TYPES + 1);
  const later = NOW + (STATS_MINUTES + 1) * MINUTE_MS;
  stats.at(later).enqueued("late");
  stats.commit();
  expect(stats.minutes({ type: "late", ...DAY }, later)).toMatchObject([{ enqueued: 1 }]);
});
