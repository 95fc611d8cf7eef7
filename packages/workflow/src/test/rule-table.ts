import type { StepRule } from "../step-rule.ts";

export type End =
  | "COMPLETED"
  | "FAILED"
  | "CANCELLED"
  | "SKIPPED CONDITION"
  | "SKIPPED FAILURE"
  | "SKIPPED STOP";

/** The rules written down a second time: what the letters of ended steps look like in order. */
const STARTS: { readonly [Rule in StepRule]: RegExp } = {
  ALL_SUCCEEDED: /^s*$/,
  NONE_FAILED: /^[ks]*$/,
  NONE_FAILED_ONE_SUCCEEDED: /^k*s+$/,
  ALL_DONE: /^[fks]*$/,
  ALL_FAILED: /^f*$/,
  ANY_SUCCEEDED: /s/,
  ANY_FAILED: /f/,
};

export const RULES = Object.keys(STARTS) as readonly StepRule[];

const WANT_SUCCESS = ["ALL_SUCCEEDED", "NONE_FAILED", "NONE_FAILED_ONE_SUCCEEDED", "ANY_SUCCEEDED"];

/** s for success, f for failure, k for skipped. */
function letterOf(end: End, ignoresFailure: boolean): string {
  if (end === "COMPLETED") return "s";
  if (end === "FAILED" || end === "CANCELLED") return ignoresFailure ? "s" : "f";
  return end === "SKIPPED FAILURE" ? "f" : "k";
}

/** What a rule makes of steps that have all ended. */
export function expectedVerdict(
  rule: StepRule,
  ends: readonly { readonly end: End; readonly ignoresFailure: boolean }[],
): "START" | "CONDITION" | "FAILURE" {
  const letters = ends
    .map(({ end, ignoresFailure }) => letterOf(end, ignoresFailure))
    .sort()
    .join("");
  if (STARTS[rule].test(letters)) return "START";
  return WANT_SUCCESS.includes(rule) && letters.includes("f") ? "FAILURE" : "CONDITION";
}
