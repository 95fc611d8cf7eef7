import { expect, test } from "vitest";
import { endOf, judge, STEP_RULES, type StepRule } from "./step-rule.ts";
import type { SkipCause, StepStatus } from "./step-state.ts";

type End = "COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED/CONDITION" | "SKIPPED/FAILURE";
type Answer = "START" | "CONDITION" | "FAILURE";

const ENDS: readonly End[] = [
  "COMPLETED",
  "FAILED",
  "CANCELLED",
  "SKIPPED/CONDITION",
  "SKIPPED/FAILURE",
];

/** The rules written down a second time: as what the letters of sorted ends look like, s for success, f and k for skipped. */
const STARTS: { readonly [Rule in StepRule]: RegExp } = {
  ALL_SUCCEEDED: /^s*$/,
  NONE_FAILED: /^[ks]*$/,
  NONE_FAILED_ONE_SUCCEEDED: /^k*s+$/,
  ALL_DONE: /^[fks]*$/,
  ALL_FAILED: /^f*$/,
  ANY_SUCCEEDED: /s/,
  ANY_FAILED: /f/,
};
const FAILS_WITH_OTHERS = [
  "ALL_SUCCEEDED",
  "NONE_FAILED",
  "NONE_FAILED_ONE_SUCCEEDED",
  "ANY_SUCCEEDED",
];
const LETTERS: { readonly [Kind in End]: string } = {
  COMPLETED: "s",
  FAILED: "f",
  CANCELLED: "f",
  "SKIPPED/CONDITION": "k",
  "SKIPPED/FAILURE": "f",
};

function expected(rule: StepRule, ends: readonly End[]): Answer {
  const letters = ends
    .map((end) => LETTERS[end])
    .sort()
    .join("");
  if (STARTS[rule].test(letters)) return "START";
  return FAILS_WITH_OTHERS.includes(rule) && letters.includes("f") ? "FAILURE" : "CONDITION";
}

function answered(rule: StepRule, ends: readonly End[]): Answer {
  const verdict = judge(
    rule,
    ends.map((end) => {
      const [status, cause] = end.split("/") as [StepStatus, SkipCause | undefined];
      return endOf(status, cause, false);
    }),
  );
  if (verdict === "WAIT") throw new Error("waits for what has ended");
  return verdict === "START" ? verdict : verdict.skip;
}

const combinations = ENDS.flatMap((a) => ENDS.flatMap((b) => ENDS.map((c) => [a, b, c] as const)));

test.for(STEP_RULES)("%s of three steps, however they end", (rule) => {
  const table = (answer: typeof expected) =>
    Object.fromEntries(combinations.map((ends) => [ends.join(" "), answer(rule, ends)]));
  expect(combinations).toHaveLength(125);
  expect(table(answered)).toEqual(table(expected));
});

test("there are seven rules", () => {
  expect([...STEP_RULES].sort()).toEqual(Object.keys(STARTS).sort());
});

test.for([
  ["ALL_SUCCEEDED", "FAILED", "WAIT"],
  ["ALL_DONE", "SUCCEEDED", "WAIT"],
  ["ALL_FAILED", "FAILED", "WAIT"],
  ["ANY_FAILED", "FAILED", "START"],
  ["ANY_FAILED", "SUCCEEDED", "WAIT"],
  ["ANY_SUCCEEDED", "SUCCEEDED", "START"],
  ["ANY_SUCCEEDED", "SKIPPED", "WAIT"],
] as const)("%s with one step %s and one open: %s", ([rule, end, verdict]) => {
  expect(judge(rule, [end, "OPEN"])).toBe(verdict);
});

test("a failure that is ignored counts as success", () => {
  expect(
    ["FAILED", "CANCELLED"].map((status) => endOf(status as StepStatus, undefined, true)),
  ).toEqual(["SUCCEEDED", "SUCCEEDED"]);
  expect(endOf("SKIPPED", "FAILURE", true)).toBe("FAILED");
  expect(endOf("SKIPPED", "STOP", false)).toBe("SKIPPED");
});
