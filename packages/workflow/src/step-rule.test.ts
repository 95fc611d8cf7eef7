import type { SkipCause, StepStatus } from "@millrace/core";
import { expect, test } from "vitest";
import { endOf, judge, STEP_RULES, type StepRule } from "./step-rule.ts";
import { type End, expectedVerdict, RULES } from "./test/rule-table.ts";

const ENDS: readonly End[] = [
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "SKIPPED CONDITION",
  "SKIPPED FAILURE",
];
const combinations = ENDS.flatMap((a) => ENDS.flatMap((b) => ENDS.map((c) => [a, b, c] as const)));

function verdict(rule: StepRule, ends: readonly End[]): string {
  const answer = judge(
    rule,
    ends.map((end) => {
      const [status, cause] = end.split(" ") as [StepStatus, SkipCause | undefined];
      return endOf({ status, ...(cause !== undefined && { cause }) }, false);
    }),
  );
  return typeof answer === "string" ? answer : answer.skip;
}

test.for(STEP_RULES)("%s of three steps, however they end", (rule) => {
  const expected = (ends: readonly End[]) =>
    expectedVerdict(
      rule,
      ends.map((end) => ({ end, ignoresFailure: false })),
    );
  const table = (answer: (ends: readonly End[]) => string) =>
    Object.fromEntries(combinations.map((ends) => [ends.join(", "), answer(ends)]));
  expect(combinations).toHaveLength(125);
  expect(table((ends) => verdict(rule, ends))).toEqual(table(expected));
});

test("there are seven rules", () => {
  expect([...STEP_RULES].sort()).toEqual([...RULES].sort());
});

test.for([
  ["ALL_SUCCEEDED", "FAILED", "WAIT"],
  ["ALL_DONE", "SUCCEEDED", "WAIT"],
  ["ALL_FAILED", "FAILED", "WAIT"],
  ["ANY_FAILED", "FAILED", "START"],
  ["ANY_FAILED", "SUCCEEDED", "WAIT"],
  ["ANY_SUCCEEDED", "SUCCEEDED", "START"],
  ["ANY_SUCCEEDED", "SKIPPED", "WAIT"],
] as const)("%s with one step %s and one open: %s", ([rule, end, answer]) => {
  expect(judge(rule, [end, "OPEN"])).toBe(answer);
});

test("a failure that is ignored counts as success", () => {
  expect(endOf({ status: "FAILED" }, true)).toBe("SUCCEEDED");
  expect(endOf({ status: "CANCELLED" }, true)).toBe("SUCCEEDED");
  expect(endOf({ status: "SKIPPED", cause: "FAILURE" }, true)).toBe("FAILED");
  expect(endOf({ status: "SKIPPED", cause: "STOP" }, false)).toBe("SKIPPED");
});
