import type { Json, JsonObject } from "@millrace/workflow";
import { isObject } from "../workflow-graph/step-list.ts";

type Rename = (name: string) => string | undefined;

const TOKEN =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])steps\s*(?:\.\s*([a-zA-Z_]\w*)|\[\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\])/g;

/** An expression in which steps have other names. */
export function renamedInExpression(expression: string, rename: Rename): string {
  return expression.replace(TOKEN, (whole, plain?: string, quoted?: string) => {
    const name = plain ?? quoted?.slice(1, -1);
    const next = name === undefined ? undefined : rename(name);
    return next === undefined ? whole : `steps${access(next)}`;
  });
}

function access(name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? `.${name}` : `["${name}"]`;
}

/** A template in whose expressions steps have other names. */
function renamedInTemplate(template: Json, rename: Rename): Json {
  if (typeof template === "string") {
    return template.replace(
      /\$\$\{|\$\{(?:[^}"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\}/g,
      (part) => (part === "$${" ? part : `\${${renamedInExpression(part.slice(2, -1), rename)}}`),
    );
  }
  if (Array.isArray(template)) {
    return (template as readonly Json[]).map((item) => renamedInTemplate(item, rename));
  }
  return isObject(template)
    ? mapFields(template, (value) => renamedInTemplate(value, rename))
    : template;
}

/** The fields of a step that are expressions, or templates with expressions in them. */
const EXPRESSIONS: readonly (readonly string[])[] = [
  ["when"],
  ["decide"],
  ["map", "over"],
  ["await", "match"],
];
const TEMPLATES: readonly (readonly string[])[] = [
  ["input"],
  ["concurrency_key"],
  ["metadata"],
  ["sleep", "until"],
];

/** A step in whose fields other steps have other names. Steps inside of it have names of their own. */
export function renamedInStep(step: JsonObject, rename: Rename): JsonObject {
  let renamed = step;
  const { after } = step;
  if (Array.isArray(after)) {
    const names = (after as readonly Json[]).map((name) =>
      typeof name === "string" ? (rename(name) ?? name) : name,
    );
    renamed = { ...renamed, after: names };
  }
  for (const path of EXPRESSIONS) {
    renamed = mapAt(renamed, path, (value) =>
      typeof value === "string" ? renamedInExpression(value, rename) : value,
    );
  }
  for (const path of TEMPLATES) {
    renamed = mapAt(renamed, path, (value) => renamedInTemplate(value, rename));
  }
  return renamed;
}

function mapAt(
  object: JsonObject,
  [field = "", ...rest]: readonly string[],
  change: (value: Json) => Json,
): JsonObject {
  const value = object[field];
  if (value === undefined) return object;
  if (rest.length === 0) return { ...object, [field]: change(value) };
  return isObject(value) ? { ...object, [field]: mapAt(value, rest, change) } : object;
}

/** The names of the steps that a step's expressions look at. */
export function stepsNamedIn(step: JsonObject): ReadonlySet<string> {
  const found = new Set<string>();
  renamedInStep({ ...step, after: [] }, (name) => {
    found.add(name);
    return undefined;
  });
  return found;
}

export function mapFields(
  object: JsonObject,
  change: (value: Json, name: string) => Json,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, change(value, name)]),
  );
}
