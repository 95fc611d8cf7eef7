import { expect, test } from "vitest";
import { workflowFileProblems } from "./workflow-file.ts";

const problems = (...lines: string[]) => workflowFileProblems(lines.join("\n"), "order.yaml");

const ORDER = [
  "name: order",
  "schema: 1",
  "steps:",
  "  charge: { type: charge }",
  "  ship:",
  "    type: ship",
];

test("a file of YAML or JSON that is in order has no problems", () => {
  expect(problems(...ORDER, "    after: [charge]", "    when: steps.charge.result.ok")).toEqual([]);
  expect(problems('{"name": "a", "schema": 1, "steps": {"a": {"type": "x"}}}')).toEqual([]);
});

test("each problem has its line and its field", () => {
  expect(
    problems(...ORDER, "    after:", "      - charge", "      - nobody", "    prio: 1"),
  ).toEqual([
    expect.stringMatching(
      /^order\.yaml:10: steps\.ship\.prio is no field of a step that runs a job/,
    ),
    expect.stringMatching(/^order\.yaml:9: steps\.ship\.after\[1\] names step nobody/),
  ]);
});

test("a name that stands twice, and what is no YAML, have lines as well", () => {
  expect(problems(...ORDER, "  charge: { type: x }")).toEqual([
    "order.yaml:7: Map keys must be unique",
  ]);
  expect(problems("a: [")).toEqual([expect.stringMatching(/^order\.yaml:1: /)]);
  expect(problems(...ORDER, "    input: 12345678901234567890")).toEqual([
    "order.yaml:7: 12345678901234567890 would lose digits; write it as a text",
  ]);
});
