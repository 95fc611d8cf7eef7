import { MillraceError, type StandardSchema } from "@millrace/core";
import type {
  ChildWorkflow,
  FailureMode,
  InlineWorkflow,
  JobSettings,
  Step,
  StepBackoff,
  StepSettings,
  WorkflowDefinition,
} from "../definition.ts";
import type { Json } from "../json.ts";
import type { Length } from "../length.ts";
import { readWorkflow } from "../read-workflow.ts";
import type { Section } from "../workflow.ts";
import { type Expr, operand, type Ref, refTo, type Templated, toTemplate } from "./expr.ts";
import type {
  CommonOptions,
  JobOptionsOfStep,
  JobType,
  Refs,
  ResultSchema,
  SignalDefinition,
} from "./step-options.ts";

/** What a workflow may have besides its steps. */
export interface WorkflowOptions<Input> {
  /** The input of a run, for the compiler alone: any Standard Schema. Defaults to unknown. */
  readonly input?: StandardSchema<unknown, Input> | StandardSchema<never, Input>;
  readonly description?: string;
  /** What becomes of the other steps when one has failed. Defaults to `CONTINUE`. */
  readonly failure?: FailureMode;
  /** How long a run may take. Defaults to no limit. */
  readonly timeout?: Length;
  /** What an editor keeps. Defaults to none. */
  readonly ui?: Json;
}

/**
 * Begins a workflow, to which steps are added one by one. Callbacks run once, as the step is added: what they get notes
 * which values the step looks at, and those come before it.
 *
 * @param name `[a-z][a-z0-9_-]{0,62}`.
 */
export function workflow<Input = unknown>(
  name: string,
  options: WorkflowOptions<Input> = {},
): WorkflowBuilder<Input, Record<never, never>> {
  const { description, failure, timeout, ui } = options;
  return new WorkflowBuilder({
    name,
    schema: 1,
    ...defined({ description, failure, timeout: lengthText(timeout), ui }),
    steps: {},
  });
}

/** A name that no step has yet. */
type NewName<Name extends string, Results> = Name extends keyof Results | "input" | "run"
  ? never
  : Name;
type With<Results, Name extends string, Result> = Results & { readonly [Each in Name]: Result };
type NamesOf<Results> = Extract<keyof Results, string>;

/** A workflow that is being written. Each method returns a new one. */
export class WorkflowBuilder<Input, Results> {
  readonly #definition: WorkflowDefinition;

  constructor(definition: WorkflowDefinition) {
    this.#definition = definition;
  }

