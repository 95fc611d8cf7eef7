import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Duration,
  durationMs,
  formatDuration,
  formatRoughDuration,
  toDuration,
} from "./duration.ts";

test.each<[Duration, number]>([
  [0, 0],
  [1_500, 1_500],
  ["0s", 0],
  ["250ms", 250],
  ["30s", 30_000],
  ["1.5s", 1_500],
  ["5m", 300_000],
  ["2h", 7_200_000],
  ["1d", 86_400_000],
  ["0.5d", 43_200_000],
])("%o is %d ms", (duration, ms) => {
  expect(durationMs(duration)).toBe(ms);
});

test("parts of a millisecond count as a whole one", () => {
  expect(durationMs(0.1)).toBe(1);
  expect(durationMs("0.0001s")).toBe(1);
});

test.each([
  "",
  "s",
  "5",
  "5 s",
  " 5s",
  "5s ",
  "-5s",
  "+5s",
  ".5s",
  "5.s",
  "1e3s",
  "5w",
  "5S",
  "5s5s",
])("%o is none", (text) => {
  expect(() => durationMs(text as Duration)).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      message: expect.stringContaining(JSON.stringify(text)),
    }),
  );
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("%d is none", (number) => {
  expect(() => durationMs(number)).toThrow("is not a duration");
});

test("is a whole number, and the units agree", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (n) => {
      expect(durationMs(`${n}s`)).toBe(n * 1_000);
      expect(durationMs(`${n}m`)).toBe(durationMs(`${n * 60}s`));
      expect(durationMs(`${n}h`)).toBe(durationMs(`${n * 60}m`));
      expect(durationMs(`${n}d`)).toBe(durationMs(`${n * 24}h`));
      expect(durationMs(n)).toBe(durationMs(`${n}ms`));
    }),
  );
});

test.each([
  [0, "0s"],
  [12.4, "12ms"],
  [1_000, "1s"],
  [1_449, "1.4s"],
  [59_999, "59s"],
  [200_000, "3m 20s"],
  [3_600_000, "1h"],
  [90_061_000, "1d 1h"],
])("%i ms are %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test("a rough length has its largest unit alone", () => {
  expect([5, 61_000, 90_000_000].map(formatRoughDuration)).toEqual(["5ms", "1m", "1d"]);
});

test.each([0, 1, 1_500, 90_000, 3_600_000, 172_800_000])(
  "%i ms are read again as written",
  (ms) => {
    expect(durationMs(toDuration(ms))).toBe(ms);
  },
);
