import type { ArchiveEngine } from "./archive-store.ts";
import type { JobViewKind } from "./basic-job.ts";
import type { PlannedJob } from "./check-enqueue.ts";
import type { PlannedGroup } from "./check-group.ts";
import type { EpochMs } from "./clock.ts";
import type { ConcurrencyKey, KeyCursor, KeyLimits } from "./concurrency-key.ts";
import type { EnqueueResult } from "./enqueue.ts";
import type { JobFacts, WorkersOfType } from "./explain-job.ts";
import type { Group } from "./group.ts";
import type { Job } from "./job.ts";
import type { JobPage, JobQuery } from "./job-query.ts";
import type { JobUpdate } from "./job-update.ts";
import type {
  ExtendItem,
  ExtendResult,
  Lease,
  LeaseRequest,
  Settlement,
  SettleResult,
} from "./lease.ts";
import type { NameCursor } from "./name-token.ts";
import type { OperationAction } from "./operation.ts";
import type { OperationJob, OperationResult } from "./operation-record.ts";
import type { RecentCounts } from "./queue-activity.ts";
import type { QueueCounts } from "./queue-counts.ts";
import type { StatsWindow } from "./queue-query.ts";
import type { SettingsChange } from "./queue-settings.ts";
import type { MinuteStats } from "./queue-store.ts";
import type { HeldRoles, Role, RoleLease, RoleRequest } from "./role.ts";
import type { RunEngine } from "./run-store.ts";
import type { ScheduleEngine } from "./schedule-store.ts";
import type { MaintenanceReport } from "./store.ts";
import type { LiveWorker, WorkerRegistry } from "./worker-store.ts";

/** Which jobs an engine lists. */
export interface EngineQuery extends JobQuery {
  /** Whether jobs by the view `BASIC` have the details of their errors all the same. Defaults to false. */
  readonly errorDetails?: boolean | undefined;
}

/** A part of the list of queues. */
export interface QueueSlice {
  /** Those that have jobs or settings, by name. */
  readonly queues: readonly QueueCounts[];
  /** The last name that was looked at, where there may be more; else absent. */
  readonly last?: string;
}

/** A part of the list of concurrency keys. */
export interface KeySlice {
  readonly keys: readonly ConcurrencyKey[];
  /** Where the next part begins, where there may be more; else absent. Its form is the store's own. */
  readonly last?: string;
}

/** What an engine knows of its queues. */
export interface QueueEngine {
  /** Queues whose names come behind `after`; it may stop before `limit`. */
  list(cursor: NameCursor): Promise<QueueSlice>;
  get(type: string): Promise<QueueCounts>;
  /** Changes the settings of a queue. */
  configure(type: string, change: SettingsChange): Promise<void>;
  /** What was counted of each of the types lately. */
  recent(types: readonly string[]): Promise<RecentCounts[]>;
  minutes(window: StatsWindow): Promise<MinuteStats[]>;
  /** Sets what is set for a concurrency key. Returns it as it is then. */
  setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey>;
  /** Has no job keep the turn of a concurrency key any more. Returns it as it is then. */
  resumeKey(type: string, key: string): Promise<ConcurrencyKey>;
  /** Keys of a queue that have pending jobs, are throttled or halted or have limits, in an order of the store's own. */
  listKeys(type: string, cursor: KeyCursor): Promise<KeySlice>;
}

/** A part of the list of workers. */
export interface WorkerSlice {
  readonly workers: readonly LiveWorker[];
  /** The last name that was looked at, where there may be more; else absent. */
  readonly last?: string;
}

/** The ids of some jobs of a group. */
export interface GroupMembers {
  readonly ids: readonly string[];
  /** Where the next ones begin, where there may be more; else absent. Its form is the store's own. */
  readonly last?: string;
}

/** What an engine knows of groups. Methods that take an id throw `NOT_FOUND`. */
export interface GroupEngine {
  /** @throws MillraceError `FAILED_PRECONDITION` when a type is draining; nothing is created then. */
  create(group: PlannedGroup): Promise<Group>;
  get(id: string): Promise<Group>;
  seal(id: string): Promise<Group>;
  /** The ids of its jobs behind a place, the earliest first, also of those that are kept no more. */
  members(id: string, cursor: NameCursor): Promise<GroupMembers>;
}

/** What an engine knows of the workers that live. */
export interface WorkerEngine extends WorkerRegistry {
  /** Workers whose names come behind `after`; it may stop before `limit`. */
  list(cursor: NameCursor): Promise<WorkerSlice>;
  /** How many workers lease jobs of each of the types. */
  count(types: readonly string[]): Promise<number[]>;
  /** The first workers that lease jobs of a type, at most `EXPLAINED.workers`. */
  ofType(type: string): Promise<WorkersOfType>;
}