  /**
   * The workflow as plain JSON.
   *
   * @throws MillraceError `INVALID_ARGUMENT` that names each place that is wrong.
   */
  get definition(): WorkflowDefinition {
    readWorkflow(this.#definition);
    return this.#definition;
  }

  /** The workflow as a step of another one has it: without its name, and without what is for people. */
  get inline(): InlineWorkflow {
    const {
      name: _name,
      schema: _schema,
      description: _text,
      ui: _ui,
      ...inline
    } = this.#definition;
    return inline;
  }

  toJSON(): WorkflowDefinition {
    return this.definition;
  }

  /** Runs a job. Its input is by default that of the run. */
  task<const Name extends string, JobInput, Result = unknown>(
    name: NewName<Name, Results>,
    options: TaskOptions<Refs<Input, Results>, NamesOf<Results>, JobInput, Result>,
  ): WorkflowBuilder<Input, With<Results, Name, Result>> {
    return this.#with("steps", name, taskStep(options));
  }

  /** Runs a job, or a workflow, for each item of a list, which is its input by default; the result is the list of theirs. */
  map<const Name extends string, Item, JobInput, Result = unknown>(
    name: NewName<Name, Results>,
    options: MapOptions<Refs<Input, Results>, NamesOf<Results>, Item, JobInput, Result>,
  ): WorkflowBuilder<Input, With<Results, Name, readonly Result[]>> {
    const {
      over,
      as = "item",
      maxRunning,
      maxItems,
      tolerate,
      input,
      result: _,
      ...rest
    } = options;
    const args = [refs(), refTo([as]), refTo(["index"])] as const;
    const found = new Set<string>();
    const map = {
      over: expressionText(over(refs() as never), found),
      ...defined({ as: options.as, max_running: maxRunning, max_items: maxItems, tolerate }),
    };
    const child =
      rest.workflow === undefined
        ? { type: typeName(rest.type) }
        : { workflow: childOf(rest.workflow, { version: rest.version }) };
    return this.#with("steps", name, {
      steps: found,
      fields: {
        ...child,
        map,
        ...jobFields(rest, input, args, found),
        ...commonFields(rest, found),
      },
    });
  }

  /** Waits, without a job: for a length, or until a time in ISO 8601. */
  sleep<const Name extends string>(
    name: NewName<Name, Results>,
    options: CommonOptions<Refs<Input, Results>, NamesOf<Results>> &
      (
        | { readonly for: Length; readonly until?: never }
        | {
            readonly until: (values: Refs<Input, Results>) => Templated<string>;
            readonly for?: never;
          }
      ),
  ): WorkflowBuilder<Input, With<Results, Name, null>> {
    const found = new Set<string>();
    const sleep =
      options.until === undefined
        ? { for: lengthText(options.for) }
        : { until: toTemplate(options.until(refs() as never), found) };
    return this.#with("steps", name, {
      steps: found,
      fields: { sleep, ...commonFields(options, found) },
    });
  }

  /** Waits for a signal, whose payload is the result. */
  await<const Name extends string, Payload = unknown>(
    name: NewName<Name, Results>,
    options: AwaitOptions<Refs<Input, Results>, NamesOf<Results>, Payload>,
  ): WorkflowBuilder<Input, With<Results, Name, Payload>> {
    const { signal, match, broadcast, timeout, onTimeout, ...rest } = options;
    const found = new Set<string>();
    const fields = {
      await: {
        signal: typeof signal === "string" ? signal : signal.name,
        ...defined({
          match: match && expressionText(match(refs() as never, refTo(["signal"])), found),
          broadcast,
          timeout: lengthText(timeout),
          on_timeout: onTimeout,
        }),
      },
      ...commonFields(rest, found),
    };
    return this.#with("steps", name, { steps: found, fields });
  }

  /** Runs another workflow, by name or one that is written here, and has its end for that of the step. */
  workflow<const Name extends string, Result = unknown>(
    name: NewName<Name, Results>,
    options: ChildOptions<Refs<Input, Results>, NamesOf<Results>, Result>,
  ): WorkflowBuilder<Input, With<Results, Name, Result>> {
    const { workflow: child, version, detach, input, result: _, ...rest } = options;
    const found = new Set<string>();
    const fields = {
      workflow: childOf(child, { version, detach }),
      ...defined({ input: input && toTemplate(input(refs() as never), found) }),
      ...commonFields(rest, found),
    };
    return this.#with("steps", name, { steps: found, fields });
  }

  /** Has the value of an expression as its result, without a job. */
  decide<const Name extends string, Result>(
    name: NewName<Name, Results>,
    options: CommonOptions<Refs<Input, Results>, NamesOf<Results>> & {
      readonly value: (values: Refs<Input, Results>) => Expr<Result>;
    },
  ): WorkflowBuilder<Input, With<Results, Name, Result>> {
    const found = new Set<string>();
    const decide = expressionText(options.value(refs() as never), found);
    return this.#with("steps", name, {
      steps: found,
      fields: { decide, ...commonFields(options, found) },
    });
  }

  /** Runs a job once when the steps have ended and the run is to fail. */
  onFailure<const Name extends string, JobInput, Result = unknown>(
    name: NewName<Name, Results>,
    options: TaskOptions<Refs<Input, Results>, NamesOf<Results>, JobInput, Result>,
  ): WorkflowBuilder<Input, With<Results, Name, Result>> {
    return this.#with("on_failure", name, taskStep(options));
  }

  /** Runs a job at the end of each run, also of one that is cancelled. */
  finally<const Name extends string, JobInput, Result = unknown>(
    name: NewName<Name, Results>,
    options: TaskOptions<Refs<Input, Results>, NamesOf<Results>, JobInput, Result>,
  ): WorkflowBuilder<Input, With<Results, Name, Result>> {
    return this.#with("finally", name, taskStep(options));
  }

  /** Adds a step as plain JSON, also one that is no job to the hooks. What comes before it is told by its `after` alone. */
  add<const Name extends string>(
    section: Section,
    name: Name,
    step: Step,
  ): WorkflowBuilder<Input, With<Results, Name, unknown>> {
    return this.#with(section, name, { steps: new Set(), fields: step });
  }

  #with<Next>(
    section: Section,
    name: string,
    { steps, fields }: WrittenStep,
  ): WorkflowBuilder<Input, Next> {
    const { after, ...rest } = fields as StepSettings;
    // What stands in an earlier section comes before anyway.
    const own = this.#definition[section] ?? {};
    const before = new Set([
      ...(after ?? []),
      ...[...steps].filter((other) => Object.hasOwn(own, other)),
    ]);
    const isTold = after !== undefined || before.size > 0;
    const step = { ...(isTold && { after: [...before] }), ...rest } as unknown as Step;
    return new WorkflowBuilder<Input, Next>({
      ...this.#definition,
      [section]: { ...own, [name]: step },
    });
  }
}

