import type { FieldViolation } from "@millrace/core";
import { CircleAlert } from "lucide-react";
import type { StepMark } from "../workflow-graph/graph-node.ts";
import { type ListedStep, stepId } from "../workflow-graph/step-list.ts";
import { readPath } from "./json-path.ts";

const MARK: StepMark = { icon: CircleAlert, text: "text-failed", border: "border-failed" };

/** Which steps something is wrong with: as they are marked, and in words. */
export function violationMarks(
  steps: readonly ListedStep[],
  violations: readonly FieldViolation[],
): {
  readonly marks: ReadonlyMap<string, StepMark>;
  readonly texts: ReadonlyMap<string, readonly string[]>;
} {
  const ids = new Set(steps.map(({ id }) => id));
  const texts = new Map<string, string[]>();
  for (const { field, description } of violations) {
    const [section, name] = readPath(field);
    const id = stepId(String(section) as ListedStep["section"], String(name));
    if (ids.has(id)) texts.set(id, [...(texts.get(id) ?? []), description]);
  }
  return { marks: new Map([...texts.keys()].map((id) => [id, MARK])), texts };
}
