import { MillraceError, type RunStep } from "@millrace/core";
import type { WorkflowBuilder } from "@millrace/workflow";
import type { AttemptContext, Handler, Handlers } from "./handler.ts";
import type { HandlerJob } from "./handler-job.ts";
import { PermanentError, type Snooze } from "./outcome-signals.ts";

/** What the handler of a step knows: that of any job, the step, and the results of the others as the workflow has them. */
export interface StepContext<Results> extends Omit<AttemptContext, "run" | "results"> {
  readonly run: RunStep;
  readonly results: {
    /** See {@link StepResults.get}. */
    get<Name extends Extract<keyof Results, string>>(step: Name): Promise<Results[Name]>;
  };
}

/** What the handler of a step may return: its result, or that of an item of a map. */
type StepReturn<Result> = Result | ItemOf<Result> | Snooze;
type ItemOf<Result> = Result extends readonly (infer Item)[] ? Item : never;

/** Handlers by the names of steps. */
export type StepHandlers<Results> = {
  readonly [Name in keyof Results]?: (
    job: HandlerJob,
    context: StepContext<Omit<Results, Name>>,
  ) => StepReturn<Results[Name]> | Promise<StepReturn<Results[Name]>>;
};

const stepHandlers = new WeakSet<Handler>();

/** Whether a handler is of steps, with which results are to come. */
export function handlesSteps(handler: Handler): boolean {
  return stepHandlers.has(handler);
}

/**
 * Has a worker run steps of a workflow, each with its own handler, whose result and `ctx.results` have the types of the
 * workflow: `new Worker(handleSteps(order, { charge, ship }))`. Several steps may have one type of job; a job of such a
 * type that is of no step with a handler fails for good.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for a step that runs no job.
 */
export function handleSteps<Results>(
  workflow: WorkflowBuilder<never, Results> | WorkflowBuilder<unknown, Results>,
  handlers: StepHandlers<Results>,
): Handlers {
  const { name, steps, on_failure, finally: last } = workflow.definition;
  const all: Readonly<Record<string, object | undefined>> = { ...steps, ...on_failure, ...last };
  const byType = new Map<string, Map<string, Handler>>();
  for (const [step, handler] of Object.entries(handlers)) {
    const { type } = (all[step] ?? {}) as { readonly type?: string };
    if (type === undefined) {
      const what = all[step] === undefined ? "which there is not" : "which runs no job";
      const message = `cannot handle step ${step} of workflow ${name}, ${what}`;
      throw new MillraceError("INVALID_ARGUMENT", message);
    }
    byType.set(type, (byType.get(type) ?? new Map()).set(step, handler as Handler));
  }
  const entries = [...byType].map(([type, ofType]) => [type, handlerOf(name, ofType)] as const);
  return Object.fromEntries(entries);
}

function handlerOf(workflow: string, handlers: ReadonlyMap<string, Handler>): Handler {
  const handler: Handler = (job, context) => {
    const { run } = job;
    const own = run && handlers.get(run.step);
    if (own !== undefined) return own(job, context);
    const names = [...handlers.keys()].join(", ");
    const what = run === undefined ? "no step of a run" : `step ${run.step} of run ${run.id}`;
    throw new PermanentError(
      `this worker runs jobs of type ${job.type} for ${names} of workflow ${workflow}, but job ${job.id} is ${what}`,
    );
  };
  stepHandlers.add(handler);
  return handler;
}
