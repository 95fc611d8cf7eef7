import { type CelInput, type CelResult, isCelError, parse, plan } from "@bufbuild/cel";
import { closestName } from "@millrace/core";
import { APPEND, CEL, EACH, startMeter } from "./cel-meter.ts";
import { fromCel, toCelInput } from "./cel-value.ts";
import { WORKFLOW_BOUNDS } from "./definition.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** What an expression may name. */
export interface ExpressionScope {
  /** How many characters the expressions of the definition may still have. */
  readonly budget: { characters: number };
  /** Besides `input`, `run` and `steps`. */
  readonly variables: readonly string[];
}

/** What names stand for in an evaluation; `steps` has those that {@link Expression.steps} tells. */
export type ExpressionValues = { readonly [name: string]: Json };

/** An expression that is none, or has no value; the message says why, and stands after the place. */
export class ExpressionError extends Error {}

type Expr = NonNullable<ReturnType<typeof parse>["expr"]>;
type Evaluate = (values: Record<string, CelInput>) => CelResult;
type Path = readonly [string, ...string[]];

const STEP_FIELDS = ["status", "result", "error"];
const CONTROL = ["_&&_", "_||_", "_?_:_", "_[_]", "@not_strictly_false"];

/** An expression that was read: CEL, where all numbers are those of JSON, so that `2` and `2.0` are the same. */
export class Expression {
  /** The names of the steps that it looks at. */
  readonly steps: ReadonlySet<string>;
  /** What it looks at besides variables: `input`, and fields of steps, as in `charge.result`. */
  readonly reads: ReadonlySet<string>;
  readonly #paths: readonly Path[];
  readonly #evaluate: Evaluate;

  /** @throws ExpressionError */
  constructor(text: string, { variables, budget }: ExpressionScope) {
    const { maxExpressionCharacters, maxExpressionsCharacters } = WORKFLOW_BOUNDS;
    if (text.length > maxExpressionCharacters) {
      throw new ExpressionError(
        `must have at most ${maxExpressionCharacters} characters, but has ${text.length}`,
      );
    }
    budget.characters -= text.length;
    if (budget.characters < 0) {
      throw new ExpressionError(
        `is where the expressions of the workflow have more than ${maxExpressionsCharacters} characters together; make it several workflows`,
      );
    }
    const expr = parsed(text);
    const reader = new Reader(["input", "run", ...variables]);
    reader.read(expr, new Set());
    this.steps = reader.steps;
    this.reads = reader.reads;
    this.#paths = reader.paths;
    this.#evaluate = plan(CEL, expr) as Evaluate;
  }

  /** @throws ExpressionError */
  evaluate(values: ExpressionValues): Json {
    const inputs: Record<string, CelInput> = {};
    for (const [name, value] of Object.entries(values)) inputs[name] = toCelInput(value);
    startMeter();
    try {
      const value = this.#evaluate(inputs);
      if (!isCelError(value)) return fromCel(value);
      throw new ExpressionError(this.#missing(values) ?? value.message);
    } catch (error) {
      if (error instanceof ExpressionError) throw error;
      throw new ExpressionError(error instanceof Error ? error.message : String(error));
    }
  }

  /** @throws ExpressionError also when it is neither true nor false. */
  test(values: ExpressionValues): boolean {
    const value = this.evaluate(values);
    if (typeof value === "boolean") return value;
    throw new ExpressionError(
      `must be true or false, but is ${JSON.stringify(value).slice(0, 100)}`,
    );
  }

  /** The first field of a path that is not there. */
  #missing(values: ExpressionValues): string | undefined {
    for (const path of this.#paths) {
      let value: Json | undefined = values;
      for (const [place, name] of path.entries()) {
        value =
          isJsonObject(value) && Object.hasOwn(value, name)
            ? (value as JsonObject)[name]
            : undefined;
        if (value === undefined)
          return `${path
            .slice(0, place + 1)
            .map(segment)
            .join("")}: no such field`;
      }
    }
    return undefined;
  }
}

