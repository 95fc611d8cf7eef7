import type { EnqueueRequest } from "@millrace/core";
import type { FailureMode } from "./definition.ts";
import type { Expression } from "./expression.ts";
import type { StepRule } from "./step-rule.ts";
import type { Template } from "./template.ts";

/** The parts of a workflow, in the order in which they run. */
export const SECTIONS = ["steps", "on_failure", "finally"] as const;
export type Section = (typeof SECTIONS)[number];

/** A definition that was checked, with what its expressions mean. */
export interface Workflow {
  /** `""` for one that is written inside of another one. */
  readonly name: string;
  readonly failure: FailureMode;
  readonly timeoutMs?: number;
  /** By name; those that a definition has stand after all that come before them, section by section. */
  readonly steps: ReadonlyMap<string, PlannedStep>;
}

export interface PlannedStep {
  readonly name: string;
  /** Its number among the steps of the workflow, from 0 on. */
  readonly place: number;
  /** Where it stands in the definition. */
  readonly path: string;
  readonly section: Section;
  readonly after: readonly string[];
  /** The steps that come after it. */
  readonly dependants: readonly string[];
  readonly rule: StepRule;
  readonly when?: Expression;
  readonly ignoresFailure: boolean;
  readonly action: StepAction;
}

/** What a step does when it starts. */
export type StepAction =
  | ({ readonly kind: "task" } & JobTemplate)
  | ({ readonly kind: "workflow" } & RunTemplate)
  | MapAction
  | SleepAction
  | AwaitAction
  | { readonly kind: "decide"; readonly value: Expression };

export interface MapAction {
  readonly kind: "map";
  readonly over: Expression;
  readonly itemName: string;
  readonly maxRunning: number;
  readonly maxItems: number;
  /** How many of `items` may fail. */
  tolerated(items: number): number;
  readonly child:
    | ({ readonly kind: "job" } & JobTemplate)
    | ({ readonly kind: "run" } & RunTemplate);
}

export interface SleepAction {
  readonly kind: "sleep";
  readonly forMs?: number;
  readonly until?: Template;
}

export interface AwaitAction {
  readonly kind: "await";
  readonly signal: string;
  readonly match?: Expression;
  readonly isBroadcast: boolean;
  readonly timeoutMs?: number;
  readonly continuesAfterTimeout: boolean;
}

/** Makes the job of a step. */
export interface JobTemplate {
  /** All but what depends on the run. */
  readonly request: EnqueueRequest;
  /** What its templates look at, and the input of the run if it is that of the job: see `Expression.reads`. */
  readonly reads: ReadonlySet<string>;
  readonly input?: Template;
  readonly concurrencyKey?: Template;
  readonly metadata?: Template;
}

/** Makes the child run of a step. */
export interface RunTemplate {
  readonly workflow: ChildReference;
  readonly isDetached: boolean;
  /** As of a job. */
  readonly reads: ReadonlySet<string>;
  readonly input?: Template;
}

/** A workflow by its name, or one that the definition itself has. */
export type ChildReference =
  | { readonly name: string; readonly version?: number }
  | { readonly inline: Workflow };

/**
 * The workflow that is written out in a step of another one, which may be such a step itself.
 *
 * @param steps the names of the steps that lead to it.
 * @returns `undefined` when there is none.
 */
export function inlineWorkflow(workflow: Workflow, steps: readonly string[]): Workflow | undefined {
  return steps.reduce((outer: Workflow | undefined, name) => {
    const action = outer?.steps.get(name)?.action;
    const child = action?.kind === "map" ? action.child : action;
    const reference = child !== undefined && "workflow" in child ? child.workflow : undefined;
    return reference !== undefined && "inline" in reference ? reference.inline : undefined;
  }, workflow);
}