export interface TaskOptions<Values, Names, JobInput, Result>
  extends CommonOptions<Values, Names>,
    JobOptionsOfStep<(values: Values) => unknown> {
  readonly type: JobType<JobInput>;
  readonly input?: (values: Values) => Templated<NoInfer<JobInput>>;
  readonly result?: ResultSchema<Result>;
}

export type MapOptions<Values, Names, Item, JobInput, Result> = ListOptions<
  Values,
  Names,
  Item,
  JobInput,
  Result
> &
  (
    | ({
        readonly type: JobType<JobInput>;
        readonly workflow?: never;
        readonly version?: never;
      } & JobOptionsOfStep<(values: Values, item: RefOf<Item>, index: Expr<number>) => unknown>)
    | {
        readonly type?: never;
        /** The workflow that runs for each item, by its name or written out. */
        readonly workflow: ChildSource;
        /** Of a workflow by name. Defaults to the latest. */
        readonly version?: number;
      }
  );

/** What a map may have, whatever runs for each item. */
export interface ListOptions<Values, Names, Item, JobInput, Result>
  extends CommonOptions<Values, Names> {
  readonly over: (values: Values) => Expr<readonly Item[]>;
  readonly input?: (
    values: Values,
    item: RefOf<NoInfer<Item>>,
    index: Expr<number>,
  ) => Templated<NoInfer<JobInput>>;
  readonly result?: ResultSchema<Result>;
  /** What expressions call the item. Defaults to `item`. */
  readonly as?: string;
  /** Defaults to 100. */
  readonly maxRunning?: number;
  /** Defaults to 10,000. */
  readonly maxItems?: number;
  /** How many items may fail: a number, or a share such as `"10%"`. Defaults to 0. */
  readonly tolerate?: number | `${number}%`;
}

type RefOf<T> = Ref<T>;

export interface AwaitOptions<Values, Names, Payload> extends CommonOptions<Values, Names> {
  readonly signal: string | SignalDefinition<Payload>;
  /** Defaults to any signal of that name. */
  readonly match?: (values: Values, signal: RefOf<NoInfer<Payload>>) => Expr<boolean>;
  /** Leaves the signal for other steps. Defaults to false. */
  readonly broadcast?: boolean;
  /** Defaults to no limit. */
  readonly timeout?: Length;
  /** Defaults to `FAIL`. */
  readonly onTimeout?: "FAIL" | "CONTINUE";
}

