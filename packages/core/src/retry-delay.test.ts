import fc from "fast-check";
import { expect, test } from "vitest";
import { type RetryDelay, retryDelayMs } from "./retry-delay.ts";

const DELAY: RetryDelay = { minMs: 100, maxMs: 5_000 };

test("the longest wait doubles up to the maximum", () => {
  const waits = [1, 2, 3, 6, 7, 2_000].map((failures) => retryDelayMs(failures, DELAY, 0));
  expect(waits).toEqual([100, 200, 400, 3_200, 5_000, 5_000]);
});

test("a wait is more than half of the longest one, and whole", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), random, (failures, drawn) => {
      const waitMs = retryDelayMs(failures, DELAY, drawn);
      const longestMs = retryDelayMs(failures, DELAY, 0);
      expect(waitMs).toBeGreaterThanOrEqual(longestMs / 2);
      expect(waitMs).toBeLessThanOrEqual(longestMs);
      expect(Number.isInteger(waitMs)).toBe(true);
    }),
  );
});

test("waits of several that failed together differ", () => {
  const waits = new Set(Array.from({ length: 100 }, () => retryDelayMs(7, DELAY)));
  expect(waits.size).toBeGreaterThan(50);
});
