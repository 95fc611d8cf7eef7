import type { Json, JsonObject, Section } from "@millrace/workflow";
import {
  isObject,
  listSteps,
  SECTION_NAMES,
  type StepKind,
  sectionSteps,
  splitStepId,
  stepId,
} from "../workflow-graph/step-list.ts";
import { mapFields, renamedInStep } from "./step-references.ts";

/** What a command makes of a definition. */
export interface Commanded {
  /** What it has done, such as `add task`. */
  readonly label: string;
  readonly definition: JsonObject;
  /** The steps that are selected after it. */
  readonly selection: readonly string[];
}

export type NewKind = Exclude<StepKind, "unknown">;

/** What a step of each kind is at first: as little as is in order. */
const NEW_STEPS: { readonly [Kind in NewKind]: JsonObject } = {
  task: { type: "task" },
  map: { type: "task", map: { over: "input.items" } },
  sleep: { sleep: { for: "5m" } },
  await: { await: { signal: "approve" } },
  workflow: { workflow: { name: "other" } },
  decide: { decide: "true" },
};

export const NEW_KINDS = Object.keys(NEW_STEPS) as readonly NewKind[];

/** Adds a step of `kind` after others of its section. */
export function addStep(
  definition: Json,
  kind: NewKind,
  {
    after = [],
    section = "steps",
  }: { readonly after?: readonly string[]; readonly section?: Section } = {},
): Commanded {
  const name = freeName(definition, kind);
  const own = new Set(sectionSteps(definition, section).map((step) => step.name));
  const before = after.filter((other) => own.has(other));
  const fields = NEW_STEPS[kind];
  const type = "type" in fields ? { type: name } : {};
  const step = { ...(before.length > 0 && { after: before }), ...fields, ...type };
  return {
    label: `add ${name}`,
    definition: withSection(definition, section, (steps) => ({ ...steps, [name]: step })),
    selection: [stepId(section, name)],
  };
}

/** Adds a step after those of `ids`, in the section of the first. */
export function addAfter(definition: Json, kind: NewKind, ids: readonly string[]): Commanded {
  const [first] = ids;
  if (first === undefined) return addStep(definition, kind);
  const { section } = splitStepId(first);
  const after = ids.map(splitStepId).filter((other) => other.section === section);
  return addStep(definition, kind, { section, after: after.map(({ name }) => name) });
}

/** Has `to` come after `from`; not where that would be a cycle. */
export function connectSteps(definition: Json, from: string, to: string): Commanded | undefined {
  const { section, name } = splitStepId(to);
  const before = splitStepId(from);
  const isThere = sectionSteps(definition, section)
    .find((step) => step.name === name)
    ?.after.includes(before.name);
  const isCycle = comesBefore(definition, section, name, before.name);
  if (isThere || isCycle || before.section !== section) return undefined;
  return {
    label: `connect ${before.name} to ${name}`,
    definition: withStep(definition, to, (step) =>
      withAfter(step, [...afterOf(step), before.name]),
    ),
    selection: [to],
  };
}

/** Has `to` no longer come after `from`. */
export function disconnectSteps(definition: Json, from: string, to: string): Commanded {
  const before = splitStepId(from).name;
  return {
    label: `disconnect ${before} from ${splitStepId(to).name}`,
    definition: withStep(definition, to, (step) =>
      withAfter(
        step,
        afterOf(step).filter((name) => name !== before),
      ),
    ),
    selection: [to],
  };
}

/** Gives a step another name, in expressions of others as well. */
export function renameStep(definition: Json, id: string, to: string): Commanded | undefined {
  const { section, name } = splitStepId(id);
  if (to === name || to === "" || names(definition).has(to)) return undefined;
  const rename = (other: string) => (other === name ? to : undefined);
  let renamed = withSection(definition, section, (steps) =>
    Object.fromEntries(Object.entries(steps).map(([key, step]) => [key === name ? to : key, step])),
  );
  for (const each of SECTION_NAMES) {
    renamed = withSection(renamed, each, (steps) =>
      mapFields(steps, (step) => (isObject(step) ? renamedInStep(step, rename) : step)),
    );
  }
  return {
    label: `rename ${name} to ${to}`,
    definition: renamed,
    selection: [stepId(section, to)],
  };
}

