import { expect, test } from "vitest";
import { CappedLabel } from "./capped-label.ts";

test("the first 200 values have something of their own, the rest of them one together", () => {
  const made: string[] = [];
  const label = new CappedLabel((value) => {
    made.push(value);
    return { value };
  });
  const values = Array.from({ length: 1_000 }, (_, i) => `type-${i}`);
  const kept = values.map((value) => label.of(value));
  expect(kept.slice(0, 200).map(({ value }) => value)).toEqual(values.slice(0, 200));
  expect(new Set(kept.slice(200).map(({ value }) => value))).toEqual(new Set(["_other"]));
  expect(made).toHaveLength(201);
  expect(label.of("type-7")).toBe(kept[7]);
  expect(label.of("type-900")).toBe(label.other);
});

test("a value that nobody has checked takes no place", () => {
  const label = new CappedLabel((value) => ({ value }));
  const mail = label.of("mail");
  expect(label.known("mail")).toBe(mail);
  expect(label.known("nonsense")).toBe(label.other);
});
