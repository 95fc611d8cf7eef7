import { expect, test } from "vitest";
import { formatBytes, formatCount, formatRate, plural, sumCounts } from "./numbers.ts";

test("a count says whether there may be more", () => {
  expect([formatCount(0), formatCount(10_000, true), formatCount(1_234_567)]).toEqual([
    "0",
    "10,000+",
    "1.2M",
  ]);
  const sum = sumCounts([
    { jobs: 3, more: false },
    { jobs: 4, more: true },
  ]);
  expect(sum).toEqual({ jobs: 7, more: true });
});

test("a rate has as many digits as tell something", () => {
  expect([0, 0.01, 2.34, 1_234.5].map(formatRate)).toEqual(["0", "<0.1", "2.3", "1,235"]);
});

test("bytes and plurals", () => {
  expect([12, 2_048, 3_145_728].map(formatBytes)).toEqual(["12 B", "2.0 KiB", "3.0 MiB"]);
  expect([plural(1, "job"), plural(2, "job")]).toEqual(["1 job", "2 jobs"]);
});
