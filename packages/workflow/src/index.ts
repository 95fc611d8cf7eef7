export { advanceRun } from "./advance-run.ts";
export type { Expr, Ref, Templated } from "./builder/expr.ts";
export {
  and,
  cel,
  eq,
  error,
  gt,
  has,
  isIn,
  lt,
  ne,
  not,
  or,
  size,
  status,
  template,
} from "./builder/functions.ts";
export type {
  CommonOptions,
  JobOptionsOfStep,
  JobType,
  Refs,
  ResultSchema,
  RunRef,
  SignalDefinition,
} from "./builder/step-options.ts";
export {
  type AwaitOptions,
  type ChildOptions,
  type MapOptions,
  type TaskOptions,
  type WorkflowBuilder,
  type WorkflowOptions,
  workflow,
} from "./builder/workflow-builder.ts";
export type {
  AwaitStep,
  ChildWorkflow,
  DecideStep,
  FailureMode,
  InlineWorkflow,
  JobSettings,
  MapStep,
  SleepStep,
  Step,
  StepBackoff,
  StepSettings,
  Steps,
  TaskStep,
  WorkflowDefinition,
  WorkflowStep,
} from "./definition.ts";
export type { Json, JsonObject } from "./json.ts";
export { readWorkflow, validateWorkflow } from "./read-workflow.ts";
export {
  type FinalRunStatus,
  type JobToMake,
  newRun,
  type RunAdvance,
  type RunChange,
  type RunError,
  type RunEvent,
  type RunState,
  type RunStatus,
  type RunToMake,
  runResult,
  type SignalState,
  type StepPlace,
} from "./run-state.ts";
export type { StepRule } from "./step-rule.ts";
export type { FinalStepStatus, MapState, SkipCause, StepState, StepStatus } from "./step-state.ts";
export type { ChildReference, Section, Workflow } from "./workflow.ts";
