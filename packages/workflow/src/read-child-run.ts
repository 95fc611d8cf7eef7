import {
  type ChildWorkflow,
  type InlineWorkflow,
  WORKFLOW_BOUNDS,
  type WorkflowStep,
} from "./definition.ts";
import { isJsonObject } from "./json.ts";
import { readsOf } from "./read-job.ts";
import { checkName } from "./read-name.ts";
import type { StepContext } from "./step-context.ts";
import type { ChildReference, RunTemplate } from "./workflow.ts";

/** The fields of a workflow that is written out in a step. */
export const INLINE_FIELDS: { readonly [Field in keyof InlineWorkflow]-?: true } = {
  failure: true,
  timeout: true,
  steps: true,
  on_failure: true,
  finally: true,
};

/** Reads what makes the child run of a step: `variables` are what its input sees besides `input`, `run` and `steps`. */
export function readChildRun(
  step: StepContext,
  { workflow, input }: Pick<WorkflowStep, "workflow" | "input">,
  variables: readonly string[],
): RunTemplate | undefined {
  const reference = readReference(step, workflow);
  const templates = input === undefined ? {} : { input: step.template("input", input, variables) };
  return (
    reference && {
      workflow: reference,
      isDetached: !isInline(workflow) && workflow.detach === true,
      reads: readsOf(templates, variables),
      ...templates,
    }
  );
}

function readReference(step: StepContext, workflow: ChildWorkflow): ChildReference | undefined {
  const { check } = step;
  const path = step.at("workflow");
  if (isInline(workflow)) return readInline(step, workflow);
  const fields = { name: true, version: true, detach: true } as const;
  if (!check.only(workflow, fields, "a reference to a workflow", path)) return undefined;
  const { name, version, detach } = workflow;
  if (!checkName(check, `${path}.name`, name)) return undefined;
  if (version !== undefined) check.integer(`${path}.version`, version, 1, 2 ** 31 - 1);
  if (detach !== undefined) step.boolean("workflow.detach", detach);
  return { name, ...(version !== undefined && { version }) };
}

function readInline(step: StepContext, inside: InlineWorkflow): ChildReference | undefined {
  const { check, placing } = step;
  const path = step.at("workflow");
  check.only<InlineWorkflow>(inside, INLINE_FIELDS, "a workflow inside of a step", path);
  const depth = placing.depth + 1;
  if (placing.readInline === undefined) {
    check.invalid(path, "must name a workflow, as the step is added to a run; put this one there");
    return undefined;
  }
  if (depth > WORKFLOW_BOUNDS.maxDepth) {
    check.invalid(
      path,
      `must be at most the ${WORKFLOW_BOUNDS.maxDepth}th workflow inside of another one, but is the ${depth}th; put it into a definition of its own`,
    );
    return undefined;
  }
  const inline = placing.readInline(inside, { ...placing, path: `${path}.`, depth });
  return inline && { inline };
}

function isInline(workflow: ChildWorkflow): workflow is InlineWorkflow {
  return isJsonObject(workflow) && Object.hasOwn(workflow, "steps");
}
