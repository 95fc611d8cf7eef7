import type { Steps } from "./definition.ts";
import { readAddedSteps } from "./read-workflow.ts";
import type { RunDraft } from "./run-draft.ts";
import { PART } from "./run-parts.ts";
import { handlesFailures } from "./step-rule.ts";
import type { PlannedStep, Workflow } from "./workflow.ts";

/** The workflow of a run to which steps were added: what lies in its parts `added/0` and so on, in order. */
export function withSteps(workflow: Workflow, added: readonly Steps[]): Workflow {
  return added.reduce(addSteps, workflow);
}

/** A workflow with more steps. @throws MillraceError `INVALID_ARGUMENT` that names each place that is wrong. */
export function addSteps(workflow: Workflow, steps: Steps): Workflow {
  const planned = new Map(workflow.steps);
  for (const step of readAddedSteps(workflow, steps)) {
    planned.set(step.name, step);
    for (const name of step.after) {
      const before = planned.get(name) as PlannedStep;
      planned.set(name, { ...before, dependants: [...before.dependants, step.name] });
    }
  }
  return { ...workflow, steps: planned };
}

/** Adds steps to a run that takes them; one that has stopped skips them, but for those that handle failures. */
export function addToRun(run: RunDraft, steps: Steps): void {
  const before = run.workflow.steps.size;
  const workflow = addSteps(run.workflow, steps);
  run.extend(workflow);
  run.parts.put(PART.added(run.run.added), steps as never);
  run.run.added++;
  const fresh = [...workflow.steps.values()].slice(before);
  run.noteOfRun(`added ${fresh.map(({ name }) => name).join(", ")}`);
  const { isStopped, isTimedOut } = run.run;
  for (const step of fresh) {
    const isLate = isTimedOut === true || (isStopped === true && !handlesFailures(step.rule));
    if (isLate) run.end(step, "SKIPPED", { cause: "STOP" });
    else run.looks.push(step);
  }
}
