import { type EpochMs, isFinalRun } from "@millrace/core";
import { addToRun } from "./added-steps.ts";
import type { Steps } from "./definition.ts";
import { endItem, fillMap, hasRoom, partsToFill } from "./map-step.ts";
import { whyRefused } from "./refusal.ts";
import { rerun, retryStep, skipStep } from "./rerun.ts";
import type { RunAdvance } from "./run-advance.ts";
import { RunDraft, runsWorkflow } from "./run-draft.ts";
import type { JobEnded, RunEvent } from "./run-event.ts";
import { keepHistory } from "./run-history.ts";
import { type Parts, PartsDraft, type RunNeeds, readParts } from "./run-parts.ts";
import { type NewRun, newRun, type RunState } from "./run-state.ts";
import { receiveSignal } from "./signals.ts";
import { startStep } from "./start-step.ts";
import type { StepPlace } from "./step-place.ts";
import { endOf, judge } from "./step-rule.ts";
import { cancelRun, stopAtFailure, timeOutRun } from "./stop-steps.ts";
import { type PlannedStep, SECTIONS, type Workflow } from "./workflow.ts";

/** Starts a run: what {@link advanceRun} makes of a new one. */
export function startRun(workflow: Workflow, start: NewRun, now: EpochMs): RunAdvance {
  const { input } = start;
  const parts = new PartsDraft(new Map());
  const run = new RunDraft(workflow, newRun(workflow, start), parts);
  run.setInput(input);
  return advance(run, [], now);
}

/**
 * What comes next in a run: which steps start, end or are skipped by what has happened, and by the time. It depends on
 * nothing else, so that whoever asks gets the same answer; what is over already changes nothing when it is told again.
 *
 * @param workflow with the steps that were added to the run: see {@link withSteps}.
 * @param events in the order of their times; none when only time has passed.
 * @param now by the store's clock, no earlier than the events.
 * @param parts what was read of them so far: most often nothing is needed, else the answer says what.
 */
export function advanceRun(
  workflow: Workflow,
  run: RunState,
  events: readonly RunEvent[],
  now: EpochMs,
  parts: Parts = new Map(),
): RunAdvance | RunNeeds {
  const read = readParts(() =>
    advance(new RunDraft(workflow, run, new PartsDraft(parts)), events, now),
  );
  return "needs" in read ? read : read.value;
}

function advance(run: RunDraft, events: readonly RunEvent[], now: EpochMs): RunAdvance {
  for (const event of events) {
    passTime(run, event.at, false);
    run.now = Math.max(run.now, event.at);
    run.by = event.by;
    run.isFollowed = event.kind === "ended" && event.isFollowed === true;
    apply(run, event);
    decide(run);
    run.by = undefined;
    run.isFollowed = false;
  }
  passTime(run, now, true);
  fillMaps(run, now);
  run.keepChildren();
  run.run.history = keepHistory(run.run.history, run.changes, run.parts);
  const { workflow, jobs, runs, cancels, tells, changes, parts } = run;
  const wakeAt = mapsToFill(run).length > 0 ? now : nextWake(run);
  return {
    ...{ run: run.state(), puts: parts.puts, deletes: parts.deletes },
    ...{ jobs, runs, cancels, tells, changes, workflow },
    ...(wakeAt !== undefined && { wakeAt }),
  };
}

/** Has what ends by itself end that is due before `time`, or by then. */
function passTime(run: RunDraft, time: EpochMs, isIncluded: boolean): void {
  for (;;) {
    const next = nextWake(run);
    if (next === undefined || next > time || (next === time && !isIncluded)) return;
    run.now = Math.max(run.now, next);
    if (run.run.isWaiting === true) begin(run);
    else if (timeLimit(run) === next) timeOutRun(run);
    else wake(run, next);
    decide(run);
  }
}

function nextWake(run: RunDraft): EpochMs | undefined {
  const { status, isWaiting, startedAt, timers } = run.run;
  if (isFinalRun(status)) return undefined;
  if (isWaiting === true) return startedAt;
  return [...Object.values(timers), timeLimit(run)].reduce(earlier, undefined);
}

function timeLimit({ workflow, run }: RunDraft): EpochMs | undefined {
  const { timeoutMs } = workflow;
  const { section, isTimedOut, startedAt, status } = run;
  const isOver = section !== "steps" || isTimedOut === true || status === "CANCELLING";
  return timeoutMs === undefined || isOver ? undefined : startedAt + timeoutMs;
}

function begin(run: RunDraft): void {
  delete run.run.isWaiting;
  run.noteOfRun("started");
  lookAtSection(run);
}

/** Ends sleeps, and waits for signals that are given up. */
function wake(run: RunDraft, time: EpochMs): void {
  const due = Object.keys(run.run.timers).filter((name) => run.run.timers[name] === time);
  for (const name of due) {
    const step = run.step(name) as PlannedStep;
    const { action } = step;
    if (action.kind !== "await") run.end(step, "COMPLETED", {});
    else if (action.continuesAfterTimeout)
      run.end(step, "COMPLETED", { result: { timed_out: true } });
    else run.end(step, "FAILED", { error: `no signal ${action.signal} came in time` });
  }
}