/** The record of an operation, in JSON, as an engine keeps it. */
export interface KeptOperation {
  readonly id: string;
  /** 1 at first, and one more with each change. */
  readonly revision: number;
  readonly text: string;
  /** When it ended; it is forgotten `OPERATION_RETENTION_MS` later. Absent while it is open. */
  readonly endedAt?: EpochMs;
}

/** A record to write. One that is over is open no more. */
export interface NewOperation extends Pick<KeptOperation, "id" | "text"> {
  readonly isOver: boolean;
}

/** What an engine keeps of operations: small records, whose meaning it does not know. */
export interface OperationEngine {
  /**
   * Adds a record, unless it is one more than `MAX_OPEN_OPERATIONS` that are open; tells whether it is there.
   * Of those that are over it keeps `MAX_ENDED_OPERATIONS`, the latest.
   */
  add(operation: NewOperation): Promise<boolean>;
  get(id: string): Promise<KeptOperation | undefined>;
  /** Those whose ids come before `after`, or all where that is empty; the highest first. */
  list(cursor: NameCursor): Promise<KeptOperation[]>;
  /** Those that are open, by their ids. */
  open(): Promise<KeptOperation[]>;
  /** Replaces an open record that is at this revision; tells whether it was. */
  replace(operation: NewOperation & Pick<KeptOperation, "revision">): Promise<boolean>;
}

/**
 * The part of a {@link Store} that differs from store to store: it works on arguments that were checked.
 * `CheckedStore` makes a whole store of it.
 *
 * An engine is called only while it is open. Its arguments keep every bound, ids have the form of job
 * ids (there need be no such job), and lists have items. `Store`
 * documents what the methods mean and throw.
 */
export interface StoreEngine {
  /** What kind of store this is, for people. */
  readonly kind: string;
  /** How many jobs a worker should lease or settle by one call at most: see `JobSource`. */
  readonly batchSize?: number;
  /** Why it cannot wait for replicas, and what to do instead. Absent for one that can. */
  readonly unreplicated?: string;
  readonly queues: QueueEngine;
  readonly workers: WorkerEngine;
  readonly operations: OperationEngine;
  readonly groups: GroupEngine;
  readonly schedules: ScheduleEngine;
  readonly runs: RunEngine;
  readonly archive: ArchiveEngine;

  /** Resolves once it was reached and can be used. Absent for one that can be used from the start. */
  ready?(): Promise<void>;
  /** Warnings for operators, in sentences. */
  warnings?(): Promise<string[]>;

  enqueue(jobs: readonly PlannedJob[]): Promise<EnqueueResult[]>;

  /** Reads a job by this view, or in full where that costs no more. */
  get(id: string, view: JobViewKind): Promise<Job>;
  /** The same goes for the view of a query. */
  list(query: EngineQuery, signal?: AbortSignal): Promise<JobPage>;
  /** Calls `listener` at each notice of a change of the job, until the returned function is called. */
  subscribe(id: string, listener: () => void): Promise<() => void>;
  /**
   * Gives notice of the job's changes for so many milliseconds from now. Absent for one that does so at
   * all times.
   */
  announce?(id: string, durationMs: number): Promise<void>;
  /** Tells how a job stands in its queue, the job in full. */
  explain(id: string): Promise<JobFacts>;
  /** Looks at the sequence in the same step as it updates, as do those that follow. */
  update(id: string, update: JobUpdate, ifSequence: number | undefined): Promise<Job>;
  cancel(id: string, reason: string, ifSequence: number | undefined): Promise<Job>;
  redrive(id: string, ifSequence: number | undefined): Promise<Job>;
  delete(id: string, ifSequence: number | undefined): Promise<void>;

  /** `closed` ends the wait for a first job, as the request's own signal does. */
  /**
   * Redrives, cancels or deletes up to 1,000 different jobs, each as the method for one does it; tells why
   * those that it has not changed are as they were. It throws only where it may be called again.
   */
  changeAll(
    action: OperationAction,
    jobs: readonly OperationJob[],
    reason: string,
  ): Promise<OperationResult[]>;

  lease(request: LeaseRequest, closed: AbortSignal): Promise<Lease[]>;
  /** What is no lease is answered with `LEASE_LOST`, whatever its token. */
  extend(items: readonly ExtendItem[], leaseMs: number): Promise<ExtendResult[]>;
  /** The same goes for these, whose outcomes alone were checked. */
  settle(items: readonly Settlement[], resend: boolean): Promise<SettleResult[]>;
  onCancelRequested(listener: (jobId: string) => void): () => void;

  /** Absent for a store that other processes may share: see `JobSource`. */
  beforeRescue?(listener: () => void): () => void;

  maintain(): Promise<MaintenanceReport>;
  holdRole(request: RoleRequest): Promise<RoleLease>;
  releaseRole(role: Role, holder: string): Promise<void>;
  onRoleReleased(role: Role, listener: () => void): () => void;
  listRoles(): Promise<HeldRoles>;
  ping(): Promise<void>;
  /** Called once. Calls that are under way may end with `UNAVAILABLE`. */
  close(): Promise<void>;
}
