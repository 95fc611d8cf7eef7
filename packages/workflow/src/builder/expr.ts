import { MillraceError } from "@millrace/core";
import type { Json } from "../json.ts";

declare const VALUE: unique symbol;
const SOURCE = Symbol.for("@millrace/workflow/source");

/** A value that is known when a step starts: an expression, of which the compiler knows the type. */
export interface Expr<out T> {
  /** For the compiler alone. */
  readonly [VALUE]: T;
}

/** A value that was given to a run or made by a step; its fields are values, too. */
export type Ref<T> = Expr<T> & Fields<NonNullable<T>>;

type Fields<T> = T extends readonly unknown[]
  ? unknown
  : T extends object
    ? { readonly [Field in keyof T]-?: Ref<Exclude<T[Field], undefined>> }
    : unknown;

/** What a `T` is made of: values, expressions, or objects and lists of both. */
export type Templated<T> =
  | Expr<T>
  | (T extends readonly (infer Item)[]
      ? readonly Templated<Item>[]
      : T extends object
        ? { readonly [Field in keyof T]: Templated<T[Field]> }
        : T);

/** What an expression is, when it is written down. */
export interface Source {
  readonly text: string;
  /** Whether it can stand in another one without parentheses. */
  readonly isAtom: boolean;
  /** The steps that it looks at. */
  readonly steps: readonly string[];
  /** Of a reference: where it leads. */
  readonly path?: readonly string[];
  /** A text with expressions in it, in place of an expression. */
  readonly isTemplate?: boolean;
}

const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** A reference that notes which of its fields is asked for. */
export function refTo<T>(path: readonly string[]): Ref<T> {
  const [root = "", ...fields] = path;
  const text = root + fields.map(access).join("");
  const steps = root === "steps" ? path.slice(1, 2) : [];
  const source: Source = { text, isAtom: true, steps, path };
  const trap: ProxyHandler<object> = {
    get(_, field) {
      if (field === SOURCE) return source;
      if (typeof field === "string") return refTo([...path, field]);
      throw notYet(text);
    },
    has: (_, field) => field === SOURCE,
    ownKeys() {
      throw notYet(text);
    },
  };
  return new Proxy({}, trap) as Ref<T>;
}

function access(field: string): string {
  const isPlain = /^[a-zA-Z_]\w*$/.test(field) && !RESERVED.has(field);
  return isPlain ? `.${field}` : `[${JSON.stringify(field)}]`;
}

function notYet(text: string): MillraceError {
  return new MillraceError(
    "INVALID_ARGUMENT",
    `${text} has no value before the workflow runs: use template\`…\`, eq() and the like, in place of JavaScript`,
  );
}

/** An expression by its text. */
export function exprOf<T>(source: Source): Expr<T> {
  return { [SOURCE]: source } as unknown as Expr<T>;
}

/** What `value` is when it is written down; `undefined` when it is no expression. */
export function sourceOf(value: unknown): Source | undefined {
  if (typeof value !== "object" || value === null || !(SOURCE in value)) return undefined;
  return (value as { readonly [SOURCE]: Source })[SOURCE];
}

/** `value` as a part of an expression. */
export function operand(value: unknown): Source {
  const source = sourceOf(value);
  if (source === undefined) return { text: literal(value), isAtom: true, steps: [] };
  if (source.isTemplate === true) {
    throw new MillraceError(
      "INVALID_ARGUMENT",
      "a template can be no part of an expression; use cel`… + …`",
    );
  }
  return source;
}

/** What stands in an expression for a part of it. */
export function inner({ text, isAtom }: Source): string {
  return isAtom ? text : `(${text})`;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).map(
      ([name, field]) => `${JSON.stringify(name)}: ${literal(field)}`,
    );
    return `{${fields.join(", ")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** What a callback has made, as the JSON of a template; the steps that it looks at are added to `steps`. */
export function toTemplate(value: unknown, steps: Set<string>): Json {
  const source = sourceOf(value);
  if (source !== undefined) {
    for (const step of source.steps) steps.add(step);
    return source.isTemplate === true ? source.text : `\${${source.text}}`;
  }
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value)) return value.map((item) => toTemplate(item, steps));
  if (typeof value !== "object" || value === null) return value as Json;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, toTemplate(field, steps)]));
}

/** A text that stays as it is in a template. */
export function escaped(text: string): string {
  return text.replaceAll("${", () => "$${");
}