function apply(run: RunDraft, event: RunEvent): void {
  if (event.kind === "ended") {
    endWork(run, event);
    return;
  }
  if (event.kind === "add" && event.job !== undefined) {
    addByJob(run, event.job, event.steps);
    return;
  }
  if (whyRefused(run, event) !== undefined) return;
  const { status } = run.run;
  switch (event.kind) {
    case "signal":
      receiveSignal(run, event);
      return;
    case "pause":
      if (status === "PAUSED") return;
      run.toStatus("PAUSED");
      tellRuns(run, "pause");
      return;
    case "resume":
      if (status === "RUNNING") return;
      run.toStatus("RUNNING");
      lookAtSection(run);
      tellRuns(run, "resume");
      return;
    case "cancel":
      if (status === "CANCELLING" || status === "CANCELLED") return;
      cancelRun(run, event.reason);
      if (status !== "PAUSED") return;
      // The pause ends with it: what is left of its hooks goes on.
      lookAtSection(run);
      tellRuns(run, "resume");
      return;
    case "rerun":
      rerun(run, event);
      return;
    case "retry":
      retryStep(run, event);
      return;
    case "skip":
      skipStep(run, event);
      return;
    case "add":
      addToRun(run, event.steps);
  }
}

/** Takes the end of a job or a child run, unless the step waits for it no more. */
function endWork(run: RunDraft, event: JobEnded): void {
  const step = stepOfJob(run, event);
  if (step === undefined) return;
  const { action } = step;
  if (action.kind === "map") {
    endItem(run, step, action, event);
  } else if (action.kind === "task" || action.kind === "workflow") {
    const { status, result = null, error = status.toLowerCase() } = event;
    run.end(step, status, status === "COMPLETED" ? { result } : { error });
  }
}

/** Adds the steps that a job brings, whose end is told next; it has failed if they cannot be added. */
function addByJob(run: RunDraft, job: StepPlace, steps: Steps): void {
  // What was done is done, also when the run takes no more.
  if (stepOfJob(run, job) === undefined || run.run.status === "CANCELLING") return;
  const refusal = whyRefused(run, { kind: "add", steps });
  if (refusal === undefined) addToRun(run, steps);
  else endWork(run, { kind: "ended", ...job, status: "FAILED", error: refusal.message });
}

/** The step that waits for the end of a job or a child run; `undefined` when none does any more. */
function stepOfJob(run: RunDraft, { step: name, epoch }: StepPlace): PlannedStep | undefined {
  const step = run.step(name);
  const waits =
    step !== undefined && run.positionOf(step).status === "STARTED" && run.epochOf(step) === epoch;
  return waits ? step : undefined;
}

/** Starts and skips what may be, section by section, until nothing is left that may. */
function decide(run: RunDraft): void {
  while (!isFinalRun(run.run.status)) {
    const failed = run.failures.shift();
    const isHeld = run.run.status === "PAUSED" || run.run.isWaiting === true;
    const step = failed !== undefined || isHeld ? undefined : run.looks.shift();
    if (failed !== undefined) stopAtFailure(run, failed);
    else if (isHeld) break;
    else if (step !== undefined) look(run, step);
    else if (run.run.open > 0) break;
    else endSection(run);
  }
  run.looks.length = 0;
}

function look(run: RunDraft, step: PlannedStep): void {
  if (run.positionOf(step).status !== "BLOCKED" || step.section !== run.run.section) return;
  const ends = step.after.map((name) => {
    const before = run.step(name) as PlannedStep;
    return endOf(run.positionOf(before), before.ignoresFailure);
  });
  const verdict = judge(step.rule, ends);
  if (verdict === "START") startStep(run, step);
  else if (verdict !== "WAIT") run.end(step, "SKIPPED", { cause: verdict.skip });
}

function lookAtSection(run: RunDraft): void {
  run.looks.push(...run.stepsOf(run.run.section));
}

function endSection(run: RunDraft): void {
  const { section, status, error } = run.run;
  const next = SECTIONS[SECTIONS.indexOf(section) + 1];
  if (next === undefined) {
    const outcome = error === undefined ? "COMPLETED" : "FAILED";
    run.toStatus(status === "CANCELLING" ? "CANCELLED" : outcome);
    run.run.finishedAt = run.now;
    return;
  }
  run.toSection(next);
  const isNeeded = next !== "on_failure" || (error !== undefined && status !== "CANCELLING");
  if (isNeeded) lookAtSection(run);
  else for (const step of run.stepsOf(next)) run.end(step, "SKIPPED", { cause: "CONDITION" });
}

/** Makes what there is room for, map by map; the rest of a large one is for the next advance, which is due at once. */
function fillMaps(run: RunDraft, now: EpochMs): void {
  const filled = new Set<string>();
  for (;;) {
    const maps = mapsToFill(run).filter(({ name }) => !filled.has(name));
    if (maps.length === 0) return;
    run.parts.require(maps.flatMap((step) => partsToFill(run, step)));
    for (const step of maps) {
      filled.add(step.name);
      if (hasRoom(run, step)) fillMap(run, step);
    }
    // Items of which none could be made may have ended a map.
    decide(run);
    passTime(run, now, true);
  }
}

/** The maps of which items could start. */
function mapsToFill(run: RunDraft): PlannedStep[] {
  const names = [...Object.keys(run.run.maps), ...run.startedMaps];
  const steps = [...new Set(names)].map((name) => run.step(name) as PlannedStep);
  return steps.filter((step) => hasRoom(run, step));
}

/** Tells the child runs that have not ended. */
function tellRuns(run: RunDraft, kind: "pause" | "resume"): void {
  for (const step of run.workflow.steps.values()) {
    if (!runsWorkflow(step) || run.positionOf(step).status !== "STARTED") continue;
    const indexes =
      step.action.kind === "map" ? [...(run.childrenOf(step)?.open ?? [])] : [undefined];
    for (const index of indexes) run.tells.push({ ...run.placeOf(step, index), event: { kind } });
  }
}

function earlier(one: EpochMs | undefined, other: EpochMs | undefined): EpochMs | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
