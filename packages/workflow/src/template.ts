import { WORKFLOW_BOUNDS } from "./definition.ts";
import {
  Expression,
  ExpressionError,
  type ExpressionScope,
  type ExpressionValues,
} from "./expression.ts";
import { isJsonObject, type Json } from "./json.ts";

const MAX_DEPTH = 64;

/** What a template notes: what is wrong at a place in it. */
export type Refuse = (path: string, reason: string) => void;

type Part = (values: ExpressionValues) => Json;

/**
 * JSON whose texts have expressions in them. A text that is one expression becomes its value; in any other one, values
 * stand as text. `$${` stands for `${`.
 */
export class Template {
  /** The steps that its expressions look at, with the place of each. */
  readonly references: { readonly step: string; readonly path: string }[] = [];
  /** What they look at, as {@link Expression.reads}. */
  readonly reads = new Set<string>();
  readonly #scope: ExpressionScope;
  readonly #refuse: Refuse;
  readonly #part: Part;

  constructor(value: Json, path: string, scope: ExpressionScope, refuse: Refuse) {
    this.#scope = scope;
    this.#refuse = refuse;
    this.#part = this.#read(value, path, 0);
  }

  /** @throws ExpressionError whose message begins with the place. */
  fill(values: ExpressionValues): Json {
    return this.#part(values);
  }

  #read(value: Json, path: string, depth: number): Part {
    if (depth > MAX_DEPTH) {
      this.#refuse(path, `must be nested at most ${MAX_DEPTH} deep`);
      return () => null;
    }
    if (typeof value === "string") return this.#readText(value, path);
    if (Array.isArray(value)) {
      const items = value.map((item: Json, i) => this.#read(item, `${path}[${i}]`, depth + 1));
      return (values) => items.map((part) => part(values));
    }
    if (isJsonObject(value)) {
      const fields = Object.entries(value).map(
        ([name, field]) => [name, this.#read(field, fieldPath(path, name), depth + 1)] as const,
      );
      return (values) => Object.fromEntries(fields.map(([name, part]) => [name, part(values)]));
    }
    return () => value;
  }

  #readText(text: string, path: string): Part {
    const parts = this.#split(text, path);
    const [only, ...more] = parts;
    if (only === undefined) return () => "";
    if (more.length === 0) return typeof only === "string" ? () => only : only;
    return (values) =>
      parts.map((part) => (typeof part === "string" ? part : textOf(part(values)))).join("");
  }

  #split(text: string, path: string): (string | Part)[] {
    const parts = splitTemplate(text);
    if (parts !== undefined) {
      return parts.map((part) =>
        typeof part === "string" ? part : this.#expression(part.expression, path),
      );
    }
    this.#refuse(
      path,
      'has "${" and no brace that ends it; write "$${" for the characters themselves',
    );
    return [];
  }

  #expression(text: string, path: string): Part {
    try {
      const expression = new Expression(text, this.#scope);
      for (const step of expression.steps) this.references.push({ step, path });
      for (const read of expression.reads) this.reads.add(read);
      return (values) => evaluateAt(path, () => expression.evaluate(values));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.#refuse(path, error.message);
      return () => null;
    }
  }
}

/** What a text of a template is made of: text as it is meant, and expressions; `undefined` when one has no end. */
export function splitTemplate(
  text: string,
): (string | { readonly expression: string })[] | undefined {
  const parts: (string | { readonly expression: string })[] = [];
  let literal = "";
  for (let at = 0; at < text.length; ) {
    if (text.startsWith("$${", at)) {
      literal += "${";
      at += 3;
    } else if (text.startsWith("${", at)) {
      const end = endOfExpression(text, at + 2);
      if (end === undefined) return undefined;
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push({ expression: text.slice(at + 2, end) });
      at = end + 1;
    } else {
      literal += text[at++];
    }
  }
  if (literal !== "") parts.push(literal);
  return parts;
}

/** Has an error of `evaluate` name its place. */
export function evaluateAt<Value>(path: string, evaluate: () => Value): Value {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new ExpressionError(`${path}: ${error.message}`);
  }
}

/** The path of a field of an object. */
export function fieldPath(path: string, name: string): string {
  return /^[a-zA-Z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where the brace is that ends an expression, past those in it and in its texts. */
function endOfExpression(text: string, from: number): number | undefined {
  let open = 0;
  let quote: string | undefined;
  const end = Math.min(text.length, from + WORKFLOW_BOUNDS.maxExpressionCharacters + 2);
  for (let at = from; at < end; at++) {
    const character = text[at];
    if (quote !== undefined) {
      if (character === "\\") at++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === "{") {
      open++;
    } else if (character === "}") {
      if (open === 0) return at;
      open--;
    }
  }
  return undefined;
}
