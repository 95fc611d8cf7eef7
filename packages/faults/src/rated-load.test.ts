import type { Job } from "@millrace/core";
import { expect, test } from "vitest";
import { brokenRates, RATED_TYPE } from "./rated-load.ts";

const jobsAt = (times: readonly number[], concurrencyKey = "a") =>
  times.map(
    (startedAt) =>
      ({
        id: `${concurrencyKey} ${startedAt}`,
        type: RATED_TYPE,
        concurrencyKey,
        startedAt,
      }) as Job,
  );
const start = (id: string, leasedAt: number) => ({ id, leasedAt, at: leasedAt });

test("as many starts as the rates let break none", () => {
  const jobs = [...jobsAt([0, 1, 2, 3, 300]), ...jobsAt([0, 1, 2, 3, 300], "b")];
  // Each is known from its job already.
  const starts = jobs.map(({ id, startedAt = 0 }) => start(id, startedAt));
  expect(brokenRates(jobs, starts, true)).toEqual([]);
});

test.each([
  ["of a key", jobsAt([0, 1, 2, 3, 299]), [], /^5 attempts of the key a .* within 299 ms/],
  ["that was repeated", jobsAt([0, 1, 2, 3]), [start("a 3", 2)], /^5 attempts of the key a/],
  [
    "of the queue",
    ["a", "b", "c", "d", "e"].flatMap((key) => jobsAt([0, 1, 2, 3], key)),
    [],
    /^17 attempts of the queue .* within 3 ms/,
  ],
])("a start too many %s is told", (_, jobs, starts, what) => {
  expect(brokenRates(jobs, starts, true)[0]?.what).toMatch(what);
});
