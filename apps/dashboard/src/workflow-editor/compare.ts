import type { Json, JsonObject } from "@millrace/workflow";
import { CircleMinus, CirclePlus, Pencil } from "lucide-react";
import type { StepMark } from "../workflow-graph/graph-node.ts";
import { isObject, type ListedStep, listSteps } from "../workflow-graph/step-list.ts";
import { isSameJson } from "./same-json.ts";

/** How a step, or the workflow itself, differs. */
export interface Difference {
  /** The id of a step; absent for the workflow. */
  readonly id?: string;
  readonly name: string;
  readonly kind: "added" | "removed" | "changed";
  /** The fields that differ. */
  readonly fields: readonly string[];
}

export interface Comparison {
  /** All steps of either. */
  readonly steps: readonly ListedStep[];
  readonly differences: readonly Difference[];
  readonly marks: ReadonlyMap<string, StepMark>;
}

const MARKS: { readonly [Kind in Difference["kind"]]: StepMark } = {
  added: { icon: CirclePlus, word: "added", text: "text-completed", border: "border-completed" },
  removed: {
    icon: CircleMinus,
    word: "removed",
    text: "text-failed",
    border: "border-failed border-dashed",
    isFaint: true,
  },
  changed: { icon: Pencil, word: "changed", text: "text-retrying", border: "border-retrying" },
};
const SECTIONS = ["steps", "on_failure", "finally"];

/** What has become of the definition `before`. */
export function compareDefinitions(before: Json, after: Json): Comparison {
  const [old, now] = [listSteps(before), listSteps(after)];
  const oldById = new Map(old.map((step) => [step.id, step]));
  const ids = new Set(now.map(({ id }) => id));
  const differences: Difference[] = [];
  const fields = changedFields(withoutSteps(before), withoutSteps(after));
  if (fields.length > 0) differences.push({ name: "the workflow", kind: "changed", fields });
  for (const { id, name, value } of now) {
    const earlier = oldById.get(id);
    if (earlier === undefined) differences.push({ id, name, kind: "added", fields: [] });
    else if (!isSameJson(sorted(earlier.value), sorted(value))) {
      const changed = changedFields(earlier.value, value);
      differences.push({ id, name, kind: "changed", fields: changed });
    }
  }
  const removed = old.filter(({ id }) => !ids.has(id));
  for (const { id, name } of removed) differences.push({ id, name, kind: "removed", fields: [] });
  return {
    steps: [...now, ...removed],
    differences,
    marks: new Map(
      differences.flatMap(({ id, kind, fields: changed }) => {
        if (id === undefined) return [];
        const word = kind === "changed" ? `changed: ${changed.join(", ")}` : kind;
        return [[id, { ...MARKS[kind], word }] as const];
      }),
    ),
  };
}

function withoutSteps(definition: Json): JsonObject {
  if (!isObject(definition)) return {};
  return Object.fromEntries(
    Object.entries(definition).filter(([name]) => !SECTIONS.includes(name)),
  );
}

function changedFields(before: JsonObject, after: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !isSameJson(sorted(before[name]), sorted(after[name])),
  );
}

/** The order of fields says nothing to a server. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => sorted(item) as Json);
  if (!isObject(value)) return value;
  const fields = Object.keys(value).sort();
  return Object.fromEntries(fields.map((name) => [name, sorted(value[name]) as Json]));
}