/** Adds a copy of each step, after the same ones; among themselves the copies are as the steps are. */
export function duplicateSteps(definition: Json, ids: readonly string[]): Commanded | undefined {
  const copied = copySteps(definition, ids);
  if (copied === undefined) return undefined;
  const pasted = pasteSteps(definition, copied);
  return pasted && { ...pasted, label: `duplicate ${said(ids)}` };
}

/** Takes steps away; those after them come after those before. */
export function deleteSteps(definition: Json, ids: readonly string[]): Commanded | undefined {
  const steps = listSteps(definition);
  const gone = new Map(steps.filter(({ id }) => ids.includes(id)).map((step) => [step.id, step]));
  if (gone.size === 0) return undefined;
  const bridged = (
    section: Section,
    after: readonly string[],
    seen: ReadonlySet<string>,
  ): string[] =>
    after.flatMap((name) => {
      const step = gone.get(stepId(section, name));
      if (step === undefined) return [name];
      return seen.has(name) ? [] : bridged(section, step.after, new Set([...seen, name]));
    });
  let next = definition;
  for (const section of SECTION_NAMES) {
    next = withSection(next, section, (named) =>
      Object.fromEntries(
        Object.entries(named)
          .filter(([name]) => !gone.has(stepId(section, name)))
          .map(([name, step]) => {
            if (
              !isObject(step) ||
              !afterOf(step).some((other) => gone.has(stepId(section, other)))
            ) {
              return [name, step];
            }
            return [
              name,
              withAfter(step, [...new Set(bridged(section, afterOf(step), new Set()))]),
            ];
          }),
      ),
    );
  }
  const at = steps.findIndex(({ id }) => gone.has(id));
  const left = steps.filter(({ id }) => !gone.has(id));
  const beside = left[Math.min(at, left.length - 1)];
  return {
    label: `delete ${said(ids)}`,
    definition: next as JsonObject,
    selection: beside === undefined ? [] : [beside.id],
  };
}

/** The steps as a part of a definition, for a clipboard. */
export function copySteps(definition: Json, ids: readonly string[]): JsonObject | undefined {
  const parts = SECTION_NAMES.map((section) => {
    const steps = sectionSteps(definition, section).filter(({ id }) => ids.includes(id));
    return [section, Object.fromEntries(steps.map(({ name, value }) => [name, value]))] as const;
  }).filter(([, steps]) => Object.keys(steps).length > 0);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}

/** Has the steps of each section stand in the order in which they run. */
export function tidySteps(definition: Json): Commanded {
  let tidied = asObject(definition);
  for (const section of SECTION_NAMES) {
    if (!isObject(tidied[section])) continue;
    const ordered = listSteps(tidied).filter((step) => step.section === section);
    tidied = withSection(tidied, section, (steps) =>
      Object.fromEntries(ordered.map(({ name }) => [name, steps[name] as Json])),
    );
  }
  return { label: "tidy", definition: tidied, selection: [] };
}

/** Adds steps of a clipboard, by other names where theirs are taken. */
export function pasteSteps(definition: Json, pasted: Json): Commanded | undefined {
  const steps = listSteps(pasted);
  if (steps.length === 0) return undefined;
  const taken = new Set(names(definition));
  const renamed = new Map<string, string>();
  for (const { name } of steps) {
    const free = freeAmong(taken, name);
    taken.add(free);
    renamed.set(name, free);
  }
  let next = definition;
  const selection: string[] = [];
  for (const section of SECTION_NAMES) {
    const added = sectionSteps(pasted, section);
    if (added.length === 0) continue;
    const own = new Set([
      ...sectionSteps(definition, section).map(({ name }) => name),
      ...added.map(({ name }) => renamed.get(name)),
    ]);
    next = withSection(next, section, (there) => ({
      ...there,
      ...Object.fromEntries(
        added.map(({ name, value }) => {
          const to = renamed.get(name) as string;
          selection.push(stepId(section, to));
          const step = renamedInStep(value, (other) => renamed.get(other));
          return [
            to,
            withAfter(
              step,
              afterOf(step).filter((before) => own.has(before)),
            ),
          ];
        }),
      ),
    }));
  }
  return { label: `paste ${said(selection)}`, definition: next as JsonObject, selection };
}

