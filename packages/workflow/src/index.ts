export { advanceRun } from "./advance-run.ts";
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
