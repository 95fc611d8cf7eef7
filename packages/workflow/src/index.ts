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
export { validateWorkflow } from "./read-workflow.ts";
export type { StepRule } from "./step-rule.ts";
