import { ExpressionError } from "./expression.ts";
import type { JobToMake } from "./run-advance.ts";
import { PartsDraft } from "./run-parts.ts";
import { RunReader } from "./run-reader.ts";
import type { RunState } from "./run-state.ts";
import type { StepPlace } from "./step-place.ts";
import { endOf, judge } from "./step-rule.ts";
import { isFinalStep } from "./step-status.ts";
import { jobRequest } from "./step-work.ts";
import type { PlannedStep, Workflow } from "./workflow.ts";

/** How many jobs may follow, and how many bytes their payloads may have: each change of a run writes them anew. */
const MAX_FOLLOWERS = 16;
const MAX_BYTES = 4_096;

/** The job of a step that starts once the jobs of other steps have completed. */
export interface FollowingJob extends JobToMake {
  readonly after: readonly StepPlace[];
}

/**
 * The jobs of a run that certainly start when those of other steps complete and nothing else happens to the run, so that
 * a store can make them as it completes those. All that starts by the completion of a step is among them, or nothing.
 */
export function followersOf(workflow: Workflow, state: RunState): readonly FollowingJob[] {
  if (state.status !== "RUNNING" || state.isStopped === true) return [];
  const run = new RunReader(workflow, state, new PartsDraft(new Map()));
  const steps = new Set(run.stepsOf(state.section).filter((step) => hasJob(run, step)));
  const following = new Map<PlannedStep, JobToMake>();
  let bytes = 0;
  // Those that are found on the way have their turn, too.
  for (const step of steps) {
    for (const next of dependants(run, step)) {
      if (steps.has(next) || following.size === MAX_FOLLOWERS) continue;
      const request = startsAfter(run, next, steps) ? staticRequest(run, next) : undefined;
      bytes += request?.payload?.length ?? 0;
      if (request === undefined || bytes > MAX_BYTES) continue;
      following.set(next, { ...run.placeOf(next), request });
      steps.add(next);
    }
  }
  while (dropUncovered(run, following)) {}
  return [...following].map(([step, job]) => ({
    ...job,
    after: openBefore(run, step).map((before) => run.placeOf(before)),
  }));
}

function hasJob(run: RunReader, step: PlannedStep): boolean {
  const { status, isCancelling } = run.positionOf(step);
  return step.action.kind === "task" && status === "STARTED" && isCancelling !== true;
}

function dependants(run: RunReader, { name }: PlannedStep): PlannedStep[] {
  // Of the step as it is with those that were added.
  return (run.step(name) as PlannedStep).dependants.map((each) => run.step(each) as PlannedStep);
}

/** The steps that one still waits for. */
function openBefore(run: RunReader, { after }: PlannedStep): PlannedStep[] {
  const steps = after.map((name) => run.step(name) as PlannedStep);
  return steps.filter((step) => !isFinalStep(run.positionOf(step).status));
}

/** Whether the last completion of those that a step waits for has it start, and none before; all of them are `known`. */
function startsAfter(run: RunReader, step: PlannedStep, known: ReadonlySet<PlannedStep>): boolean {
  const open = openBefore(run, step);
  if (!open.every((before) => known.has(before))) return false;
  const ended = step.after
    .map((name) => run.step(name) as PlannedStep)
    .filter((before) => !open.includes(before))
    .map((before) => endOf(run.positionOf(before), before.ignoresFailure));
  const succeeded = open.slice(1).map(() => "SUCCEEDED" as const);
  const isLast = judge(step.rule, [...ended, ...succeeded, "SUCCEEDED"]) === "START";
  return isLast && judge(step.rule, [...ended, ...succeeded, "OPEN"]) === "WAIT";
}

/** What the job of a step asks for if that is known before those before it have ended. */
function staticRequest(run: RunReader, { action, when }: PlannedStep) {
  if (action.kind !== "task" || when !== undefined) return undefined;
  const isKnown = (read: string) => read === "input" && run.run.input !== undefined;
  if (![...action.reads].every(isKnown)) return undefined;
  try {
    const values = run.values(action.reads);
    return jobRequest(action, values, values["input"] ?? null);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Drops those before which something ends that starts other steps as well; returns whether there were such. */
function dropUncovered(run: RunReader, following: Map<PlannedStep, JobToMake>): boolean {
  const uncovered = [...following.keys()].filter((step) =>
    openBefore(run, step).some((before) =>
      dependants(run, before).some((next) => !following.has(next)),
    ),
  );
  for (const step of uncovered) following.delete(step);
  return uncovered.length > 0;
}
