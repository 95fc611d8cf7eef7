import type { Json, JsonObject } from "@millrace/workflow";
import { isObject, type ListedStep } from "../workflow-graph/step-list.ts";

/** What a run could be like, to try steps with: its input, and how steps have ended. */
export interface Sample {
  readonly input: Json;
  readonly steps: { readonly [name: string]: SampleStep };
}

export interface SampleStep {
  readonly result?: Json;
  /** Present when the step has failed. */
  readonly error?: string;
}

const KEY = "millrace.workflow-sample";

export function readSample(): Sample {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const sample = sampleOf(kept as Json);
    if (sample !== undefined) return sample;
  } catch {
    // Then there is none.
  }
  return { input: {}, steps: {} };
}

export function keepSample(sample: Sample): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(sample));
  } catch {
    // It is there as long as the page is.
  }
}

/** `value` as a sample; undefined when it is none. */
export function sampleOf(value: Json): Sample | undefined {
  if (!isObject(value) || !("input" in value)) return undefined;
  const { input, steps = {} } = value;
  if (input === undefined || !isObject(steps) || !Object.values(steps).every(isObject))
    return undefined;
  return { input, steps: steps as Sample["steps"] };
}

const PATH =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?<![\w.])(input|steps\.[a-zA-Z_]\w*\.result|steps\["[^"\\]+"\]\.result)((?:\.[a-zA-Z_]\w*)*)(?!\s*\()(?:\s*(==|!=|[<>]=?)\s*(true|false|null|-?\d+(?:\.\d+)?|"[^"\\]*"|'[^'\\]*'))?/g;

/** The sample with which `steps` find what they look at; what is known already stays. */
export function seededSample(
  steps: readonly ListedStep[],
  { input, steps: known }: Sample,
): Sample {
  let seeded: { input: Json; steps: { [name: string]: SampleStep } } = { input, steps: {} };
  for (const { value } of steps) {
    const over = isObject(value["map"]) ? value["map"]["over"] : undefined;
    for (const expression of textsOf(value)) {
      for (const match of expression.matchAll(PATH)) {
        const [, root, path = "", operator, literal] = match;
        if (root === undefined) continue;
        const fields = path.split(".").slice(1);
        const isList = expression === over;
        const isWanted =
          operator === undefined && expression === value["when"] && isCondition(match);
        const leaf = isList ? [itemOf(value)] : isWanted ? true : leafFor(operator, literal);
        const name = /^steps(?:\.(\w+)|\["(.+)"\])\.result$/.exec(root);
        if (name === null) {
          if (fields.length > 0) seeded = { ...seeded, input: seed(seeded.input, fields, leaf) };
          continue;
        }
        const step = (name[1] ?? name[2]) as string;
        const before = seeded.steps[step] ?? known[step] ?? {};
        const result = before.error === undefined ? seed(before.result, fields, leaf) : undefined;
        const next = result === undefined ? before : { ...before, result };
        seeded = { ...seeded, steps: { ...seeded.steps, [step]: next } };
      }
    }
  }
  return seeded;
}

/** Whether a path stands where something true or false is wanted. */
function isCondition({ 0: whole, index, input }: RegExpExecArray): boolean {
  const [before, after] = [input.slice(0, index).trimEnd(), input.slice(index + whole.length)];
  return /(?:^|&&|\|\||!)$/.test(before) && /^\s*(?:$|&&|\|\||\?)/.test(after);
}

/** An item in which the steps of a map find what they look at. */
function itemOf(step: JsonObject): Json {
  const name = isObject(step["map"]) ? step["map"]["as"] : undefined;
  const variable = typeof name === "string" ? name : "item";
  let item: Json | undefined;
  for (const text of textsOf(step)) {
    for (const [, root, path = ""] of text.matchAll(
      /(?<![\w.])([a-z_]\w*)((?:\.[a-zA-Z_]\w*)*)/g,
    )) {
      const fields = path.split(".").slice(1);
      if (root === variable && fields.length > 0) item = seed(item, fields, "sample");
    }
  }
  return item ?? "sample";
}

/** Every text in a step, of which each may be an expression or have some in it. */
function textsOf(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((each: Json) => textsOf(each));
}

function seed(value: Json | undefined, [field, ...rest]: readonly string[], leaf: Json): Json {
  if (field === undefined) return value ?? leaf;
  const object: JsonObject = isObject(value) ? value : {};
  return { ...object, [field]: seed(object[field], rest, leaf) };
}

/** A value with which a comparison holds. */
function leafFor(operator: string | undefined, text: string | undefined): Json {
  if (operator === undefined || text === undefined) return "sample";
  const literal = text.startsWith("'") ? text.slice(1, -1) : (JSON.parse(text) as Json);
  if (operator.endsWith("=") && operator !== "!=") return literal;
  if (typeof literal === "number") return operator === "<" ? literal - 1 : literal + 1;
  return typeof literal === "boolean" ? !literal : "sample";
}