/** A field as an expression writes it. */
function segment(name: string, place: number): string {
  if (place === 0) return name;
  return /^[a-zA-Z_]\w*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function parsed(text: string): Expr {
  try {
    const { expr } = parse(text);
    if (expr !== undefined) return expr;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpressionError(
      `is no expression: ${reason.replace(/^<input>:1:/, "at character ")}`,
    );
  }
  throw new ExpressionError("is no expression: it is empty");
}

/** Goes through an expression: notes what it names, and has numbers be those of JSON and lists be paid for. */
class Reader {
  readonly steps = new Set<string>();
  readonly reads = new Set<string>();
  readonly paths: Path[] = [];
  readonly #roots: readonly string[];

  constructor(roots: readonly string[]) {
    this.#roots = roots;
  }

  read(expr: Expr, bound: ReadonlySet<string>): void {
    const path = this.#pathOf(expr, bound);
    if (path !== undefined) {
      this.#readPath(path, expr.exprKind.case === "selectExpr" && expr.exprKind.value.testOnly);
      return;
    }
    const { exprKind } = expr;
    switch (exprKind.case) {
      case "identExpr":
        if (!bound.has(exprKind.value.name)) this.#refuseName(exprKind.value.name);
        return;
      case "constExpr":
        readConstant(exprKind.value);
        return;
      case "selectExpr":
        this.#readParts([exprKind.value.operand], bound);
        return;
      case "listExpr":
        this.#readParts(exprKind.value.elements, bound);
        return;
      case "structExpr":
        if (exprKind.value.messageName !== "") {
          throw new ExpressionError(
            `names the message ${exprKind.value.messageName}; write {"name": value}`,
          );
        }
        for (const { keyKind, value } of exprKind.value.entries) {
          this.#readParts([keyKind.case === "mapKey" ? keyKind.value : undefined, value], bound);
        }
        return;
      case "callExpr":
        this.#readCall(exprKind.value, bound);
        return;
      case "comprehensionExpr": {
        const { value } = exprKind;
        const inside = new Set([...bound, value.iterVar, value.accuVar]);
        this.#readParts([value.iterRange, value.accuInit], bound);
        this.#readParts([value.loopCondition, value.loopStep, value.result], inside);
        if (value.iterRange !== undefined) value.iterRange = callOf(EACH, value.iterRange);
      }
    }
  }

  #readParts(parts: readonly (Expr | undefined)[], bound: ReadonlySet<string>): void {
    for (const part of parts) if (part !== undefined) this.read(part, bound);
  }

  #readCall(
    call: Extract<Expr["exprKind"], { case: "callExpr" }>["value"],
    bound: ReadonlySet<string>,
  ): void {
    if (!CONTROL.includes(call.function) && CEL.funcs.find(call.function) === undefined) {
      throw new ExpressionError(`calls ${call.function}, which is no function`);
    }
    const [first, second] = call.args;
    const isAppend =
      call.function === "_+_" &&
      first?.exprKind.case === "identExpr" &&
      first.exprKind.value.name.startsWith("@") &&
      second?.exprKind.case === "listExpr";
    if (isAppend) call.function = APPEND;
    this.#readParts([call.target, ...call.args], bound);
  }

  /** The names that lead from a variable to a part of it: `steps.a.result`, or `steps["a"].result`. */
  #pathOf(expr: Expr, bound: ReadonlySet<string>): Path | undefined {
    const { exprKind } = expr;
    if (exprKind.case === "identExpr") {
      const { name } = exprKind.value;
      if (bound.has(name)) return undefined;
      return name === "steps" || this.#roots.includes(name) ? [name] : undefined;
    }
    if (exprKind.case === "selectExpr" && exprKind.value.operand !== undefined) {
      const before = this.#pathOf(exprKind.value.operand, bound);
      return before && [...before, exprKind.value.field];
    }
    if (exprKind.case === "callExpr" && exprKind.value.function === "_[_]") {
      const [operand, index] = exprKind.value.args;
      const before = operand && this.#pathOf(operand, bound);
      if (before === undefined || index?.exprKind.case !== "constExpr") return undefined;
      const { constantKind } = index.exprKind.value;
      return constantKind.case === "stringValue" ? [...before, constantKind.value] : undefined;
    }
    return undefined;
  }

  #readPath(path: Path, isTest: boolean): void {
    const [root, step, field] = path;
    if (root === "input") this.reads.add("input");
    if (root === "steps") {
      if (step === undefined) {
        throw new ExpressionError(
          `must name a step after steps, as in steps.charge.result or steps["a-b"].result`,
        );
      }
      if (field !== undefined && !STEP_FIELDS.includes(field)) {
        throw new ExpressionError(
          `names ${path.map(segment).join("")}, but a step has ${STEP_FIELDS.join(", ")}`,
        );
      }
      this.steps.add(step);
      for (const each of field === undefined ? STEP_FIELDS : [field])
        this.reads.add(`${step}.${each}`);
    }
    const known = isTest ? path.slice(0, -1) : path;
    if (known.length > 1) this.paths.push(known as unknown as Path);
  }

  #refuseName(name: string): never {
    const names = [...this.#roots, "steps"];
    const meant = closestName(name, names);
    const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
    throw new ExpressionError(
      `names ${name}${hint}; there are ${names.join(", ")}. A step with a dash in its name is steps["a-b"]`,
    );
  }
}

function readConstant(constant: Extract<Expr["exprKind"], { case: "constExpr" }>["value"]): void {
  const { constantKind } = constant;
  if (constantKind.case === "int64Value" || constantKind.case === "uint64Value") {
    constant.constantKind = { case: "doubleValue", value: Number(constantKind.value) };
  }
}

function callOf(name: string, arg: Expr): Expr {
  return {
    ...arg,
    exprKind: {
      case: "callExpr",
      value: { $typeName: "cel.expr.Expr.Call", function: name, args: [arg] },
    },
  };
}
