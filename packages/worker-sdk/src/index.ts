export {
  type Clock,
  type DeclaredSchedule,
  type Duration,
  defineJob,
  type JobDefinition,
  type JobJson,
  JobView,
  type Logger,
  MillraceError,
  type RunStep,
  type ScheduledJob,
  type ScheduleOptions,
  type ScheduleTimes,
  schedule,
  type ThrottleScope,
} from "@millrace/core";
export type { ChildJob, ChildOptions, EnqueueChild } from "./attempt-children.ts";
export type { StepResults } from "./attempt-results.ts";
export { type DefinedHandler, DefinedJob, handle } from "./defined-handler.ts";
export { handleSteps, type StepContext, type StepHandlers } from "./handle-steps.ts";
export type { AttemptContext, Handler, Handlers, Middleware } from "./handler.ts";
export { HandlerJob } from "./handler-job.ts";
export {
  type AbortCause,
  AttemptAborted,
  PermanentError,
  RetryAfter,
  type Snooze,
  snooze,
  Throttled,
  type ThrottledOptions,
} from "./outcome-signals.ts";
export { Worker } from "./worker.ts";
export type { WorkerEvents } from "./worker-events.ts";
export type { StopOptions, WorkerOptions } from "./worker-options.ts";
