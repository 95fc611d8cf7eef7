import type { Json } from "@millrace/workflow";
import { expect, test } from "vitest";
import { compareDefinitions } from "./compare.ts";

test("two definitions are compared step by step, whatever the order of their fields", () => {
  const before: Json = {
    name: "w",
    timeout: "1h",
    steps: { a: { type: "t" }, b: { type: "t", after: ["a"] }, c: { type: "t" } },
  };
  const after: Json = {
    steps: { c: { type: "u", when: "true" }, b: { after: ["a"], type: "t" }, d: { type: "t" } },
    name: "w",
    finally: { a: { type: "t" } },
  };
  const { differences, steps, marks } = compareDefinitions(before, after);
  expect(differences).toEqual([
    { name: "the workflow", kind: "changed", fields: ["timeout"] },
    { id: "steps.c", name: "c", kind: "changed", fields: ["type", "when"] },
    { id: "steps.d", name: "d", kind: "added", fields: [] },
    { id: "finally.a", name: "a", kind: "added", fields: [] },
    { id: "steps.a", name: "a", kind: "removed", fields: [] },
  ]);
  expect(steps.map(({ id }) => id)).toContain("steps.a");
  expect(marks.get("steps.c")?.word).toBe("changed: type, when");
  expect(compareDefinitions(before, before).differences).toEqual([]);
});