/** Gives a step other fields; those that are `undefined` are taken away. */
export function setStepFields(
  definition: Json,
  id: string,
  fields: { readonly [name: string]: Json | undefined },
): Commanded {
  const [field = "fields"] = Object.keys(fields);
  return {
    label: `${field} of ${splitStepId(id).name}`,
    definition: withStep(definition, id, (step) => withFields(step, fields)),
    selection: [id],
  };
}

/** Gives a step another kind; what all kinds have stays. */
export function setStepKind(definition: Json, id: string, kind: NewKind): Commanded {
  const { name } = splitStepId(id);
  const KEPT = ["description", "after", "rule", "when", "on_failure"];
  return {
    label: `${name} as ${kind}`,
    definition: withStep(definition, id, (step) => {
      const kept = Object.fromEntries(
        Object.entries(step).filter(([field]) => KEPT.includes(field)),
      );
      const fields = NEW_STEPS[kind];
      const { type = name, input } = step;
      return {
        ...kept,
        ...fields,
        ...("type" in fields && { type }),
        ...(input !== undefined &&
          kind !== "sleep" &&
          kind !== "await" &&
          kind !== "decide" && { input }),
      };
    }),
    selection: [id],
  };
}

/** Gives the workflow itself other fields. */
export function setWorkflowFields(
  definition: Json,
  fields: { readonly [name: string]: Json | undefined },
): Commanded {
  const [field = "fields"] = Object.keys(fields);
  return {
    label: `${field} of the workflow`,
    definition: withFields(asObject(definition), fields),
    selection: [],
  };
}

/** `object` with other fields, in the order in which it had them. */
export function withFields(
  object: JsonObject,
  fields: { readonly [name: string]: Json | undefined },
): JsonObject {
  const merged: { [name: string]: Json | undefined } = { ...object, ...fields };
  return Object.fromEntries(
    Object.entries(merged).filter((field): field is [string, Json] => field[1] !== undefined),
  );
}

function withSection(
  definition: Json,
  section: Section,
  change: (steps: JsonObject) => JsonObject,
): JsonObject {
  const whole = asObject(definition);
  const before = whole[section];
  const steps = change(isObject(before) ? before : {});
  const isEmpty = Object.keys(steps).length === 0;
  if (isEmpty && section !== "steps") return withFields(whole, { [section]: undefined });
  return { ...whole, [section]: steps };
}

function withStep(
  definition: Json,
  id: string,
  change: (step: JsonObject) => JsonObject,
): JsonObject {
  const { section, name } = splitStepId(id);
  return withSection(definition, section, (steps) => {
    const step = steps[name];
    return { ...steps, [name]: change(isObject(step) ? step : {}) };
  });
}

function asObject(definition: Json): JsonObject {
  return isObject(definition) ? definition : {};
}

function afterOf(step: JsonObject): readonly string[] {
  const { after } = step;
  return Array.isArray(after) ? (after as readonly string[]) : [];
}

/** `after` stands first, where it is looked for. */
function withAfter(step: JsonObject, after: readonly string[]): JsonObject {
  const { after: before, ...rest } = step;
  if (after.length === 0) return rest;
  return before === undefined ? { after, ...rest } : { ...step, after };
}

/** Whether `before` comes, through any number of steps, before `step`. */
function comesBefore(definition: Json, section: Section, before: string, step: string): boolean {
  const steps = new Map(sectionSteps(definition, section).map((each) => [each.name, each]));
  const seen = new Set<string>();
  const open = [step];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === before) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(steps.get(name)?.after ?? []));
  }
  return false;
}

function names(definition: Json): ReadonlySet<string> {
  return new Set(listSteps(definition).map(({ name }) => name));
}

function freeName(definition: Json, wanted: string): string {
  return freeAmong(names(definition), wanted);
}

function freeAmong(taken: ReadonlySet<string>, wanted: string): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/_\d+$/, "");
  let number = 2;
  while (taken.has(`${stem}_${number}`)) number++;
  return `${stem}_${number}`;
}

function said(ids: readonly string[]): string {
  const [first] = ids;
  return ids.length === 1 && first !== undefined ? splitStepId(first).name : `${ids.length} steps`;
}
