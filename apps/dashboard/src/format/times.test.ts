import { expect, test } from "vitest";
import { formatAge, formatLength, formatRelative } from "./times.ts";

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
  expect(formatLength(ms)).toBe(text);
});

test.each([
  [10, "now"],
  [-65_000, "1m ago"],
  [7_200_000, "in 2h"],
])("%i ms from now is %s", (ms, text) => {
  expect(formatRelative(1e12 + ms, 1e12)).toBe(text);
});

test("an age has its largest unit alone", () => {
  expect([5, 61_000, 90_000_000].map(formatAge)).toEqual(["5ms", "1m", "1d"]);
});
