export {
  type FinalRunStatus,
  isFinalRun,
  type RunStatus,
  type SkipCause,
  type StepStatus,
} from "@millrace/core";
export { withSteps } from "./added-steps.ts";
export { advanceRun, startRun } from "./advance-run.ts";
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
  type ChildSource,
  type ListOptions,
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
export type { Length } from "./length.ts";
export type { MapState } from "./map-state.ts";
export { readWorkflow, validateWorkflow } from "./read-workflow.ts";
export { refusalOf } from "./refusal.ts";
export type { StepResults } from "./results-before.ts";
export type { JobToMake, RunAdvance, RunToMake, RunToTell } from "./run-advance.ts";
export type { RunWake } from "./run-advancer.ts";
export type { RunChange } from "./run-change.ts";
export type {
  JobEnded,
  RerunOrder,
  RetryOrder,
  RunEvent,
  RunOrder,
  SignalSent,
} from "./run-event.ts";
export { type HistoryPage, historyOf } from "./run-history.ts";
export type { RunHome } from "./run-home.ts";
export type { Parts, Read, RunNeeds } from "./run-parts.ts";
export type { ToldEvent } from "./run-record.ts";
export type { NewRun, RunError, RunState, SignalState } from "./run-state.ts";
export {
  countSteps,
  type MapView,
  mapResults,
  runResult,
  type StepView,
  statusOf,
  stepResult,
  stepViews,
} from "./run-view.ts";
export { Runs, runsOf } from "./runs.ts";
export { SimulatedRun } from "./simulated-run.ts";
export type { StepPlace } from "./step-place.ts";
export type { StepRule } from "./step-rule.ts";
export type { FinalStepStatus, StepPosition } from "./step-status.ts";
export { toTypeScript } from "./to-typescript.ts";
export {
  type ChildReference,
  inlineWorkflow,
  type PlannedStep,
  type Section,
  type StepAction,
  type Workflow,
} from "./workflow.ts";
