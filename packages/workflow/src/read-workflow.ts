import {
  FieldCheck,
  type FieldViolation,
  type MillraceError,
  shown,
  utf8Bytes,
} from "@millrace/core";
import { type Steps, WORKFLOW_BOUNDS, type WorkflowDefinition } from "./definition.ts";
import { isJsonObject } from "./json.ts";
import { INLINE_FIELDS } from "./read-child-run.ts";
import { checkName } from "./read-name.ts";
import { checkReferences, plan, readSections, readSteps } from "./read-sections.ts";
import type { StepPlacing } from "./step-context.ts";
import { readGraph } from "./step-graph.ts";
import type { PlannedStep, Workflow } from "./workflow.ts";

/**
 * Reads a definition: plain JSON, of which nothing is trusted.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names the place of everything that is wrong, up to twenty.
 */
export function readWorkflow(definition: unknown): Workflow {
  const read = attemptToRead(definition);
  if ("fault" in read) throw read.fault;
  return read.workflow;
}

/** What is wrong with a definition, with the path of each place, up to twenty; nothing for one that is in order. */
export function validateWorkflow(definition: unknown): readonly FieldViolation[] {
  const read = attemptToRead(definition);
  return "fault" in read ? read.fault.violations : [];
}

const CANNOT = "cannot use the workflow";

function attemptToRead(
  definition: unknown,
): { readonly workflow: Workflow } | { readonly fault: MillraceError } {
  const check = new FieldCheck();
  const workflow = readDefinition(check, definition);
  const fault = check.error(CANNOT);
  return fault === undefined ? { workflow: workflow as Workflow } : { fault };
}

const DEFINITION_FIELDS: { readonly [Field in keyof WorkflowDefinition]-?: true } = {
  name: true,
  schema: true,
  description: true,
  ui: true,
  ...INLINE_FIELDS,
};

function readDefinition(check: FieldCheck, value: unknown): Workflow | undefined {
  if (!isJsonObject(value)) {
    check.invalid(
      "definition",
      `must be an object with fields of a workflow, but is ${shown(value)}`,
    );
    return undefined;
  }
  const definition = value as unknown as WorkflowDefinition;
  const bytes = sizeOf(check, definition);
  if (bytes === undefined) return undefined;
  if (bytes > WORKFLOW_BOUNDS.maxDefinitionBytes) {
    check.exceeds("definition", bytes, WORKFLOW_BOUNDS.maxDefinitionBytes, "bytes");
    return undefined;
  }
  check.only<WorkflowDefinition>(definition, DEFINITION_FIELDS, "a workflow");
  const { name, schema, description } = definition;
  checkName(check, "name", name);
  if (schema !== 1) check.invalid("schema", `must be 1, but is ${shown(schema)}`);
  if (description !== undefined) check.text("description", description, 1_024);
  const placing: StepPlacing = {
    ...{ path: "", depth: 1, budget: { characters: WORKFLOW_BOUNDS.maxExpressionsCharacters } },
    readInline: (inside, where) => readSections(check, "", inside, where),
  };
  return readSections(check, name, definition, placing);
}

/** How long the definition is as JSON. What JSON would lose is refused before it can be lost. */
function sizeOf(check: FieldCheck, definition: object): number | undefined {
  try {
    return utf8Bytes(JSON.stringify(definition));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    check.invalid("definition", `must be JSON: ${reason.split("\n")[0]}`);
    return undefined;
  }
}

/** Reads steps that are added to a run of `workflow`. @throws MillraceError `INVALID_ARGUMENT`. */
export function readAddedSteps(workflow: Workflow, added: unknown): readonly PlannedStep[] {
  const check = new FieldCheck();
  const planned = planAdded(check, workflow, added);
  const fault = check.error("cannot add the steps");
  if (fault !== undefined) throw fault;
  return planned ?? [];
}

function planAdded(
  check: FieldCheck,
  workflow: Workflow,
  added: unknown,
): readonly PlannedStep[] | undefined {
  const { maxRunSteps, maxExpressionsCharacters } = WORKFLOW_BOUNDS;
  const steps = readSteps(
    check,
    { steps: added as Steps },
    { path: "", depth: 1, budget: { characters: maxExpressionsCharacters } },
  );
  if (steps === undefined) return undefined;
  const count = workflow.steps.size + steps.size;
  if (count > maxRunSteps) {
    const [all, limit] = [count, maxRunSteps].map((n) => n.toLocaleString("en-US"));
    check.invalid(
      "steps",
      `would make ${all} steps of the run, of which there are ${limit} at most`,
    );
    return undefined;
  }
  for (const { name, path } of steps.values()) {
    if (workflow.steps.has(name))
      check.invalid(path, "is the name of a step that the run has already");
  }
  const graph = readGraph(check, steps, workflow.steps);
  if (graph === undefined) return undefined;
  checkReferences(check, steps, graph.isBefore, [...workflow.steps.keys(), ...steps.keys()]);
  return plan(graph, workflow.steps.size);
}
