import type { Json, JsonObject, Section } from "@millrace/workflow";

export const SECTION_LABELS: { readonly [Name in Section]: string } = {
  steps: "Steps",
  on_failure: "On failure",
  finally: "Finally",
};
export const SECTION_NAMES = Object.keys(SECTION_LABELS) as readonly Section[];

export type StepKind = "task" | "map" | "sleep" | "await" | "workflow" | "decide" | "unknown";

/** A step of a definition that may be wrong in any way. */
export interface ListedStep {
  /** Its section and name, as no other one has them. */
  readonly id: string;
  readonly section: Section;
  readonly name: string;
  readonly kind: StepKind;
  /** The names of the steps before, as far as they are names. */
  readonly after: readonly string[];
  readonly value: JsonObject;
}

/** The steps of `definition`, section by section, each after those before it where it can be. */
export function listSteps(definition: Json): readonly ListedStep[] {
  return SECTION_NAMES.flatMap((section) => inOrder(sectionSteps(definition, section)));
}

export function stepId(section: Section, name: string): string {
  return `${section}.${name}`;
}

/** What `stepId` was made of. */
export function splitStepId(id: string): { readonly section: Section; readonly name: string } {
  const dot = id.indexOf(".");
  return { section: id.slice(0, dot) as Section, name: id.slice(dot + 1) };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The steps of one section, as they are written. */
export function sectionSteps(definition: Json, section: Section): readonly ListedStep[] {
  const named = isObject(definition) ? definition[section] : undefined;
  if (!isObject(named)) return [];
  return Object.entries(named).map(([name, step]) => {
    const value = isObject(step) ? step : {};
    const after = Array.isArray(value["after"]) ? (value["after"] as readonly Json[]) : [];
    return {
      id: stepId(section, name),
      section,
      name,
      kind: kindOfStep(value),
      after: after.filter((before): before is string => typeof before === "string"),
      value,
    };
  });
}

function kindOfStep(step: JsonObject): StepKind {
  if ("map" in step) return "map";
  if ("type" in step) return "task";
  for (const kind of ["sleep", "await", "workflow", "decide"] as const) {
    if (kind in step) return kind;
  }
  return "unknown";
}

/** Those of a cycle come as they are written. */
function inOrder(steps: readonly ListedStep[]): readonly ListedStep[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const ordered = new Set<ListedStep>();
  const begun = new Set<ListedStep>();
  // Not by recursion: a chain may be a thousand steps long.
  for (const first of steps) {
    const stack = [first];
    while (stack.length > 0) {
      const step = stack.at(-1) as ListedStep;
      begun.add(step);
      const next = step.after
        .map((name) => byName.get(name))
        .find((before) => before !== undefined && !begun.has(before));
      if (next === undefined) ordered.add(stack.pop() as ListedStep);
      else stack.push(next);
    }
  }
  return [...ordered];
}
