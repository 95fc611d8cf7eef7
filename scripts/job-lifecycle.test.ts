import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GONE, JOB_MOVES, JOB_STATUSES, TRANSITIONS } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { LIFECYCLE_DOC, withLifecycle } from "./job-lifecycle.ts";

const page = readFileSync(join(import.meta.dirname, "..", LIFECYCLE_DOC), "utf8");
const generated = withLifecycle(page);

describe("every transition", () => {
  const cases = JOB_STATUSES.flatMap((from) =>
    JOB_MOVES.flatMap((move) => (TRANSITIONS[from][move] ?? []).map((to) => ({ from, move, to }))),
  );

  test.each(cases.filter(({ to }) => to !== GONE))("$from $move to $to is drawn", (arrow) => {
    const { from, move, to } = arrow;
    const line = generated.split("\n").find((text) => text.startsWith(`  ${from} --> ${to}: `));
    expect(line?.split(": ")[1]?.split(", ")).toContain(move);
  });

  test.each(cases)("$from $move to $to stands in the table", ({ from, move, to }) => {
    const rows = generated.split("\n").filter((line) => line.startsWith("| "));
    const header = rows.find((line) => line.startsWith("| from |")) ?? "";
    const row = rows.slice(rows.indexOf(header)).find((line) => line.startsWith(`| ${from} |`));
    const cells = (line: string) => line.split("|").map((cell) => cell.trim());
    const cell = cells(row ?? "")[cells(header).indexOf(move)];
    expect(cell?.split(", ")).toContain(to);
  });
});

test("what stands outside of the markers stays as it is", () => {
  const [before] = generated.split("<!-- generated");
  expect(page.startsWith(before ?? "")).toBe(true);
  expect(withLifecycle(generated)).toBe(generated);
});

test("a page without markers is refused", () => {
  expect(() => withLifecycle("# A page")).toThrow("must have the lines");
});
