import { isFinalRun } from "@millrace/core";
import { cancelItems } from "./map-step.ts";
import { countsAsFailure, type RunDraft, runsWorkflow } from "./run-draft.ts";
import type { RerunOrder, RetryOrder, RunOrder } from "./run-event.ts";
import { PART, type StepStart } from "./run-parts.ts";
import type { RunReader } from "./run-reader.ts";
import type { PlannedStep } from "./workflow.ts";

/** Has steps of a run that has ended run again, and all that come after them, hooks included. */
export function rerun(run: RunDraft, { from, input }: RerunOrder): void {
  const steps = from === "FAILED" ? failedSteps(run) : from.map((name) => stepOf(run, name));
  if (input !== undefined) run.setInput(input);
  const behind = stepsBehind(run, steps);
  for (const step of new Set([...steps, ...behind])) {
    block(run, step, { goesOn: from === "FAILED" && !behind.has(step) });
  }
  beginAttempt(run);
}

/** Has a step that has failed run again, in a run that goes on. */
export function retryStep(run: RunDraft, { step: name, how = "RESUME" }: RetryOrder): void {
  const step = stepOf(run, name);
  block(run, step, { goesOn: how === "RESUME" });
  run.looks.push(step, ...unskipBehind(run, step));
  forgetFailure(run);
}

/** Has a step for completed, with a result that was made by hand. */
export function skipStep(
  run: RunDraft,
  { step: name, result }: Extract<RunOrder, { kind: "skip" }>,
): void {
  const step = stepOf(run, name);
  if (isFinalRun(run.run.status)) {
    for (const behind of stepsBehind(run, [step])) block(run, behind, { goesOn: false });
    run.setChildren(step, undefined);
    run.end(step, "COMPLETED", { result });
    beginAttempt(run);
    return;
  }
  const { status } = run.positionOf(step);
  if (status === "STARTED") {
    // Its job or run may end as it likes: nobody waits for it any more.
    const { kind } = step.action;
    if (kind === "map") cancelItems(run, step);
    else if (kind === "task" || kind === "workflow") run.cancel(step);
  }
  run.setChildren(step, undefined);
  if (status !== "STARTED" && status !== "BLOCKED") run.looks.push(...unskipBehind(run, step));
  run.end(step, "COMPLETED", { result });
  forgetFailure(run);
}

/** The steps for which a rerun of what failed is. */
export function failedSteps(run: RunReader): PlannedStep[] {
  return run.stepsOf("steps").filter((step) => {
    const { status, cause } = run.positionOf(step);
    return countsAsFailure(step, status) || cause === "FAILURE" || cause === "STOP";
  });
}

/** All that come after some steps, directly or not. */
export function stepsBehind(run: RunReader, steps: readonly PlannedStep[]): Set<PlannedStep> {
  const found = new Set<PlannedStep>();
  const open = [...steps];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    for (const name of step.dependants) {
      const next = stepOf(run, name);
      if (found.has(next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** Has a step wait again, without what came of it; one that goes on keeps the items or the run that it has. */
function block(run: RunDraft, step: PlannedStep, { goesOn }: { readonly goesOn: boolean }): void {
  const { status } = run.positionOf(step);
  if (status === "BLOCKED") return;
  const children = run.childrenOf(step);
  const isRun = step.action.kind === "workflow" && goesOn && hasStarted(run, step);
  if (isRun) run.run.resumes = [...run.run.resumes, step.name];
  // What still runs is of an epoch that has ended.
  else if (status !== "SKIPPED") run.run.epochs[step.name] = run.epochOf(step) + 1;
  if (goesOn && children !== undefined) children.redo();
  else run.setChildren(step, undefined);
  run.note({ step: step.name, from: status, to: "BLOCKED" });
  run.setPosition(step, { status: "BLOCKED" });
}

function hasStarted(run: RunDraft, step: PlannedStep): boolean {
  const start = run.parts.get(PART.start(step.name)) as StepStart | undefined;
  return runsWorkflow(step) && start?.epoch === run.epochOf(step);
}

/** Begins the next attempt of a run that has ended. */
function beginAttempt(run: RunDraft): void {
  for (const step of run.stepsOf("on_failure", "finally")) block(run, step, { goesOn: false });
  run.run.attempt++;
  run.run.startedAt = run.now;
  delete run.run.finishedAt;
  delete run.run.isStopped;
  delete run.run.isTimedOut;
  run.toStatus("RUNNING", `attempt ${run.run.attempt}`);
  run.toSection("steps");
  forgetFailure(run);
  run.looks.push(...run.stepsOf("steps"));
}

/** Has those behind a step wait again that were skipped because of it. Returns them. */
function unskipBehind(run: RunDraft, step: PlannedStep): PlannedStep[] {
  const behind = [...stepsBehind(run, [step])];
  const skipped = behind.filter((other) => run.positionOf(other).status === "SKIPPED");
  for (const other of skipped) block(run, other, { goesOn: false });
  return skipped;
}

/** Has the first failure that is left be that of the run; without one, a run that has stopped goes on. */
function forgetFailure(run: RunDraft): void {
  const steps = run.stepsOf(run.run.section);
  const failed = steps.find((step) => countsAsFailure(step, run.positionOf(step).status));
  delete run.run.error;
  if (failed !== undefined) {
    run.noteFailure({ step: failed.name, message: run.endOf(failed)?.error ?? "" });
    return;
  }
  if (run.run.isStopped !== true) return;
  delete run.run.isStopped;
  const stopped = steps.filter((step) => run.positionOf(step).cause === "STOP");
  for (const step of stopped) block(run, step, { goesOn: false });
  run.looks.push(...stopped);
}

function stepOf(run: RunReader, name: string): PlannedStep {
  return run.step(name) as PlannedStep;
}
