export { Maintainer, type MaintainerOptions } from "./maintainer.ts";
export { OperationRunner, type OperationRunnerOptions } from "./operation-runner.ts";
