import { type FieldCheck, shown } from "@millrace/core";
import type { InlineWorkflow } from "./definition.ts";
import { Expression, ExpressionError, type ExpressionScope } from "./expression.ts";
import type { Json } from "./json.ts";
import { Template } from "./template.ts";
import type { Workflow } from "./workflow.ts";

/** Where a step stands that is being read, and what it may still use up. */
export interface StepPlacing {
  readonly path: string;
  /** How many workflows it is inside of. */
  readonly depth: number;
  readonly budget: ExpressionScope["budget"];
  /** Reads a workflow that is written out in a step; absent where there can be none. */
  readonly readInline?: ReadInline;
}

/** Reads a workflow inside of another one. */
export type ReadInline = (definition: InlineWorkflow, placing: StepPlacing) => Workflow | undefined;

/** A step while it is read: notes what is wrong in it, and which steps its expressions look at. */
export class StepContext {
  readonly check: FieldCheck;
  readonly placing: StepPlacing;
  /** The steps that its expressions look at, with the place of the first look at each. */
  readonly references = new Map<string, string>();

  constructor(check: FieldCheck, placing: StepPlacing) {
    this.check = check;
    this.placing = placing;
  }

  get path(): string {
    return this.placing.path;
  }

  /** The path of a field of the step. */
  at(field: string): string {
    return `${this.path}.${field}`;
  }

  /** An expression, unless it is none, which is noted. */
  expression(
    field: string,
    text: unknown,
    variables: readonly string[] = [],
  ): Expression | undefined {
    const path = this.at(field);
    if (!this.check.string(path, text)) return undefined;
    try {
      const expression = new Expression(text, { variables, budget: this.placing.budget });
      for (const step of expression.steps) this.#note(step, path);
      return expression;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      this.check.invalid(path, error.message);
      return undefined;
    }
  }

  /** A template; what is wrong in it is noted. */
  template(field: string, value: Json, variables: readonly string[]): Template {
    const refuse = (place: string, reason: string) => this.check.invalid(this.at(place), reason);
    const template = new Template(value, field, { variables, budget: this.placing.budget }, refuse);
    for (const { step, path } of template.references) this.#note(step, this.at(path));
    return template;
  }

  /** Notes what is neither true nor false. */
  boolean(field: string, value: unknown): void {
    if (typeof value === "boolean") return;
    this.check.invalid(this.at(field), `must be true or false, but is ${shown(value)}`);
  }

  #note(step: string, path: string): void {
    if (!this.references.has(step)) this.references.set(step, path);
  }
}
