import type { SkipCause, StepStatus } from "@millrace/workflow";
import { Ban, CircleCheck, CirclePlay, CircleX, Hourglass, SkipForward } from "lucide-react";
import type { StepMark } from "./graph-node.ts";

type StepLook = StepMark & Required<Pick<StepMark, "icon" | "text" | "word">>;

/** How the status of a step looks: by an icon and a word, never by its colour alone. */
export const STEP_STATUS_LOOKS: { readonly [Status in StepStatus]: StepLook } = {
  BLOCKED: { icon: Hourglass, word: "waits", text: "text-blocked", isFaint: true },
  STARTED: { icon: CirclePlay, word: "started", text: "text-running", border: "border-running" },
  COMPLETED: {
    icon: CircleCheck,
    word: "completed",
    text: "text-completed",
    border: "border-completed",
  },
  FAILED: { icon: CircleX, word: "failed", text: "text-failed", border: "border-failed" },
  CANCELLED: { icon: Ban, word: "cancelled", text: "text-cancelled", border: "border-cancelled" },
  SKIPPED: { icon: SkipForward, word: "skipped", text: "text-cancelled", isFaint: true },
};

const CAUSES: { readonly [Cause in SkipCause]: string } = {
  CONDITION: "by its condition or rule",
  FAILURE: "after a failure",
  STOP: "as the run stopped",
};

/** How a step looks that is in a status, for a cause. */
export function stepMark(status: StepStatus, cause?: SkipCause, note?: string): StepMark {
  const look = STEP_STATUS_LOOKS[status];
  const word = cause === undefined ? look.word : `${look.word} ${CAUSES[cause]}`;
  // The note first, since the end of it is what a small node cuts off.
  return { ...look, word: note === undefined ? word : `${note}, ${word}` };
}
