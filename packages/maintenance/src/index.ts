export { Maintainer, type MaintainerOptions } from "./maintainer.ts";
export { OperationRunner, type OperationRunnerOptions } from "./operation-runner.ts";
export { RunTicker, type RunTickerOptions } from "./run-ticker.ts";
export { ScheduleRegistrar, type ScheduleRegistrarOptions } from "./schedule-registrar.ts";
export { ScheduleTicker, type ScheduleTickerOptions } from "./schedule-ticker.ts";
export { StepSource, type StepStore } from "./step-source.ts";
