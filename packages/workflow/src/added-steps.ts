import type { Steps } from "./definition.ts";
import { readAddedSteps } from "./read-workflow.ts";
import type { RunDraft } from "./run-draft.ts";
import { PART } from "./run-parts.ts";
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

/** Adds steps to a run that takes them. */
export function addToRun(run: RunDraft, steps: Steps): void {
  const before = run.workflow.steps.size;
  const workflow = addSteps(run.workflow, steps);
  run.extend(workflow);
  run.parts.put(PART.added(run.run.added), steps as never);
  run.run.added++;
  const fresh = [...workflow.steps.values()].slice(before);
  run.noteOfRun(`added ${fresh.map(({ name }) => name).join(", ")}`);
  run.looks.push(...fresh);
}
