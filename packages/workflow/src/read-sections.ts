import { type FieldCheck, shown } from "@millrace/core";
import { type InlineWorkflow, WORKFLOW_BOUNDS } from "./definition.ts";
import { isJsonObject } from "./json.ts";
import { readLength } from "./read-job.ts";
import { checkName } from "./read-name.ts";
import { type ReadStep, readStep } from "./read-step.ts";
import { StepContext, type StepPlacing } from "./step-context.ts";
import { noStep, readGraph, type StepGraph } from "./step-graph.ts";
import { fieldPath } from "./template.ts";
import { type PlannedStep, SECTIONS, type Workflow } from "./workflow.ts";

/**
 * Reads the steps and hooks of a workflow.
 *
 * @param placing whose path stands before the names of sections: `""`, or `steps.a.workflow.`.
 */
export function readSections(
  check: FieldCheck,
  name: string,
  definition: InlineWorkflow,
  placing: StepPlacing,
): Workflow | undefined {
  const { failure, timeout } = definition;
  const { path } = placing;
  if (failure !== undefined)
    check.oneOf(`${path}failure`, failure, ["CONTINUE", "STOP", "STOP_NOW"]);
  const timeoutMs = readLength(check, `${path}timeout`, timeout);
  if (timeoutMs === 0) check.invalid(`${path}timeout`, "must be more than 0");
  const steps = readSteps(check, definition, placing);
  if (steps === undefined) return undefined;

  const graph = readGraph(check, steps);
  if (graph === undefined) return undefined;
  checkReferences(check, steps, graph.isBefore);
  const planned = plan(graph, 0);
  return {
    name,
    failure: failure ?? "CONTINUE",
    ...(timeoutMs !== undefined && { timeoutMs }),
    steps: new Map(planned.map((step) => [step.name, step])),
  };
}

/** The steps of a graph, which stand in a workflow behind `before` others. */
export function plan({ ordered, dependants }: StepGraph<ReadStep>, before: number): PlannedStep[] {
  return ordered.map(({ references: _, ...step }, place) => ({
    ...step,
    place: before + place,
    dependants: dependants.get(step.name) ?? [],
  }));
}

/** Notes each look at a step that is not there, or not before. */
export function checkReferences(
  check: FieldCheck,
  steps: ReadonlyMap<string, ReadStep>,
  isBefore: (before: string, step: string) => boolean,
  known: readonly string[] = [...steps.keys()],
): void {
  for (const { references, name: step } of steps.values()) {
    for (const [before, where] of references) {
      if (!known.includes(before)) check.invalid(where, noStep(before, known));
      else if (!isBefore(before, step)) {
        check.invalid(
          where,
          `names step ${before}, which does not come before ${step}; add it to its "after"`,
        );
      }
    }
  }
}

/** Reads steps by their names; `undefined` when one of them is no step, which is noted. */
export function readSteps(
  check: FieldCheck,
  definition: InlineWorkflow,
  placing: StepPlacing,
): Map<string, ReadStep> | undefined {
  const { path } = placing;
  const steps = new Map<string, ReadStep>();
  let isWhole = true;
  const sections = SECTIONS.filter(
    (section) => section === "steps" || definition[section] !== undefined,
  );
  const count = sections.reduce(
    (sum, section) => sum + Object.keys(definition[section] ?? {}).length,
    0,
  );
  if (count > WORKFLOW_BOUNDS.maxSteps) {
    check.invalid(
      `${path}steps`,
      `must be at most ${WORKFLOW_BOUNDS.maxSteps.toLocaleString("en-US")} together with those of the hooks, but are ${count.toLocaleString("en-US")}; use a map, or a workflow as a step`,
    );
    return undefined;
  }
  for (const section of sections) {
    const named: unknown = definition[section];
    if (!isJsonObject(named)) {
      check.invalid(
        `${path}${section}`,
        `must be an object of steps by their names, but is ${shown(named)}`,
      );
      isWhole = false;
      continue;
    }
    if (section === "steps" && Object.keys(named).length === 0) {
      check.invalid(`${path}steps`, "must have a step");
    }
    for (const [name, step] of Object.entries(named)) {
      const stepPath = fieldPath(`${path}${section}`, name);
      if (!checkName(check, stepPath, name)) {
        isWhole = false;
      } else if (steps.has(name)) {
        check.invalid(
          stepPath,
          `is the name of a step in ${steps.get(name)?.section}, too; rename one of them`,
        );
        isWhole = false;
      } else {
        const read = readStep(new StepContext(check, { ...placing, path: stepPath }), step);
        if (read === undefined) isWhole = false;
        else steps.set(name, { name, section, ...read });
      }
    }
  }
  return isWhole ? steps : undefined;
}
