export {
  type Backfill,
  type BackfillTimes,
  type BackoffOptions,
  type ChangeOptions,
  type Collection,
  type DeclaredSchedule,
  type Duration,
  defineJob,
  type ErrorGroup,
  type ErrorGroupPage,
  type ErrorGroupQuery,
  type ErrorStore,
  type Explanation,
  type FiringNote,
  type FiringTime,
  type Group,
  type GroupCounts,
  type GroupQuery,
  type IntervalOptions,
  type JobCount,
  type JobDefinition,
  type JobFilter,
  type JobJson,
  type JobOptions,
  JobView,
  type JobViewKind,
  type LiveWorker,
  MillraceError,
  type MinuteStats,
  type NewJob,
  type Operation,
  type OperationAction,
  type OperationError,
  type OperationQuery,
  type OperationState,
  type PreviewOptions,
  type PurgeOptions,
  type PutOptions,
  type PutResult,
  type Queue,
  type QueueActivity,
  type QueuePage,
  type QueueQuery,
  type Reason,
  type ReasonKind,
  type Schedule,
  type ScheduledJob,
  type ScheduleFiring,
  type ScheduleOptions,
  type SchedulePage,
  type ScheduleQuery,
  type ScheduleTimes,
  type StatsQuery,
  type StatusCount,
  schedule,
  type TimeQuantiles,
  type Topic,
  type WorkerPage,
  type WorkerQuery,
} from "@millrace/core";
export { Client, type GetOptions, type WaitOptions } from "./client.ts";
export type { ClientOptions } from "./client-backend.ts";
export type {
  CancelOptions,
  ClientOperation,
  ClientOperations,
  OperationOptions,
  OperationPage,
  OperationWaitOptions,
} from "./client-operations.ts";
export { ClientQueues, type PauseOptions } from "./client-queues.ts";
export type { ClientSchedules } from "./client-schedules.ts";
export type { ClientStore } from "./client-store.ts";
export type { SubscribeOptions, TopicState, TopicUpdate } from "./client-topics.ts";
export { ClientWorkers } from "./client-workers.ts";
export type { ClientWorkflows } from "./client-workflows.ts";
export type { ConnectionOptions } from "./connection.ts";
export type { EnqueuedJob, EnqueueResult, JobEvent, JobPage } from "./job-results.ts";
export type { JobWatcher } from "./job-watcher.ts";
export type {
  ServerInfo,
  ServerInfoOptions,
  ServerLimits,
  ServerRole,
  ServerStatus,
  WatchStatus,
} from "./server-info.ts";
export type { ServerTransport, ServerTransportOptions } from "./server-transport.ts";
export type { UpdateOptions } from "./update-options.ts";
