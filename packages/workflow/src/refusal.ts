import { checkType, FieldCheck, isFinalRun, MillraceError, utf8Bytes } from "@millrace/core";
import { addSteps } from "./added-steps.ts";
import { WORKFLOW_BOUNDS } from "./definition.ts";
import type { Json } from "./json.ts";
import { failedSteps, stepsBehind } from "./rerun.ts";
import type { RerunOrder, RetryOrder, RunOrder, SignalSent } from "./run-event.ts";
import { PartsDraft } from "./run-parts.ts";
import { RunReader } from "./run-reader.ts";
import type { RunState } from "./run-state.ts";
import { noStep } from "./step-graph.ts";
import type { PlannedStep, Workflow } from "./workflow.ts";

const MAX_SIGNAL_ID = 255;

/** Why a run, as it is, cannot do what it is asked; `undefined` when it can, or when it has done so already. */
export function refusalOf(
  workflow: Workflow,
  run: RunState,
  order: RunOrder | SignalSent,
): MillraceError | undefined {
  const reader = new RunReader(workflow, run, new PartsDraft(new Map()));
  const hasNothing =
    order.kind === "rerun" &&
    order.from === "FAILED" &&
    isFinalRun(run.status) &&
    run.status !== "FAILED" &&
    failedSteps(reader).length === 0;
  if (hasNothing) return unfit(reader, "has no step that failed");
  return whyRefused(reader, order);
}

/** The same for a run that is being read, where a rerun of what failed may find nothing. */
export function whyRefused(
  run: RunReader,
  order: RunOrder | SignalSent,
): MillraceError | undefined {
  const { status, section } = run.run;
  const isLive = status === "RUNNING" || status === "PAUSED";
  switch (order.kind) {
    case "signal":
      return isFinalRun(status) ? hasEnded(run) : whySignalRefused(run, order);
    case "cancel":
      return isFinalRun(status) && status !== "CANCELLED" ? hasEnded(run) : undefined;
    case "pause":
    case "resume":
      return isLive ? undefined : hasEnded(run);
    case "rerun":
      return isFinalRun(status) ? whyRerunRefused(run, order) : unfit(run, "has not ended yet");
    case "retry":
      return isLive ? whyRetryRefused(run, order) : hasEnded(run);
    case "skip":
      return whySkipRefused(run, order);
    case "add":
      if (!isLive) return hasEnded(run);
      if (section !== "steps") return unfit(run, `has come to ${section}, and takes no more steps`);
      try {
        addSteps(run.workflow, order.steps);
        return undefined;
      } catch (error) {
        if (error instanceof MillraceError) return error;
        throw error;
      }
  }
}

function whySignalRefused(
  run: RunReader,
  { id, name, payload }: SignalSent,
): MillraceError | undefined {
  const check = new FieldCheck();
  checkType(check, "name", name);
  if (typeof id !== "string" || id === "" || id.length > MAX_SIGNAL_ID) {
    check.invalid("signal_id", `must be a text of 1 to ${MAX_SIGNAL_ID} characters`);
  }
  const fault = check.error("cannot send the signal");
  if (fault !== undefined) return fault;
  const { maxSignals, maxSignalBytes } = WORKFLOW_BOUNDS;
  const tooLarge = oversize("payload", payload, maxSignalBytes);
  if (tooLarge !== undefined || run.run.received < maxSignals) return tooLarge;
  const limit = maxSignals.toLocaleString("en-US");
  return new MillraceError(
    "RESOURCE_EXHAUSTED",
    `run ${run.run.id} has had ${limit} signals, the limit`,
  );
}

function whyRerunRefused(run: RunReader, { from, input }: RerunOrder): MillraceError | undefined {
  const tooLarge = oversize("input", input ?? null, WORKFLOW_BOUNDS.maxInputBytes);
  if (from === "FAILED" || tooLarge !== undefined) return tooLarge;
  if (from.length === 0) return invalid("from", "must name a step, or be FAILED");
  for (const [i, name] of from.entries()) {
    const step = run.step(name);
    if (step === undefined) return invalid(`from[${i}]`, noStep(name, stepNames(run)));
    if (step.section !== "steps") {
      return invalid(`from[${i}]`, `names ${name} of ${step.section}, which runs again anyway`);
    }
  }
  return undefined;
}

function whyRetryRefused(run: RunReader, { step: name }: RetryOrder): MillraceError | undefined {
  const step = run.step(name);
  if (step === undefined) return unknownStep(run, name);
  const { status } = run.positionOf(step);
  if (status !== "FAILED" && status !== "CANCELLED") {
    return unfit(run, `can retry steps that failed, but ${name} is ${status}`);
  }
  return whyOver(run, step) ?? whyStarted(run, step);
}

function whySkipRefused(
  run: RunReader,
  { step: name, result }: Extract<RunOrder, { kind: "skip" }>,
): MillraceError | undefined {
  const step = run.step(name);
  if (step === undefined) return unknownStep(run, name);
  const tooLarge = oversize("result", result, WORKFLOW_BOUNDS.maxInputBytes);
  if (tooLarge !== undefined) return tooLarge;
  const { status } = run.positionOf(step);
  if (status === "COMPLETED") return unfit(run, `cannot skip ${name}, which is COMPLETED`);
  if (run.run.status === "CANCELLING") return unfit(run, "is being cancelled");
  if (isFinalRun(run.run.status)) {
    return step.section === "steps"
      ? undefined
      : unfit(run, `has ended, and ${name} is of ${step.section}`);
  }
  const isOpen = status === "STARTED" || status === "BLOCKED";
  return whyOver(run, step) ?? (isOpen ? undefined : whyStarted(run, step));
}

function whyOver(run: RunReader, step: PlannedStep): MillraceError | undefined {
  const { section } = run.run;
  if (step.section === section) return undefined;
  return unfit(run, `has come to ${section}, and ${step.name} is of ${step.section}`);
}

/** Why a step cannot end anew: one behind it went by how it has ended. */
function whyStarted(run: RunReader, step: PlannedStep): MillraceError | undefined {
  const started = [...stepsBehind(run, [step])].find((behind) => {
    const { status } = run.positionOf(behind);
    return status !== "BLOCKED" && status !== "SKIPPED";
  });
  if (started === undefined) return undefined;
  return unfit(
    run,
    `has started ${started.name}, which comes after ${step.name}; rerun ${step.name} when the run has ended`,
  );
}

function oversize(field: string, value: Json, limit: number): MillraceError | undefined {
  const bytes = utf8Bytes(JSON.stringify(value));
  if (bytes <= limit) return undefined;
  return invalid(field, `has ${bytes} bytes, over the limit of ${limit} bytes; send less`);
}

function invalid(field: string, description: string): MillraceError {
  return new MillraceError("INVALID_ARGUMENT", `${field} ${description}`, {
    violations: [{ field, description }],
  });
}

function unknownStep(run: RunReader, name: string): MillraceError {
  return new MillraceError("NOT_FOUND", `run ${run.run.id} ${noStep(name, stepNames(run))}`);
}

function hasEnded(run: RunReader): MillraceError {
  const { status } = run.run;
  return unfit(run, isFinalRun(status) ? `has ended: it is ${status}` : "is being cancelled");
}

function unfit(run: RunReader, why: string): MillraceError {
  return new MillraceError("FAILED_PRECONDITION", `run ${run.run.id} ${why}`);
}

function stepNames(run: RunReader): string[] {
  return [...run.workflow.steps.keys()];
}
