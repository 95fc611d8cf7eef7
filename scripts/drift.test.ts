import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareTrees } from "./drift.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-drift-test-"));
  for (const tree of ["fresh", "kept"]) mkdirSync(join(folder, tree, "v1"), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const compare = () => compareTrees(join(folder, "fresh"), join(folder, "kept"));

test("equal trees differ in nothing", () => {
  for (const tree of ["fresh", "kept"]) writeFileSync(join(folder, tree, "v1/a.ts"), "same");
  expect(compare()).toEqual([]);
});

test("a stale, a missing and a left-over file are each named", () => {
  writeFileSync(join(folder, "fresh/v1/a.ts"), "new");
  writeFileSync(join(folder, "kept/v1/a.ts"), "old");
  writeFileSync(join(folder, "fresh/b.ts"), "new");
  writeFileSync(join(folder, "kept/c.ts"), "old");
  expect(compare()).toEqual([
    "b.ts is missing",
    "c.ts is left over; nothing generates it",
    "v1/a.ts is stale",
  ]);
});

test("a tree that was never generated is missing as a whole", () => {
  writeFileSync(join(folder, "fresh/v1/a.ts"), "new");
  rmSync(join(folder, "kept"), { recursive: true });
  expect(compare()).toEqual(["v1/a.ts is missing"]);
});
