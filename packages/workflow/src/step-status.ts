/**
 * Where a step is.
 *
 * - `BLOCKED`: it waits for the steps before; from the start of the run on.
 * - `STARTED`: its job, its runs, its timer or its wait for a signal have begun.
 * - `COMPLETED`, `FAILED`, `CANCELLED`: as its job, or what stands for one, has ended.
 * - `SKIPPED`: it never starts.
 */
export type StepStatus = "BLOCKED" | "STARTED" | FinalStepStatus;
export type FinalStepStatus = "COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED";

/**
 * Why a step was skipped.
 *
 * - `CONDITION`: by its `when`, or because its rule did not hold without a failure being why.
 * - `FAILURE`: because a step before it has failed.
 * - `STOP`: because the run stopped at a failure, or its time was over.
 */
export type SkipCause = "CONDITION" | "FAILURE" | "STOP";

/** A status, with what belongs to it. */
export interface StepPosition {
  readonly status: StepStatus;
  /** Of `SKIPPED`. */
  readonly cause?: SkipCause;
  /** Of `STARTED`: present once its jobs or runs are to be cancelled. */
  readonly isCancelling?: true;
}

const POSITIONS = {
  B: { status: "BLOCKED" },
  R: { status: "STARTED" },
  X: { status: "STARTED", isCancelling: true },
  C: { status: "COMPLETED" },
  F: { status: "FAILED" },
  K: { status: "CANCELLED" },
  c: { status: "SKIPPED", cause: "CONDITION" },
  f: { status: "SKIPPED", cause: "FAILURE" },
  s: { status: "SKIPPED", cause: "STOP" },
} as const satisfies Record<string, StepPosition>;

/** A position as one letter, of which a run keeps one a step. */
export type StepLetter = keyof typeof POSITIONS;

export function positionOf(letter: StepLetter): StepPosition {
  return POSITIONS[letter];
}

/** The letter of a position. */
export function letterOf({ status, cause, isCancelling }: StepPosition): StepLetter {
  switch (status) {
    case "BLOCKED":
      return "B";
    case "STARTED":
      return isCancelling === true ? "X" : "R";
    case "COMPLETED":
      return "C";
    case "FAILED":
      return "F";
    case "CANCELLED":
      return "K";
    case "SKIPPED":
      return cause === "FAILURE" ? "f" : cause === "STOP" ? "s" : "c";
  }
}

export function isFinalStep(status: StepStatus): status is FinalStepStatus {
  return status !== "BLOCKED" && status !== "STARTED";
}
