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
  /** By name, each after all that come before it, section by section. */
  readonly steps: ReadonlyMap<string, PlannedStep>;
}

export interface PlannedStep {
  readonly name: string;
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
  /** The steps that its expressions look at. */
  readonly references: ReadonlySet<string>;
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
  readonly input?: Template;
  readonly concurrencyKey?: Template;
  readonly metadata?: Template;
}

/** Makes the child run of a step. */
export interface RunTemplate {
  readonly workflow: ChildReference;
  readonly isDetached: boolean;
  readonly input?: Template;
}

/** A workflow by its name, or one that the definition itself has. */
export type ChildReference =
  | { readonly name: string; readonly version?: number }
  | { readonly inline: Workflow };