/** A workflow by its name, or one that is written in the same place; the name of that one is for its reader. */
export type ChildSource = string | { readonly inline: InlineWorkflow };

export interface ChildOptions<Values, Names, Result> extends CommonOptions<Values, Names> {
  readonly workflow: ChildSource;
  /** Of a workflow by name. Defaults to the latest. */
  readonly version?: number;
  /** Of a workflow by name: does not wait for its end. Defaults to false. */
  readonly detach?: boolean;
  readonly input?: (values: Values) => unknown;
  readonly result?: ResultSchema<Result>;
}

/** A step as JSON, and the steps that it looks at. */
interface WrittenStep {
  readonly steps: ReadonlySet<string>;
  readonly fields: object;
}

type AnyOptions = CommonOptions<never, string> & JobOptionsOfStep<(...args: never[]) => unknown>;

function taskStep<Values, Names extends string, JobInput, Result>(
  options: TaskOptions<Values, Names, JobInput, Result>,
): WrittenStep {
  const { type, input, result: _, ...rest } = options;
  const found = new Set<string>();
  const fields = {
    type: typeName(type),
    ...jobFields(rest, input, [refs()], found),
    ...commonFields(rest, found),
  };
  return { steps: found, fields };
}

/** References by the names of steps, whatever they are: what there is not is refused by the compiler. */
function refs(): unknown {
  return new Proxy(
    {},
    {
      get: (_, name) =>
        name === "input" || name === "run"
          ? refTo([name])
          : refTo(["steps", String(name), "result"]),
    },
  );
}

function jobFields(
  options: object,
  input: ((...args: never[]) => unknown) | undefined,
  args: readonly unknown[],
  steps: Set<string>,
): JobSettings & { readonly input?: Json } {
  const { maxAttempts, backoff, timeout, priority, delay, expiresIn, key, delivery, metadata } =
    options as AnyOptions;
  const filled = (callback: ((...args: never[]) => unknown) | undefined) =>
    callback && toTemplate(callback(...(args as never[])), steps);
  return defined({
    input: filled(input),
    max_attempts: maxAttempts,
    backoff:
      backoff &&
      (defined({
        ...backoff,
        initial: lengthText(backoff.initial),
        max: lengthText(backoff.max),
      }) as StepBackoff),
    timeout: lengthText(timeout),
    priority,
    delay: lengthText(delay),
    expires_in: lengthText(expiresIn),
    concurrency_key: filled(key) as string | undefined,
    delivery,
    metadata: filled(metadata) as { readonly [name: string]: string } | undefined,
  });
}

function commonFields(options: object, steps: Set<string>): StepSettings {
  const { description, after, rule, when, onFailure } = options as CommonOptions<unknown, string>;
  return defined({
    description,
    after,
    rule,
    when: when && expressionText(when(refs()), steps),
    on_failure: onFailure,
  });
}

function expressionText(value: unknown, steps: Set<string>): string {
  const source = operand(value);
  for (const step of source.steps) steps.add(step);
  return source.text;
}

function childOf(
  child: ChildSource,
  options: { readonly version?: number | undefined; readonly detach?: boolean | undefined },
): ChildWorkflow {
  if (typeof child === "string") return { name: child, ...defined(options) };
  for (const [field, value] of Object.entries(defined(options))) {
    throw new MillraceError(
      "INVALID_ARGUMENT",
      `${field} is of a workflow by name, and this one is written out; leave out ${field}: ${value}`,
    );
  }
  return child.inline;
}

function typeName(type: string | { readonly type: string }): string {
  return typeof type === "string" ? type : type.type;
}

function lengthText(length: Length | undefined): string | undefined {
  return typeof length === "number" ? `${length}ms` : length;
}

type Defined<T> = { [Field in keyof T]?: Exclude<T[Field], undefined> };

/** Without fields that are `undefined`. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
