import { expect, test } from "vitest";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { MillraceError } from "./millrace-error.ts";

interface Shape {
  readonly delay?: number;
  readonly statuses?: string[];
}

const NAMES: FieldNames<Shape> = { delay: true, statuses: true };

function violations(note: (check: FieldCheck) => void) {
  const check = new FieldCheck();
  note(check);
  return check.error("no")?.violations.map(({ field, description }) => `${field} ${description}`);
}

test("an object with known fields only is in order", () => {
  expect(violations((check) => check.only({ delay: 1 }, NAMES, "a shape"))).toBeUndefined();
  expect(violations((check) => check.only({}, NAMES, "a shape"))).toBeUndefined();
});

test.each([
  [{ dealy: 1 }, "dealy is no field of a shape (did you mean delay?); there are delay, statuses"],
  [{ toString: 1 }, "toString is no field of a shape; there are delay, statuses"],
  [JSON.parse('{"__proto__": 1}'), "__proto__ is no field of a shape; there are delay, statuses"],
  [{ other: undefined }, "other is no field of a shape; there are delay, statuses"],
  [null, "options must be an object with fields of a shape, but is null"],
  ["delay", 'options must be an object with fields of a shape, but is "delay"'],
  [[1], "options must be an object with fields of a shape, but is an array"],
  [5, "options must be an object with fields of a shape, but is 5"],
])("%j is refused", (value, message) => {
  expect(violations((check) => check.only(value, NAMES, "a shape"))).toEqual([message]);
});

test("every unknown field is named, by its path", () => {
  const found = violations((check) => check.only({ a: 1, delayMs: 2 }, NAMES, "a shape", "inner"));
  expect(found?.map((text) => text.split(" ")[0])).toEqual(["inner.a", "inner.delayMs"]);
});

test.each([
  ["5", 'f must be a whole number from 0 to 9, but is "5"'],
  [1.5, "f must be a whole number from 0 to 9, but is 1.5"],
  [5n, "f must be a whole number from 0 to 9, but is the BigInt 5"],
  [{}, "f must be a whole number from 0 to 9, but is an object"],
  [null, "f must be a whole number from 0 to 9, but is null"],
  [Number.NaN, "f must be a whole number from 0 to 9, but is not a valid value"],
])("%o is no whole number, and shown as what it is", (value, message) => {
  expect(violations((check) => check.integer("f", value as number, 0, 9))).toEqual([message]);
});

test("a text is no number, though JavaScript would compare it as one", () => {
  const found = violations((check) => check.number("f", "0.5" as never, 0, 1));
  expect(found).toEqual(['f must be from 0 to 1, but is "0.5"']);
});

test("what is no text is refused as such", () => {
  expect(violations((check) => check.text("f", 5 as never, 9))).toEqual([
    "f must be a string, but is 5",
  ]);
});

test("a text that is none of those allowed is told what they are", () => {
  expect(violations((check) => check.oneOf("f", "c", ["a", "b"]))).toEqual([
    'f must be one of a, b, but is "c"',
  ]);
});

test("the first 20 problems are named, and the others counted", () => {
  const check = new FieldCheck();
  for (let i = 0; i < 2_000; i++) check.integer(`items[${i}]`, -1, 0, 9);
  const error = check.error("no") as MillraceError;
  expect(error.violations).toHaveLength(20);
  expect(error.violations[19]?.field).toBe("items[19]");
  expect(error.message).toMatch(/^no: items\[0\] must be .*; and 1,980 more$/);
});

test("of unknown fields as well", () => {
  const fields = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 1]));
  const check = new FieldCheck();
  check.only(fields, NAMES, "a shape");
  const error = check.error("no") as MillraceError;
  expect(error.violations).toHaveLength(20);
  expect(error.message).toMatch(/; and 980 more$/);
});

test("long fields and values are cut, and fewer of them named", () => {
  const check = new FieldCheck();
  for (let i = 0; i < 30; i++) check.invalid("k".repeat(5_000), "v".repeat(5_000));
  const error = check.error("no") as MillraceError;
  expect(error.violations).toHaveLength(3);
  expect(error.violations[0]?.field).toBe(`${"k".repeat(100)}…`);
  expect(error.message.length).toBeLessThan(1_800);
  expect(error.message).toMatch(/; and 27 more$/);
});

test("a problem that is only counted still tells which code refuses the request", () => {
  const check = new FieldCheck();
  for (let i = 0; i < 20; i++) check.exceeds(`f${i}`, 2, 1, "bytes");
  expect(check.error("no")?.code).toBe("RESOURCE_EXHAUSTED");
  check.invalid("f20", "must be good");
  expect(check.error("no")?.code).toBe("INVALID_ARGUMENT");
});
