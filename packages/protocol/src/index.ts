export { decodeBackoff, encodeBackoff } from "./backoff-codec.ts";
export {
  decodeChangeOptions,
  encodeChangeOptions,
  type WireChangeOptions,
} from "./change-codec.ts";
export { decodeDelivery, encodeDelivery } from "./delivery-codec.ts";
export { EnqueueAnswer, EnqueueBatchAnswer } from "./enqueue-answer.ts";
export { EnqueueCall } from "./enqueue-call.ts";
export {
  decodeEnqueueBatch,
  decodeEnqueueBatchResult,
  decodeEnqueueRequest,
  decodeEnqueueResponse,
  encodeEnqueueBatchResult,
  encodeEnqueueRequest,
  encodeEnqueueResponse,
  NO_LIMITS,
} from "./enqueue-codec.ts";
export { type AskedJobsReader, askedJobsReader, type RequestBounds } from "./enqueue-reader.ts";
export {
  type CallError,
  decodeError,
  decodeItemError,
  encodeError,
  encodeItemError,
  isCallError,
} from "./error-codec.ts";
export {
  decodeErrorGroupPage,
  decodeErrorGroupQuery,
  encodeErrorGroupPage,
  encodeErrorGroupQuery,
} from "./error-group-codec.ts";
export { decodeExplanation, encodeExplanation } from "./explain-codec.ts";
export {
  decodeExtendRequest,
  decodeExtendResult,
  type Extension,
  encodeExtendRequest,
  encodeExtendResult,
} from "./extend-codec.ts";
export { Code as WireCode } from "./gen/google/rpc/code_pb.ts";
export { BadRequestSchema } from "./gen/google/rpc/error_details_pb.ts";
export {
  file_grpc_health_v1_health,
  Health,
  HealthCheckResponse_ServingStatus,
  HealthCheckResponseSchema,
} from "./gen/grpc/health/v1/health_pb.ts";
export {
  file_grpc_reflection_v1_reflection,
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
  ServerReflectionResponseSchema,
} from "./gen/grpc/reflection/v1/reflection_pb.ts";
export {
  file_grpc_reflection_v1alpha_reflection,
  ServerReflection as ServerReflectionV1Alpha,
} from "./gen/grpc/reflection/v1alpha/reflection_pb.ts";
export {
  ErrorService,
  file_millrace_v1_error_service,
  ListErrorGroupsRequestSchema,
  ListErrorGroupsResponseSchema,
} from "./gen/millrace/v1/error_service_pb.ts";
export {
  CancelGroupRequestSchema,
  CancelGroupResponseSchema,
  CreateGroupRequestSchema,
  CreateGroupResponseSchema,
  file_millrace_v1_group_service,
  GetGroupRequestSchema,
  GetGroupResponseSchema,
  GroupService,
  ListGroupJobsRequestSchema,
  ListGroupJobsResponseSchema,
  RetryGroupRequestSchema,
  RetryGroupResponseSchema,
  SealGroupRequestSchema,
  SealGroupResponseSchema,
} from "./gen/millrace/v1/group_service_pb.ts";
export { ItemErrorSchema } from "./gen/millrace/v1/item_error_pb.ts";
export {
  BackoffSchema,
  Delivery as WireDelivery,
  file_millrace_v1_job,
  type Job as WireJob,
  JobSchema,
  JobStatus as WireJobStatus,
  JobView as WireJobView,
  ProgressSchema,
} from "./gen/millrace/v1/job_pb.ts";
export {
  CancelJobRequestSchema,
  CancelJobResponseSchema,
  DeleteJobRequestSchema,
  DeleteJobResponseSchema,
  Durability as WireDurability,
  type EnqueueBatchRequest as WireEnqueueBatchRequest,
  EnqueueBatchRequestSchema,
  type EnqueueBatchResponse as WireEnqueueBatchResponse,
  EnqueueBatchResponseSchema,
  type EnqueueRequest as WireEnqueueRequest,
  EnqueueRequestSchema,
  type EnqueueResponse as WireEnqueueResponse,
  EnqueueResponseSchema,
  ExplainJobRequestSchema,
  ExplainJobResponseSchema,
  file_millrace_v1_job_service,
  GetJobRequestSchema,
  GetJobResponseSchema,
  JobService,
  type ListJobsRequest as WireListJobsRequest,
  ListJobsRequestSchema,
  ListJobsResponseSchema,
  ReasonKind as WireReasonKind,
  RetryJobRequestSchema,
  RetryJobResponseSchema,
  type UpdateJobRequest as WireUpdateJobRequest,
  UpdateJobRequestSchema,
  UpdateJobResponseSchema,
  WatchJobRequestSchema,
  WatchJobResponseSchema,
} from "./gen/millrace/v1/job_service_pb.ts";
export {
  CancelJobsRequestSchema,
  CancelJobsResponseSchema,
  DeleteJobsRequestSchema,
  DeleteJobsResponseSchema,
  file_millrace_v1_operation_service,
  GetOperationRequestSchema,
  GetOperationResponseSchema,
  ListOperationsRequestSchema,
  ListOperationsResponseSchema,
  type Operation as WireOperation,
  OperationService,
  PurgeQueueRequestSchema,
  PurgeQueueResponseSchema,
  RetryJobsRequestSchema,
  RetryJobsResponseSchema,
  StopOperationRequestSchema,
  StopOperationResponseSchema,
} from "./gen/millrace/v1/operation_service_pb.ts";
export {
  type ConcurrencyKey as WireKey,
  DrainQueueRequestSchema,
  DrainQueueResponseSchema,
  file_millrace_v1_queue_service,
  GetQueueRequestSchema,
  GetQueueResponseSchema,
  GetStatsRequestSchema,
  GetStatsResponseSchema,
  KeyOnFailure as WireKeyOnFailure,
  KeyStatus as WireKeyStatus,
  ListKeysRequestSchema,
  ListQueuesRequestSchema,
  ListQueuesResponseSchema,
  PauseQueueRequestSchema,
  PauseQueueResponseSchema,
  type Queue as WireQueue,
  QueueService,
  ResumeKeyRequestSchema,
  ResumeKeyResponseSchema,
  ResumeQueueRequestSchema,
  ResumeQueueResponseSchema,
  SetKeyLimitsRequestSchema,
  SetKeyLimitsResponseSchema,
  SetQueueLimitsRequestSchema,
  SetQueueLimitsResponseSchema,
} from "./gen/millrace/v1/queue_service_pb.ts";
export {
  BackfillScheduleRequestSchema,
  BackfillScheduleResponseSchema,
  CancelBackfillRequestSchema,
  CancelBackfillResponseSchema,
  DeleteScheduleRequestSchema,
  DeleteScheduleResponseSchema,
  FiringTrigger as WireFiringTrigger,
  file_millrace_v1_schedule_service,
  GetScheduleRequestSchema,
  GetScheduleResponseSchema,
  ListFiringsRequestSchema,
  ListFiringsResponseSchema,
  ListSchedulesRequestSchema,
  OverlapPolicy as WireOverlapPolicy,
  PauseScheduleRequestSchema,
  PauseScheduleResponseSchema,
  PreviewScheduleRequestSchema,
  PreviewScheduleResponseSchema,
  ResumeScheduleRequestSchema,
  ResumeScheduleResponseSchema,
  ScheduleService,
  TriggerScheduleRequestSchema,
  TriggerScheduleResponseSchema,
  UpsertScheduleRequestSchema,
  UpsertScheduleResponseSchema,
} from "./gen/millrace/v1/schedule_service_pb.ts";
export {
  file_millrace_v1_server_service,
  GetServerInfoRequestSchema,
  type GetServerInfoResponse as WireServerInfo,
  GetServerInfoResponseSchema,
  ListWorkersRequestSchema,
  ListWorkersResponseSchema,
  ServerService,
} from "./gen/millrace/v1/server_service_pb.ts";
export {
  file_millrace_v1_watch_service,
  SubscribeRequestSchema,
  type SubscribeResponse as WireSubscribeResponse,
  SubscribeResponseSchema,
  WatchService,
} from "./gen/millrace/v1/watch_service_pb.ts";
export {
  ExtendRequestSchema,
  ExtendResponseSchema,
  file_millrace_v1_worker_service,
  HeartbeatRequestSchema,
  HeartbeatResponseSchema,
  type LeaseRequest as WireLeaseRequest,
  LeaseRequestSchema,
  LeaseResponseSchema,
  SettleJobRequestSchema,
  SettleJobResponseSchema,
  SettleRequestSchema,
  SettleResponseSchema,
  WorkerService,
} from "./gen/millrace/v1/worker_service_pb.ts";
export {
  AddStepsRequestSchema,
  AddStepsResponseSchema,
  CancelRunRequestSchema,
  CancelRunResponseSchema,
  CreateSignalLinkRequestSchema,
  CreateSignalLinkResponseSchema,
  DeleteRunRequestSchema,
  DeleteRunResponseSchema,
  file_millrace_v1_workflow_service,
  GetRunRequestSchema,
  GetRunResponseSchema,
  GetStepResultRequestSchema,
  GetStepResultResponseSchema,
  GetWorkflowRequestSchema,
  GetWorkflowResponseSchema,
  ListRunEventsRequestSchema,
  ListRunEventsResponseSchema,
  ListRunsRequestSchema,
  ListRunsResponseSchema,
  ListWorkflowsRequestSchema,
  ListWorkflowsResponseSchema,
  PauseRunRequestSchema,
  PauseRunResponseSchema,
  PutWorkflowRequestSchema,
  PutWorkflowResponseSchema,
  RerunRunRequestSchema,
  RerunRunResponseSchema,
  ResumeRunRequestSchema,
  ResumeRunResponseSchema,
  RetryStepRequestSchema,
  RetryStepResponseSchema,
  SignalRunRequestSchema,
  SignalRunResponseSchema,
  SkipStepRequestSchema,
  SkipStepResponseSchema,
  StartRunRequestSchema,
  StartRunResponseSchema,
  ValidateWorkflowRequestSchema,
  ValidateWorkflowResponseSchema,
  WatchRunRequestSchema,
  WatchRunResponseSchema,
  WorkflowService,
} from "./gen/millrace/v1/workflow_service_pb.ts";
export { decodeGetOptions, encodeGetRequest } from "./get-codec.ts";
export {
  decodeCreateGroup,
  decodeGroup,
  decodeGroupJobs,
  decodeGroupQuery,
  encodeCreateGroup,
  encodeGroup,
  encodeGroupJobs,
  encodeGroupQuery,
} from "./group-codec.ts";
export { decodeJob, encodeJob } from "./job-codec.ts";
export { decodeJobPage, decodeJobQuery, encodeJobPage, encodeJobQuery } from "./job-query-codec.ts";
export { decodeJson, encodeJson } from "./json-codec.ts";
export {
  decodeKey,
  decodeKeyLimits,
  decodeKeyPage,
  decodeKeyQuery,
  encodeKey,
  encodeKeyLimitsRequest,
  encodeKeyPage,
  encodeKeyQuery,
  encodeResumeKeyRequest,
} from "./key-codec.ts";
export { readMessage, writeMessage } from "./lean/message-codec.ts";
export { LeaseAnswer } from "./lease-answer.ts";
export {
  DEFAULT_LEASE_MS,
  decodeLease,
  decodeLeaseRequest,
  decodeLeases,
  encodeLease,
  encodeLeaseRequest,
} from "./lease-codec.ts";
export { readPlain, writePlain } from "./message-bytes.ts";
export { NOT_PLAIN } from "./not-plain.ts";
export {
  decodeOperation,
  decodeOperationPage,
  decodeOperationQuery,
  decodeOperationRequest,
  decodePurgeOptions,
  encodeOperation,
  encodeOperationPage,
  encodeOperationQuery,
  encodeOperationRequest,
} from "./operation-codec.ts";
export {
  decodeHoldOptions,
  decodeLimits,
  decodeQueue,
  decodeQueuePage,
  decodeQueueQuery,
  decodeStats,
  decodeStatsQuery,
  encodeHoldRequest,
  encodeLimitsRequest,
  encodeQueue,
  encodeQueuePage,
  encodeQueueQuery,
  encodeStats,
  encodeStatsQuery,
} from "./queue-codec.ts";
export { required } from "./required.ts";
export { type BodyField, type RestBinding, restBindings } from "./rest-bindings.ts";
export {
  decodeRetryMode,
  decodeRun,
  decodeRunLog,
  decodeRunPage,
  decodeRunQuery,
  decodeRunUpdate,
  decodeStartRun,
  decodeStepResult,
  decodeWorkflowPage,
  decodeWorkflowVersion,
  encodeRun,
  encodeRunLog,
  encodeRunPage,
  encodeRunQuery,
  encodeRunUpdate,
  encodeStartRun,
  encodeStepResult,
  encodeWorkflowPage,
  encodeWorkflowVersion,
} from "./run-codec.ts";
export {
  decodeFiring,
  decodeOverlap,
  decodeSchedule,
  decodeSchedulePage,
  encodeFiring,
  encodeOverlap,
  encodeSchedule,
  encodeSchedulePage,
} from "./schedule-codec.ts";
export {
  decodeBackfillRequest,
  decodePreview,
  decodePreviewRequest,
  decodeScheduleQuery,
  decodeUpsertRequest,
  encodeBackfillRequest,
  encodePreview,
  encodePreviewRequest,
  encodeScheduleQuery,
  encodeUpsertRequest,
} from "./schedule-request-codec.ts";
export { SettleCall } from "./settle-call.ts";
export {
  checkSettlement,
  decodeSettlement,
  decodeSettlements,
  decodeSettleResult,
  encodeSettlement,
  encodeSettleResult,
} from "./settle-codec.ts";
export { decodeStatus, encodeStatus } from "./status-codec.ts";
export { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";
export {
  decodeTopicChange,
  decodeTopics,
  encodeTopicChange,
  encodeTopics,
  SIGN_OF_LIFE,
} from "./topic-codec.ts";
export { decodeJobUpdate, encodeJobUpdate, type WireUpdate } from "./update-codec.ts";
export {
  decodeJobEvent,
  decodeWatchRequest,
  encodeJobEvent,
  encodeWatchRequest,
} from "./watch-codec.ts";
export {
  decodeHeartbeat,
  decodeWorkerPage,
  decodeWorkerQuery,
  encodeHeartbeat,
  encodeWorkerPage,
  encodeWorkerQuery,
} from "./worker-codec.ts";
