import { MillraceError } from "@millrace/core";
import {
  type Expr,
  escaped,
  exprOf,
  inner,
  operand,
  type Ref,
  type Source,
  sourceOf,
} from "./expr.ts";

type Operand<T> = T | Expr<T>;

/** Whether both are equal. */
export function eq<T>(left: Expr<T>, right: Operand<NoInfer<T>>): Expr<boolean> {
  return infix("==", [left, right]);
}

/** Whether both differ. */
export function ne<T>(left: Expr<T>, right: Operand<NoInfer<T>>): Expr<boolean> {
  return infix("!=", [left, right]);
}

/** Whether the first is less. */
export function lt<T extends number | string>(
  left: Expr<T>,
  right: Operand<NoInfer<T>>,
): Expr<boolean> {
  return infix("<", [left, right]);
}

/** Whether the first is greater. */
export function gt<T extends number | string>(
  left: Expr<T>,
  right: Operand<NoInfer<T>>,
): Expr<boolean> {
  return infix(">", [left, right]);
}

/** Whether all are true. */
export function and(...conditions: readonly Operand<boolean>[]): Expr<boolean> {
  return infix("&&", conditions);
}

/** Whether one is true. */
export function or(...conditions: readonly Operand<boolean>[]): Expr<boolean> {
  return infix("||", conditions);
}

/** Whether it is false. */
export function not(condition: Expr<boolean>): Expr<boolean> {
  return made([condition], ([source]) => `!${source}`, true);
}

/** Whether a field is there. */
export function has(field: Expr<unknown>): Expr<boolean> {
  const { path = [], text } = operand(field);
  if (path.length < 2)
    throw new MillraceError("INVALID_ARGUMENT", `has() is about a field, and ${text} is none`);
  return made([field], ([source]) => `has(${source})`, true);
}

/** How many items, fields or characters there are. */
export function size(value: Expr<readonly unknown[] | object | string>): Expr<number> {
  return made([value], ([source]) => `size(${source})`, true);
}

/** Whether `item` is in `list`. */
export function isIn<T>(item: Operand<T>, list: Expr<readonly T[]> | readonly T[]): Expr<boolean> {
  return infix("in", [item, list]);
}

/** How a step has ended, for those that come after it. */
export function status(step: Ref<unknown>): Expr<"COMPLETED" | "FAILED" | "CANCELLED" | "SKIPPED"> {
  return besideResult(step, "status");
}

/** Why a step has failed; ask by {@link has} whether it has. */
export function error(step: Ref<unknown>): Expr<string> {
  return besideResult(step, "error");
}

/** A text with values in it: `` template`order ${r.input.id}` ``. */
export function template(texts: TemplateStringsArray, ...values: readonly unknown[]): Expr<string> {
  const sources = values.map(operand);
  const parts = texts.map((text, i) => {
    const source = sources[i];
    if (source === undefined) return escaped(text);
    // Before a brace a dollar would be read as part of what escapes it.
    return `${escaped(text).replace(/\$$/, () => '${"$"}')}\${${source.text}}`;
  });
  return exprOf({ text: parts.join(""), isAtom: true, isTemplate: true, steps: stepsOf(sources) });
}

/** CEL as it is, for all that has no function here: `` cel<number>`${r.cart.total} * 100` ``. */
export function cel<T>(texts: TemplateStringsArray, ...values: readonly unknown[]): Expr<T> {
  const sources = values.map(operand);
  const text = texts
    .map((each, i) => each + (sources[i] === undefined ? "" : inner(sources[i])))
    .join("");
  return exprOf({ text, isAtom: false, steps: stepsOf(sources) });
}

function infix(operator: string, values: readonly unknown[]): Expr<boolean> {
  return made(values, (sources) => sources.join(` ${operator} `), values.length === 1);
}

function made<T>(
  values: readonly unknown[],
  write: (sources: readonly string[]) => string,
  isAtom: boolean,
): Expr<T> {
  const sources = values.map(operand);
  return exprOf({ text: write(sources.map(inner)), isAtom, steps: stepsOf(sources) });
}

function stepsOf(sources: readonly Source[]): readonly string[] {
  return [...new Set(sources.flatMap(({ steps }) => steps))];
}

function besideResult<T>(step: Ref<unknown>, field: string): Expr<T> {
  const { path = [], steps, text } = sourceOf(step) as Source;
  if (path.length !== 3 || path[0] !== "steps") {
    throw new MillraceError("INVALID_ARGUMENT", `${field}() is about a step, and ${text} is none`);
  }
  const parent = text.slice(0, -".result".length);
  return exprOf({
    text: `${parent}.${field}`,
    isAtom: true,
    steps,
    path: [...path.slice(0, 2), field],
  });
}
