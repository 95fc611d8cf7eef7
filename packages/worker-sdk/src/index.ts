export { type Clock, type Duration, MillraceError } from "@millrace/core";
export type { AttemptContext, Handler, Handlers, Middleware } from "./handler.ts";
export { HandlerJob } from "./handler-job.ts";
export {
  type AbortCause,
  AttemptAborted,
  PermanentError,
  RetryAfter,
  type Snooze,
  snooze,
} from "./outcome-signals.ts";
export { typed } from "./typed-handler.ts";
export { Worker } from "./worker.ts";
export type { WorkerEvents } from "./worker-events.ts";
export type { StopOptions, WorkerLogger, WorkerOptions } from "./worker-options.ts";
