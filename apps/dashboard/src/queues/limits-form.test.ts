import type { QueueLimits } from "@millrace/core";
import { expect, test } from "vitest";
import { toForm, toLimits } from "./limits-form.ts";

const LIMITS: readonly QueueLimits[] = [
  {},
  { maxRunning: 10 },
  { keyMaxRunning: 1, rate: { limit: 100, periodMs: 90_000 } },
  { maxRunning: 1_000_000, rate: { limit: 5, periodMs: 1_500, burst: 2 } },
];
/** With every field that there is: a form sets all of them, so that one that it has not would be lost. */
const ALL: Required<QueueLimits> = {
  maxRunning: 10,
  keyMaxRunning: 1,
  rate: { limit: 100, periodMs: 90_000 },
  keyRate: { limit: 7, periodMs: 3_600_000, burst: 3 },
  order: "FAIR",
  keyOnFailure: "HALT",
  agingMs: 90_000,
};

test.each([...LIMITS, ALL])("a form has %o and gives it back", (limits) => {
  expect(toLimits(toForm(limits))).toEqual(limits);
});

test("what people write is read, and what is wrong is said", () => {
  const form = toForm({});
  expect(toLimits({ ...form, maxRunning: " 1,000 " })).toEqual({ maxRunning: 1_000 });
  expect(toLimits({ ...form, starts: "5", period: "1h" })).toEqual({
    rate: { limit: 5, periodMs: 3_600_000 },
  });
  expect(() => toLimits({ ...form, maxRunning: "-1" })).toThrow("jobs that run");
  expect(() => toLimits({ ...form, starts: "5", period: "soon" })).toThrow("such as 1s");
  expect(() => toLimits({ ...form, burst: "5" })).toThrow("how many may start");
});
