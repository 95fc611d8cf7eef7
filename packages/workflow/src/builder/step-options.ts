import type { JobDefinition, StandardSchema } from "@millrace/core";
import type { Length } from "../length.ts";
import type { StepRule } from "../step-rule.ts";
import type { Expr, Ref, Templated } from "./expr.ts";

/** The values that a step may look at: the input, the run, and the results of the steps that were added before. */
export type Refs<Input, Results> = {
  readonly [Name in keyof Results]: Ref<Results[Name]>;
} & {
  readonly input: Ref<Input>;
  readonly run: Ref<RunRef>;
};

/** What a run tells of itself. */
export interface RunRef {
  readonly id: string;
  /** In ISO 8601. */
  readonly started_at: string;
  /** The first failure that counts. */
  readonly error: { readonly step?: string; readonly message: string };
}

/** What each step may have. */
export interface CommonOptions<Values, Names> {
  /** For people. Defaults to none. */
  readonly description?: string;
  /** Steps that come before, besides those that the step looks at. Defaults to none. */
  readonly after?: readonly Names[];
  /** What the ends of those before mean. Defaults to `ALL_SUCCEEDED`. */
  readonly rule?: StepRule;
  /** When it is false, the step is skipped. Defaults to none. */
  readonly when?: (values: Values) => Expr<boolean>;
  /** `IGNORE` has a failure count as success. Defaults to `FAIL`. */
  readonly onFailure?: "FAIL" | "IGNORE";
}

/** What the job of a step may have, as that of any other job. Lengths are milliseconds, `"30s"` or ISO 8601. */
export interface JobOptionsOfStep<Callback extends (...args: never[]) => unknown> {
  readonly maxAttempts?: number;
  readonly backoff?: {
    readonly initial?: Length;
    readonly multiplier?: number;
    readonly max?: Length;
    readonly jitter?: number;
  };
  readonly timeout?: Length;
  readonly priority?: number;
  readonly delay?: Length;
  readonly expiresIn?: Length;
  /** The concurrency key. */
  readonly key?: (...args: Parameters<Callback>) => Templated<string>;
  readonly delivery?: "AT_LEAST_ONCE" | "AT_MOST_ONCE";
  readonly metadata?: (...args: Parameters<Callback>) => {
    readonly [name: string]: Templated<string>;
  };
}

/** The type of a job, or its definition, whose schema says what its input is. */
export type JobType<JobInput> = string | JobDefinition<JobInput, unknown>;

/** What the result of a step is, for the compiler alone: any Standard Schema. Defaults to unknown. */
export type ResultSchema<Result> = StandardSchema<never, Result> | StandardSchema<unknown, Result>;

/** A signal: its name, and the schema of its payload. */
export interface SignalDefinition<Payload> {
  readonly name: string;
  readonly schema: StandardSchema<unknown, Payload> | StandardSchema<never, Payload>;
}
