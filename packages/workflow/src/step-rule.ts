import type { SkipCause } from "@millrace/core";
import type { StepPosition } from "./step-status.ts";

/**
 * What the ends of the steps that come before mean for a step. A step has failed when it is `FAILED` or `CANCELLED` and
 * its failure is not ignored, or was skipped because of a failure; it has succeeded when it is `COMPLETED`, or its
 * failure is ignored.
 *
 * - `ALL_SUCCEEDED`: all have succeeded.
 * - `NONE_FAILED`: none has failed; some may have been skipped.
 * - `NONE_FAILED_ONE_SUCCEEDED`: none has failed, and one has succeeded.
 * - `ALL_DONE`: all have ended, however they did.
 * - `ALL_FAILED`: all have failed.
 * - `ANY_SUCCEEDED`: one has succeeded; the step does not wait for the others.
 * - `ANY_FAILED`: one has failed; the step does not wait for the others.
 */
export type StepRule =
  | "ALL_SUCCEEDED"
  | "NONE_FAILED"
  | "NONE_FAILED_ONE_SUCCEEDED"
  | "ALL_DONE"
  | "ALL_FAILED"
  | "ANY_SUCCEEDED"
  | "ANY_FAILED";

/** How a step counts for those that come after it. */
export type StepEnd = "OPEN" | "SUCCEEDED" | "FAILED" | "SKIPPED";

/** What a rule says. */
export type Verdict =
  | "WAIT"
  | "START"
  | { readonly skip: Extract<SkipCause, "CONDITION" | "FAILURE"> };

interface Counts {
  readonly all: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly isOver: boolean;
}

const HOLDS: { readonly [Rule in StepRule]: (counts: Counts) => boolean } = {
  ALL_SUCCEEDED: ({ all, succeeded, isOver }) => isOver && succeeded === all,
  NONE_FAILED: ({ failed, isOver }) => isOver && failed === 0,
  NONE_FAILED_ONE_SUCCEEDED: ({ failed, succeeded, isOver }) =>
    isOver && failed === 0 && succeeded > 0,
  ALL_DONE: ({ isOver }) => isOver,
  ALL_FAILED: ({ all, failed, isOver }) => isOver && failed === all,
  ANY_SUCCEEDED: ({ succeeded }) => succeeded > 0,
  ANY_FAILED: ({ failed }) => failed > 0,
};

export const STEP_RULES = Object.keys(HOLDS) as readonly StepRule[];

// Those that wait for failures are skipped because nothing failed, which is no failure.
const ABOUT_FAILURES: ReadonlySet<StepRule> = new Set(["ALL_DONE", "ALL_FAILED", "ANY_FAILED"]);

/** Whether `rule` is there to handle failures, so that its step also starts in a run that stops. */
export function handlesFailures(rule: StepRule): boolean {
  return ABOUT_FAILURES.has(rule);
}

/** What `rule` makes of how the steps before have ended. */
export function judge(rule: StepRule, ends: readonly StepEnd[]): Verdict {
  const count = (end: StepEnd) => ends.filter((other) => other === end).length;
  const failed = count("FAILED");
  const isOver = count("OPEN") === 0;
  if (HOLDS[rule]({ all: ends.length, succeeded: count("SUCCEEDED"), failed, isOver })) {
    return "START";
  }
  if (!isOver) return "WAIT";
  return { skip: failed > 0 && !handlesFailures(rule) ? "FAILURE" : "CONDITION" };
}

/** How a step counts that is where it is. */
export function endOf({ status, cause }: StepPosition, ignoresFailure: boolean): StepEnd {
  switch (status) {
    case "BLOCKED":
    case "STARTED":
      return "OPEN";
    case "COMPLETED":
      return "SUCCEEDED";
    case "SKIPPED":
      return cause === "FAILURE" ? "FAILED" : "SKIPPED";
    default:
      return ignoresFailure ? "SUCCEEDED" : "FAILED";
  }
}
