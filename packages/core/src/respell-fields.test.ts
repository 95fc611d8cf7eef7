import { expect, test } from "vitest";
import { FieldCheck } from "./field-check.ts";
import { respellFields, withoutUnit } from "./respell-fields.ts";

function refusal(...fields: string[]) {
  const check = new FieldCheck();
  for (const field of fields) check.invalid(field, "is odd");
  const error = check.error("cannot enqueue");
  if (error === undefined) throw new Error("nothing was noted");
  return error;
}

test("names are spelt anew in the violations and in the message", () => {
  const error = respellFields(refusal("delayMs", "backoff.initialMs", "priority"), withoutUnit);
  expect(error.violations.map(({ field }) => field)).toEqual([
    "delay",
    "backoff.initial",
    "priority",
  ]);
  expect(error.message).toBe(
    "cannot enqueue: delay is odd; backoff.initial is odd; priority is odd",
  );
  expect(error.code).toBe("INVALID_ARGUMENT");
});

test("what stands in brackets is the caller's own", () => {
  const error = respellFields(refusal('metadata["a.waitMs\\"]b"]', "items[0].waitMs"), withoutUnit);
  expect(error.violations.map(({ field }) => field)).toEqual([
    'metadata["a.waitMs\\"]b"]',
    "items[0].wait",
  ]);
});

test("an error without such names stays the same", () => {
  const error = refusal("priority");
  expect(respellFields(error, withoutUnit)).toBe(error);
});
