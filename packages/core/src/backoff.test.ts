import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Backoff, backoffMs, DEFAULT_BACKOFF } from "./backoff.ts";

const backoffs: fc.Arbitrary<Backoff> = fc.record({
  initialMs: fc.nat(1e9),
  multiplier: fc.double({ min: 1, max: 100, noNaN: true }),
  maxMs: fc.nat(1e10),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const attempts = fc.integer({ min: 1, max: 1_000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("the default is 2 s, doubling, 5 minutes at most, and up to a quarter more", () => {
  const waits = [1, 2, 3, 4, 8, 9, 1_000].map((attempt) => backoffMs(DEFAULT_BACKOFF, attempt, 0));
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 256_000, 300_000, 300_000]);
  expect(backoffMs(DEFAULT_BACKOFF, 1, 0.5)).toBe(2_250);
  expect(backoffMs(DEFAULT_BACKOFF, 1_000, 0.999_999)).toBeLessThanOrEqual(375_000);
});

test("no wait stays none, however far the multiplier grows", () => {
  const none = { ...DEFAULT_BACKOFF, initialMs: 0, multiplier: 100 };
  expect(backoffMs(none, 1_000, 0.5)).toBe(0);
});

describe("any backoff", () => {
  test("is a whole number of milliseconds, from none to the longest with its jitter", () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, attempt, random) => {
        const waitMs = backoffMs(backoff, attempt, random);
        expect(Number.isSafeInteger(waitMs)).toBe(true);
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(backoff.maxMs * (1 + backoff.jitter));
      }),
    );
  });

  test("never falls from one attempt to the next, for the same random number", () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, attempt, random) => {
        expect(backoffMs(backoff, attempt + 1, random)).toBeGreaterThanOrEqual(
          backoffMs(backoff, attempt, random),
        );
      }),
    );
  });

  test("without jitter does not depend on chance", () => {
    fc.assert(
      fc.property(backoffs, attempts, randoms, (backoff, attempt, random) => {
        const steady = { ...backoff, jitter: 0 };
        expect(backoffMs(steady, attempt, random)).toBe(backoffMs(steady, attempt, 0));
      }),
    );
  });

  test("of multiplier 1 is fixed", () => {
    fc.assert(
      fc.property(backoffs, attempts, (backoff, attempt) => {
        const fixed = { ...backoff, multiplier: 1 };
        expect(backoffMs(fixed, attempt, 0)).toBe(Math.min(backoff.initialMs, backoff.maxMs));
      }),
    );
  });
});
