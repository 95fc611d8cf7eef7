import type { SkipCause, StepStatus } from "@millrace/core";

export type FinalStepStatus = Exclude<StepStatus, "BLOCKED" | "STARTED">;

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
