export { AGED_JOBS, AGED_SHIFT, agedRank, END_OF_AGED_RANKS } from "./aging.ts";
export {
  type ArchivedGroups,
  type ArchivedHold,
  type ArchivedJob,
  type ArchivedRun,
  type ArchiveEngine,
  type ArchiveStore,
  type JobStanding,
  MAX_RESTORED,
  type Restored,
  runKeyTaken,
} from "./archive-store.ts";
export { type Backoff, backoffMs, DEFAULT_BACKOFF } from "./backoff.ts";
export { decodeBase64 } from "./base64.ts";
export {
  type BasicJob,
  basicJob,
  isBasic,
  type JobViewKind,
  type LeftOut,
  PREVIEW_BYTES,
} from "./basic-job.ts";
export { Batcher, type BatcherOptions, type BatchReceiver } from "./batcher.ts";
export { brand } from "./brand.ts";
export { checkCancelReason } from "./cancel-reason.ts";
export { checkChangeOptions, requireSequence, sequenceDiffers } from "./change-options.ts";
export {
  archivedGroupFault,
  archivedJobFault,
  archivedRunFault,
} from "./check-archived.ts";
export {
  checkEnqueue,
  ENQUEUE_FIELDS,
  enqueueFault,
  type PlannedJob,
  planJob,
  planJobs,
} from "./check-enqueue.ts";
export {
  CALLBACK_RULES,
  checkCreateGroup,
  type PlannedGroup,
} from "./check-group.ts";
export {
  checkJson,
  checkRunId,
  checkSignalLink,
  checkStartRun,
  encodeRunToken,
  RUN_BOUNDS,
  runBegin,
  runQueryOf,
} from "./check-run.ts";
export {
  type AskedBackfill,
  checkBackfill,
  checkScheduleDefinition,
  checkScheduleDelete,
  checkScheduleName,
  checkSchedulePause,
  checkScheduleQuery,
  checkScheduleResume,
  checkScheduleTrigger,
  SCHEDULE_POLICY_BOUNDS,
  scheduledJobRefused,
} from "./check-schedule.ts";
export { CheckedStore, type CheckedStoreOptions } from "./checked-store.ts";
export {
  CHILD_FIELDS,
  type ChildRequest,
  childBytes,
  childFault,
  childIds,
  type PlannedChild,
  planChildren,
} from "./children.ts";
export {
  type Clock,
  type EpochMs,
  keepAliveClock,
  steadyClock,
  systemClock,
  timerMs,
} from "./clock.ts";
export { closestName } from "./closest-name.ts";
export {
  COUNTED_JOBS_OF_KEY,
  type ConcurrencyKey,
  checkKey,
  checkKeyLimits,
  checkKeyQuery,
  describeKey,
  hasKeyLimits,
  KEY_STATUSES,
  type KeyCursor,
  type KeyFacts,
  type KeyLimits,
  type KeyPage,
  type KeyQuery,
  type KeyStatus,
} from "./concurrency-key.ts";
export { BYTES_TYPE, JSON_TYPE } from "./content-type.ts";
export { corruptJob, corruptOutcome } from "./corrupt-job.ts";
export { defineJob, type FittedPayload, fitPayload, type JobDefinition } from "./define-job.ts";
export { DueTypes } from "./due-types.ts";
export {
  type Duration,
  durationMs,
  formatDuration,
  formatRoughDuration,
  toDuration,
} from "./duration.ts";
export { encodeBase64 } from "./encode-base64.ts";
export { encodeValue, isBytes } from "./encode-value.ts";
export type { Durability, EnqueueRequest, EnqueueResult, JobSpec } from "./enqueue.ts";
export { type Enqueued, enqueueOne } from "./enqueue-one.ts";
export { type ErrorPattern, errorGroupId, errorPattern } from "./error-group.ts";
export {
  checkErrorGroupQuery,
  ERROR_STATUSES,
  type ErrorGroup,
  type ErrorGroupPage,
  type ErrorGroupQuery,
  type ErrorStatus,
  type ErrorStore,
} from "./error-store.ts";
export {
  EXPLAINED,
  type Explanation,
  explainJob,
  type JobFacts,
  REASON_KINDS,
  type Reason,
  type ReasonKind,
  type WorkersOfType,
} from "./explain-job.ts";
export { FieldCheck, type FieldNames, shown, utf8Bytes } from "./field-check.ts";
export { checkGetOptions } from "./get-options.ts";
export {
  type CreateGroupRequest,
  GROUP_CALLBACKS,
  type Group,
  type GroupCallback,
  type GroupCounts,
  type GroupQuery,
  type GroupStep,
  groupNotFound,
  groupOfJobNotFound,
  groupSealed,
  isGroupExpired,
  type MemberPlace,
  memberPlace,
  moveMember,
  sealGroup,
} from "./group.ts";
export { checkGroupQuery } from "./group-query.ts";
export type { GroupJobPage, GroupStore } from "./group-store.ts";
export { queueLater, workerLater } from "./grown-ages.ts";
export {
  type DecodedInert,
  decodeInert,
  encodeInert,
  INERT_FIELDS,
  type InertFields,
  setInert,
} from "./inert-fields.ts";
export {
  type AttemptError,
  type Delivery,
  type FieldKind,
  type FieldWriter,
  JOB_FIELD_NAMES,
  JOB_FIELDS,
  type Job,
  type JobField,
  LEASE_EXPIRED_MESSAGE,
  type LogLine,
  longerLog,
  MAX_ERRORS,
  MAX_LOG_LINES,
  type Progress,
  type RunStep,
  withoutLog,
} from "./job.ts";
export {
  blockedJob,
  type ChangeContext,
  cancelChange,
  changeJob,
  expireChange,
  forbiddenMove,
  inVainChange,
  isUnstarted,
  type JobChange,
  leaseChange,
  newJob,
  promoteChange,
  RELEASED_AT_MOST_ONCE,
  redriveChange,
  replaceChange,
  requireMove,
  rescueChange,
  returnsToFront,
  settleChange,
  throttleOf,
  unblockChange,
} from "./job-change.ts";
export { JOB_DEFAULTS, PRIORITY } from "./job-defaults.ts";
export {
  afterNotFound,
  idempotencyKeyTaken,
  jobNotFound,
  leaseLost,
  uniqueKeyHeld,
  uniqueKeyTaken,
} from "./job-errors.ts";
export { checkJobId, isJobId, MAX_PARTITIONS, newJobId, newJobIds, partitionOf } from "./job-id.ts";
export {
  type AnyJob,
  type BackoffOptions,
  type JobOptions,
  jobWithOptions,
  type MadeRequest,
  makeRequest,
  type NewJob,
  toEnqueueRequest,
  type UniqueOptions,
} from "./job-options.ts";
export {
  checkJobQuery,
  DEFAULT_LIST_VIEW,
  DEFAULT_PAGE_SIZE,
  type JobFilter,
  type JobPage,
  type JobQuery,
  type PageEnd,
} from "./job-query.ts";
export {
  QUERY_WORDS,
  type QueryFault,
  type QueryTerm,
  type QueryWord,
  queryTerm,
  queryTerms,
  type ReadQuery,
  readJobQuery,
  readQueryTerms,
} from "./job-query-text.ts";
export { DEFAULT_BATCH_SIZE, type JobSource } from "./job-source.ts";
export {
  canMove,
  FINAL_STATUSES,
  type FinalStatus,
  GONE,
  isFinal,
  JOB_MOVES,
  JOB_STATUSES,
  type JobMove,
  type JobStatus,
  PROMOTED_STATUSES,
  statusesThatMay,
  TIMED_STATUSES,
  TRANSITIONS,
} from "./job-status.ts";
export type { ChangeOptions, GetOptions, JobEvent, JobStore, WatchRequest } from "./job-store.ts";
export { checkType } from "./job-type.ts";
export { checkJobUpdate, type JobUpdate, keepsPlace, updateChange } from "./job-update.ts";
export { type JobJson, JobView } from "./job-view.ts";
export {
  AFTER_RULES,
  type AfterRule,
  firstWait,
  type GroupEnd,
  IN_VAIN,
  inVainReason,
  isInVain,
  JOIN_RULES,
  type JoinAtStart,
  type JoinRule,
  type JoinSpec,
  joinAtStart,
  type VainEnd,
  WAIT_ENDS,
  type WaitEnd,
  type WaitsFor,
  withoutWait,
} from "./join.ts";
export {
  KEY_ON_FAILURE,
  type KeyOnFailure,
  keepsTurn,
  NEVER,
  type TurnKeepers,
} from "./key-on-failure.ts";
export {
  CLOCK_AT_START,
  compareKeys,
  compareUtf8,
  JOIN_STEP,
  KEY_ORDERS,
  type KeyClock,
  type KeyHead,
  type KeyOrder,
  type KeyRow,
  type KeyRows,
  type KeyState,
  KeyTurns,
  type KeyWait,
  keyOrder,
  type LimitsOfKeys,
  TURN,
  turnOf,
} from "./key-turns.ts";
export {
  checkExtension,
  checkLeaseRequest,
  checkOutcome,
  checkProgress,
  type ExtendItem,
  type ExtendResult,
  LEASE_BYTES,
  type Lease,
  type LeaseRequest,
  type Outcome,
  type Settlement,
  type SettleOptions,
  type SettleResult,
  THROTTLE_SCOPES,
  type ThrottleScope,
} from "./lease.ts";
export { BOUNDS, DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { type JobListing, type ListedJob, type ListedType, listJobs } from "./list-jobs.ts";
export { LiveWorkers } from "./live-workers.ts";
export { type Logger, silentLogger, stderrLogger } from "./logger.ts";
export {
  FALLBACK_POLL_MS,
  type Listening,
  type Look,
  longPoll,
  type PollResult,
  type WakeUpSource,
} from "./long-poll.ts";
export { groupIdsOf, type MadeGroup, madeGroup } from "./made-group.ts";
export { type ErrorCode, type FieldViolation, MillraceError } from "./millrace-error.ts";
export { decodeNameToken, encodeNameToken, type NameCursor } from "./name-token.ts";
export {
  type CallEnd,
  type ObserveCall,
  observed,
  type StoreCall,
  type StoreCallName,
} from "./observed-store.ts";
export {
  ACTION_STATUSES,
  isOperationOver,
  MAX_ENDED_OPERATIONS,
  MAX_OPEN_OPERATIONS,
  OPERATION_ACTIONS,
  OPERATION_RETENTION_MS,
  OPERATION_STATES,
  type Operation,
  type OperationAction,
  type OperationError,
  type OperationPage,
  type OperationQuery,
  type OperationRequest,
  type OperationState,
} from "./operation.ts";
export { checkOperationId } from "./operation-id.ts";
export {
  beginRound,
  countMore,
  endRound,
  isMeant,
  nextQuery,
  type OperationJob,
  type OperationRecord,
  type OperationResult,
  type OperationRound,
} from "./operation-record.ts";
export {
  checkOperationQuery,
  type PurgeOptions,
  planOperation,
  purgeRequest,
} from "./operation-request.ts";
export type { OpenOperation, OperationStore, OperationWork } from "./operation-store.ts";
export type { PageCursor } from "./page-token.ts";
export { present } from "./present.ts";
export { type PutOptions, type PutResult, putSchedules } from "./put-schedules.ts";
export {
  activityOf,
  MINUTE_MS,
  minuteStats,
  type RecentCounts,
  STATS_MINUTES,
  TIME_SPAN_MS,
} from "./queue-activity.ts";
export { COUNTED_JOBS, isListed, type QueueCounts, queueCounts } from "./queue-counts.ts";
export {
  checkQueueQuery,
  checkQueueType,
  checkStatsQuery,
  type StatsWindow,
} from "./queue-query.ts";
export {
  changeSettings,
  checkHold,
  checkLimits,
  type HoldKind,
  type HoldOptions,
  hasSettings,
  heldUntil,
  limitsStarts,
  limitsWholeQueue,
  type NewHold,
  type QueueHold,
  type QueueLimits,
  type QueueSettings,
  queueDraining,
  type SettingsChange,
  settingsAt,
} from "./queue-settings.ts";
export { QueueStats } from "./queue-stats.ts";
export type {
  MinuteStats,
  Queue,
  QueueActivity,
  QueuePage,
  QueueQuery,
  QueueStore,
  StatsQuery,
  StatusCount,
  TimeQuantiles,
} from "./queue-store.ts";
export {
  ALL_TYPES,
  addCells,
  MAX_COUNTED_TYPES,
  MINUTE_COUNTS,
  minuteCells,
  QueueTally,
  type TallyCells,
  TIME_RANGES,
  timeCells,
} from "./queue-tally.ts";
export {
  countStarts,
  NO_STARTS,
  type Rate,
  type RateRoom,
  type RateState,
  rateRoom,
  uncountStart,
} from "./rate.ts";
export { Refusals } from "./refusals.ts";
export { REQUIRED_JOB_FIELDS } from "./required-job-fields.ts";
export { respellFields, withoutUnit } from "./respell-fields.ts";
export {
  type HeldRole,
  type HeldRoles,
  ROLE_NAMES,
  type Role,
  type RoleLease,
  RoleLeases,
  type RoleRequest,
  roleReleased,
} from "./role.ts";
export {
  type CancelRunOptions,
  type FinalRunStatus,
  isFinalRun,
  type PutWorkflowResult,
  type RerunOptions,
  type RetryStepOptions,
  RUN_DEFAULTS,
  RUN_STATUSES,
  type Run,
  type RunFailure,
  type RunListQuery,
  type RunLogLine,
  type RunLogPage,
  type RunOrderOptions,
  type RunPage,
  type RunStatus,
  type RunStepState,
  type RunUpdate,
  type SignalAnswer,
  type SignalLink,
  type SignalLinkRequest,
  type SignalOptions,
  SKIP_CAUSES,
  type SkipCause,
  STEP_STATUSES,
  type StartRunOptions,
  type StepItems,
  type StepResultPage,
  type StepStatus,
  type WorkflowPage,
  type WorkflowVersion,
} from "./run.ts";
export { jobOfRun, planRunJob, requireNoRun, runStepIds } from "./run-job.ts";
export {
  type RunOptions,
  type SignalLinkOptions,
  toSignalLink,
  toStartRun,
} from "./run-options.ts";
export {
  type DueRuns,
  FOLLOWED_MS,
  MAX_RUN_NEWS,
  type NewRun,
  type NewWorkflow,
  type PlannedRunChange,
  type PlannedRunJob,
  type ReadRun,
  RUN_NEWS_BYTES,
  type RunChange,
  type RunChanged,
  type RunCursor,
  type RunDeleted,
  type RunEngine,
  type RunFollower,
  type RunHappening,
  type RunJob,
  type RunJobRequest,
  type RunJobsRefused,
  type RunNews,
  type RunPart,
  type RunQuery,
  type RunRead,
  type RunSlice,
  type RunStore,
  type StoredRun,
  type StoredWorkflow,
} from "./run-store.ts";
export {
  type Backfill,
  type BackfillOptions,
  type BackfillState,
  CATCH_UP_POLICIES,
  type CatchUpPolicy,
  type DeleteScheduleOptions,
  type FiringOutcome,
  type FiringTrigger,
  OVERLAP_POLICIES,
  type OverlapPolicy,
  type Schedule,
  type ScheduleDefinition,
  type ScheduleFiring,
  type ScheduleJob,
  type SchedulePage,
  type SchedulePause,
  type SchedulePauseOptions,
  type SchedulePolicy,
  type ScheduleQuery,
  type ScheduleResumeOptions,
  type ScheduleState,
  type ScheduleTriggerOptions,
  type UpsertOptions,
  type UpsertResult,
} from "./schedule.ts";
export {
  type BackfillTimes,
  type DeclaredSchedule,
  type IntervalOptions,
  type PreviewOptions,
  SCHEDULE_OPTIONS,
  SCHEDULE_TIMES,
  type ScheduledJob,
  type ScheduleOptions,
  type ScheduleTimes,
  schedule,
  toBackfill,
  toPreviewRequest,
  toUpsert,
} from "./schedule-options.ts";
export {
  checkPreviewRequest,
  checkScheduleSpec,
  type FiringNote,
  type FiringTime,
  GAP_RULES,
  type OnGap,
  type OnOverlap,
  OVERLAP_RULES,
  type PreviewRequest,
  type ScheduleInterval,
  type ScheduleSpec,
} from "./schedule-spec.ts";
export {
  type DueSchedules,
  KEPT_FIRINGS,
  type PlannedScheduleChange,
  type PlannedScheduleJob,
  SCHEDULES_CHANGED,
  type ScheduleChange,
  type ScheduledRequest,
  type ScheduleEngine,
  type ScheduleSlice,
  type ScheduleStore,
  type StoredSchedule,
} from "./schedule-store.ts";
export { sendApart, Unsent } from "./send-apart.ts";
export { SettingsBook } from "./settings-book.ts";
export { type SizeBounds, splitBySize } from "./split-by-size.ts";
export type {
  StandardSchema,
  StandardSchemaIssue,
  StandardSchemaResult,
} from "./standard-schema.ts";
export type { MaintenanceReport, Store } from "./store.ts";
export { StoreClosedError, storeClosed } from "./store-closed.ts";
export type {
  EngineQuery,
  GroupEngine,
  GroupMembers,
  KeptOperation,
  KeySlice,
  NewOperation,
  OperationEngine,
  QueueEngine,
  QueueSlice,
  StoreEngine,
  WorkerEngine,
  WorkerSlice,
} from "./store-engine.ts";
export { checkStoreOptions, type LimitOptions } from "./store-options.ts";
export { TallyWriter } from "./tally-writer.ts";
export { lengthMs, timeMs } from "./time-option.ts";
export {
  COLLECTIONS,
  type Collection,
  type CursoredTopic,
  checkTopics,
  type JobCount,
  MAX_TOPICS,
  type Topic,
  type TopicChange,
} from "./topic.ts";
export type { TraceContext } from "./trace-context.ts";
export type { TracedAttempt, Tracing } from "./tracing.ts";
export {
  givesKeyUp,
  ON_CONFLICT,
  type OnConflict,
  successorJoin,
  takesKeyAgain,
  UNIQUE_UNTIL,
  type Unique,
  type UniqueHold,
  type UniqueSpec,
  type UniqueUntil,
} from "./unique.ts";
export { VirtualClock } from "./virtual-clock.ts";
export { LATE, type RetryDelay, retryDelayMs, sleep, within } from "./wait.ts";
export { WaitingLeases } from "./waiting-leases.ts";
export { WakeUps } from "./wake-ups.ts";
export { checkWatchRequest, type WatchSource, watchJob } from "./watch-job.ts";
export {
  checkHeartbeat,
  checkWorkerId,
  checkWorkerQuery,
  HEARTBEAT_INTERVAL_MS,
  type LiveWorker,
  MAX_WORKERS,
  WORKER_LIFE_MS,
  type WorkerHeartbeat,
  type WorkerPage,
  type WorkerQuery,
  type WorkerRegistry,
  type WorkerStore,
} from "./worker-store.ts";
