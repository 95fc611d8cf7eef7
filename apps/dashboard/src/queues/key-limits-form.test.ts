import type { KeyLimits } from "@millrace/core";
import { expect, test } from "vitest";
import { toKeyForm, toKeyLimits } from "./key-limits-form.ts";

/** With every field that there is: a form sets all of them, so that one that it has not would be lost. */
const ALL: Required<KeyLimits> = {
  maxRunning: 5,
  rate: { limit: 30, periodMs: 10_000, burst: 3 },
  weight: 2.5,
};

test.each([{}, { weight: 0.01 }, ALL])("a form has %o and gives it back", (limits) => {
  expect(toKeyLimits(toKeyForm(limits))).toEqual(limits);
});

test("what people write is read, and what is wrong is said", () => {
  const form = toKeyForm({});
  expect(toKeyLimits({ ...form, weight: " 3 ", maxRunning: "1,000" })).toEqual({
    ...{ weight: 3, maxRunning: 1_000 },
  });
  expect(() => toKeyLimits({ ...form, weight: "much" })).toThrow("from 0.01 to 1000");
  expect(() => toKeyLimits({ ...form, burst: "5" })).toThrow("how many may start");
});
