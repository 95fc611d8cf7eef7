/**
 * The services as their callers need them: without the rules that a server checks requests by, without
 * comments, options and what reflection tells, which are most of the size of full descriptors.
 */

export { ErrorService } from "./gen-lean/millrace/v1/error_service_lean.ts";
export { GroupService } from "./gen-lean/millrace/v1/group_service_lean.ts";
export { JobService } from "./gen-lean/millrace/v1/job_service_lean.ts";
export { OperationService } from "./gen-lean/millrace/v1/operation_service_lean.ts";
export { QueueService } from "./gen-lean/millrace/v1/queue_service_lean.ts";
export { ScheduleService } from "./gen-lean/millrace/v1/schedule_service_lean.ts";
export { ServerService } from "./gen-lean/millrace/v1/server_service_lean.ts";
export { WatchService } from "./gen-lean/millrace/v1/watch_service_lean.ts";
export { WorkerService } from "./gen-lean/millrace/v1/worker_service_lean.ts";
export { WorkflowService } from "./gen-lean/millrace/v1/workflow_service_lean.ts";
