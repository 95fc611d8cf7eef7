import { cancelItems } from "./map-step.ts";
import type { RunDraft } from "./run-draft.ts";
import { handlesFailures } from "./step-rule.ts";
import type { PlannedStep } from "./workflow.ts";

const CANCELLED = "the run was cancelled";
const TIMED_OUT = "the time for the run was over";

/** Has what has started end: a timer at once, a job or run when it does. */
export function cancelStarted(run: RunDraft, step: PlannedStep, reason: string): void {
  const { status, isCancelling } = run.positionOf(step);
  if (status !== "STARTED" || isCancelling === true) return;
  const { kind } = step.action;
  const isWaiting = kind === "sleep" || kind === "await";
  const isOpen = !isWaiting && (kind === "map" ? cancelItems(run, step) : run.cancel(step));
  if (isOpen) run.setPosition(step, { status, isCancelling: true });
  else run.end(step, "CANCELLED", { error: reason });
}

/** Cancels a run: what waits ends at once, what runs is asked to, then the last steps run. */
export function cancelRun(run: RunDraft, reason: string | undefined): void {
  run.toStatus("CANCELLING", reason);
  delete run.run.isWaiting;
  for (const step of run.stepsOf("steps", "on_failure")) {
    if (run.positionOf(step).status !== "BLOCKED") cancelStarted(run, step, CANCELLED);
    else if (step.section === run.run.section) run.end(step, "CANCELLED", { error: CANCELLED });
  }
}

/** Ends a run whose time is over, but for its hooks. */
export function timeOutRun(run: RunDraft): void {
  run.run.isTimedOut = true;
  run.noteFailure({ message: TIMED_OUT });
  for (const step of run.stepsOf("steps")) {
    if (run.positionOf(step).status === "BLOCKED") run.end(step, "SKIPPED", { cause: "STOP" });
    else cancelStarted(run, step, TIMED_OUT);
  }
}

/** Makes of the failure of a step what the workflow says. */
export function stopAtFailure(run: RunDraft, failed: PlannedStep): void {
  const { failure } = run.workflow;
  const { status, isStopped } = run.run;
  const isStop = failure !== "CONTINUE" && failed.section === "steps";
  if (!isStop || isStopped === true || status === "CANCELLING") return;
  run.run.isStopped = true;
  for (const step of run.stepsOf("steps")) {
    if (run.positionOf(step).status === "BLOCKED") {
      if (!handlesFailures(step.rule)) run.end(step, "SKIPPED", { cause: "STOP" });
    } else if (failure === "STOP_NOW") {
      cancelStarted(run, step, `step ${failed.name} failed`);
    }
  }
}
