import { expect, test } from "vitest";
import { formatRelative } from "./times.ts";

test.each([
  [10, "now"],
  [-65_000, "1m ago"],
  [7_200_000, "in 2h"],
])("%i ms from now is %s", (ms, text) => {
  expect(formatRelative(1e12 + ms, 1e12)).toBe(text);
});
