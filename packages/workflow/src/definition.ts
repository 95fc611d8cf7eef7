import type { Json } from "./json.ts";
import type { StepRule } from "./step-rule.ts";

/**
 * A workflow as plain JSON: steps and what each waits for. Texts in `input` and in the settings that say so are
 * templates: `${expression}` is replaced. Expressions are CEL over `input`, `run` and the `status`, `result` and
 * `error` of steps that come before, as in `steps.charge.result.ok == true`. Lengths of time are `"30s"` or ISO 8601,
 * such as `"P2D"`.
 */
export interface WorkflowDefinition {
  /** `[a-z][a-z0-9_-]{0,62}`. */
  readonly name: string;
  /** The form of the definition. */
  readonly schema: 1;
  /** For people; no part of what tells versions apart. Defaults to none. */
  readonly description?: string;
  /** What becomes of the other steps when one has failed. Defaults to `CONTINUE`. */
  readonly failure?: FailureMode;
  /** How long a run may take, hooks apart. Defaults to no limit. */
  readonly timeout?: string;
  /** By name; 1 to 1,000 together with those of the hooks. */
  readonly steps: Steps;
  /** Steps that run once when `steps` have ended and the run is to fail. Defaults to none. */
  readonly on_failure?: Steps;
  /** Steps that run at the end of each run, also of one that is cancelled. Defaults to none. */
  readonly finally?: Steps;
  /** What an editor keeps; no part of what tells versions apart. Defaults to none. */
  readonly ui?: Json;
}

/** Steps by their names, `[a-z][a-z0-9_-]{0,62}`, each of which there is once in a workflow. */
export type Steps = { readonly [name: string]: Step };

/**
 * What becomes of other steps when one has failed and its failure counts.
 *
 * - `CONTINUE`: those that do not come after it go on.
 * - `STOP`: no further one starts, but for those whose rule is about failures; those that run go on.
 * - `STOP_NOW`: as `STOP`, and those that run are cancelled.
 */
export type FailureMode = "CONTINUE" | "STOP" | "STOP_NOW";

export type Step = TaskStep | MapStep | SleepStep | AwaitStep | WorkflowStep | DecideStep;

/** What each step may have. */
export interface StepSettings {
  /** For people. Defaults to none. */
  readonly description?: string;
  /** The steps that come before, at most 100. Defaults to none. */
  readonly after?: readonly string[];
  /** What the ends of `after` mean for this step. Defaults to `ALL_SUCCEEDED`. */
  readonly rule?: StepRule;
  /** An expression; when it is false, the step is skipped. Defaults to none. */
  readonly when?: string;
  /** `IGNORE` has a failure count as success; the error is kept. Defaults to `FAIL`. */
  readonly on_failure?: "FAIL" | "IGNORE";
}

/** What the job of a step may have besides its type and payload; as that of any other job. */
export interface JobSettings {
  /** 1 to 1,000. Defaults to 4. */
  readonly max_attempts?: number;
  /** Defaults to 2 s, doubled by each failure up to 5 min, and up to a quarter more. */
  readonly backoff?: StepBackoff;
  /** How long one attempt may take. Defaults to no limit. */
  readonly timeout?: string;
  /** 0 to 100, higher first. Defaults to 5. */
  readonly priority?: number;
  /** How long the job waits when the step may start. Defaults to 0. */
  readonly delay?: string;
  /** How long after it is due its first attempt may begin. Defaults to no limit. */
  readonly expires_in?: string;
  /** A template. Defaults to none. */
  readonly concurrency_key?: string;
  /** Defaults to `AT_LEAST_ONCE`. */
  readonly delivery?: "AT_LEAST_ONCE" | "AT_MOST_ONCE";
  /** Labels, whose values are templates. Defaults to none. */
  readonly metadata?: { readonly [name: string]: string };
}

/** How a job waits after a failed attempt. */
export interface StepBackoff {
  readonly initial?: string;
  readonly multiplier?: number;
  readonly max?: string;
  readonly jitter?: number;
}

/** Runs a job. */
export interface TaskStep extends StepSettings, JobSettings {
  /** The type of the job. */
  readonly type: string;
  /** A template for its payload. Defaults to the input of the run. */
  readonly input?: Json;
}

/** Runs a job, or a run of a workflow, for each item of a list; its result is the list of theirs, in order. */
export interface MapStep extends StepSettings, JobSettings {
  readonly map: {
    /** An expression for the list. */
    readonly over: string;
    /** What expressions in `input` and the settings call the item; `index` is its place. Defaults to `item`. */
    readonly as?: string;
    /** The most jobs that exist at a time, 1 to 1,000. Defaults to 100. */
    readonly max_running?: number;
    /** The most items, 1 to 100,000; with more, the step fails before any starts. Defaults to 10,000. */
    readonly max_items?: number;
    /** How many items may fail: a number, or a share such as `"10%"`. Defaults to 0. */
    readonly tolerate?: number | string;
  };
  /** The type of the jobs; excludes `workflow`. */
  readonly type?: string;
  /** The workflow of which each item makes a run. */
  readonly workflow?: ChildWorkflow;
  /** A template for the payload or input. Defaults to the item. */
  readonly input?: Json;
}

/** Waits, without a job. */
export interface SleepStep extends StepSettings {
  /** Either a length, or a template for a time in ISO 8601. */
  readonly sleep: { readonly for: string } | { readonly until: string };
}

/** Waits for a signal to the run, whose payload is its result. */
export interface AwaitStep extends StepSettings {
  readonly await: {
    /** The name of the signal. */
    readonly signal: string;
    /** An expression over `signal`, the payload, that has to be true. Defaults to any signal of that name. */
    readonly match?: string;
    /** Leaves the signal for other steps that await it. Defaults to false. */
    readonly broadcast?: boolean;
    /** Defaults to no limit. */
    readonly timeout?: string;
    /** `CONTINUE` completes the step with `{"timed_out": true}`. Defaults to `FAIL`. */
    readonly on_timeout?: "FAIL" | "CONTINUE";
  };
}

/** Makes a run of a workflow, whose end becomes that of the step. */
export interface WorkflowStep extends StepSettings {
  readonly workflow: ChildWorkflow;
  /** A template for its input. Defaults to the input of the run. */
  readonly input?: Json;
}

/** A workflow by name, its latest version unless one is named, or one that is written out. */
export type ChildWorkflow =
  | {
      readonly name: string;
      readonly version?: number;
      /** Starts the run and does not wait for its end; not in a map. Defaults to false. */
      readonly detach?: boolean;
    }
  | InlineWorkflow;

/** A workflow inside of a step, of which workflows may be at most 10 deep. */
export type InlineWorkflow = Pick<
  WorkflowDefinition,
  "failure" | "timeout" | "steps" | "on_failure" | "finally"
>;

/** Takes the value of an expression for its result, without a job. */
export interface DecideStep extends StepSettings {
  readonly decide: string;
}

export const WORKFLOW_BOUNDS = {
  maxSteps: 1_000,
  maxAfter: 100,
  maxDepth: 10,
  maxDefinitionBytes: 1024 * 1024,
  maxExpressionCharacters: 1_024,
  /** Of all expressions of a definition: to read one takes up to 5 µs a character. */
  maxExpressionsCharacters: 65_536,
  maxMapItems: 100_000,
  defaultMapItems: 10_000,
  maxMapRunning: 1_000,
  defaultMapRunning: 100,
  maxSignals: 1_000,
  maxSignalBytes: 65_536,
  /** Of a run, with those that were added to it. */
  maxRunSteps: 10_000,
  maxInputBytes: 1024 * 1024,
} as const;
