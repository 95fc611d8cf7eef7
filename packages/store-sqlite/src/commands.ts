import type {
  ArchivedGroups,
  ArchivedJob,
  ArchivedRun,
  ConcurrencyKey,
  DueRuns,
  DueSchedules,
  ExtendItem,
  ExtendResult,
  Group,
  GroupMembers,
  HeldRoles,
  Job,
  JobFacts,
  JobStanding,
  JobStatus,
  JobUpdate,
  JobViewKind,
  KeptOperation,
  KeyCursor,
  KeyLimits,
  KeySlice,
  LeaseRequest,
  ListedJob,
  ListedType,
  MaintenanceReport,
  MillraceError,
  MinuteStats,
  NameCursor,
  NewOperation,
  NewWorkflow,
  OperationAction,
  OperationJob,
  PollResult,
  QueueCounts,
  QueueSlice,
  ReadRun,
  RecentCounts,
  Restored,
  RoleLease,
  RoleRequest,
  RunChange,
  RunChanged,
  RunDeleted,
  RunQuery,
  RunRead,
  RunSlice,
  ScheduleChange,
  ScheduleSlice,
  SettingsChange,
  Settlement,
  StatsWindow,
  StoredSchedule,
  StoredWorkflow,
} from "@millrace/core";
import type { ErrorData } from "./error-data.ts";
import type { AddedJob, NewJob } from "./new-job.ts";

/** The place of a job among those of its type and status: its rank, then its turn. */
export type JobPlace = readonly [rank: number, turn: number];

/** A job to change, only while it is at this sequence number if one is given. */
export interface JobAsRead {
  readonly id: string;
  readonly ifSequence: number | undefined;
}

/** What became of one job of many. */
export type ChangedJob =
  | "changed"
  /** Its handler is to be asked to stop. */
  | "requested"
  | { readonly error: ErrorData };

/** What became of a record that was to be restored. */
export type RestoredRow = Exclude<Restored, MillraceError> | { readonly error: ErrorData };

/** A settlement's status, or `undefined` when its lease is lost. */
export type SettledStatus = JobStatus | undefined;

/** What the database thread does, by name: what each command says and how it is answered. */
export interface Commands {
  enqueue: { request: readonly NewJob[]; answer: readonly AddedJob[] };
  get: { request: { id: string; view: JobViewKind }; answer: Job };
  explain: { request: string; answer: JobFacts };
  types: {
    request: { from: string; wanted: readonly JobStatus[]; limit: number };
    answer: readonly ListedType[];
  };
  list: {
    request: {
      type: string;
      status: JobStatus;
      after: JobPlace | undefined;
      limit: number;
      view: JobViewKind;
      reversed: boolean;
    };
    answer: readonly ListedJob<JobPlace>[];
  };
  update: { request: JobAsRead & { readonly update: JobUpdate }; answer: Job };
  cancel: {
    request: JobAsRead & { readonly reason: string };
    /** Whether this call asked the job's handler to stop. */
    answer: { job: Job; requested: boolean };
  };
  redrive: { request: JobAsRead; answer: Job };
  delete: { request: JobAsRead; answer: undefined };
  lease: { request: Omit<LeaseRequest, "signal" | "waitMs">; answer: PollResult };
  extend: {
    request: { items: readonly ExtendItem[]; leaseMs: number };
    answer: readonly ExtendResult[];
  };
  settle: {
    request: { items: readonly Settlement[]; resend: boolean };
    answer: readonly SettledStatus[];
  };
  createGroup: {
    request: {
      group: Group;
      /** They wait for the group. */
      callbacks: readonly NewJob[];
      jobs: readonly NewJob[];
      sealed: boolean;
    };
    answer: Group;
  };
  getGroup: { request: string; answer: Group };
  sealGroup: { request: string; answer: Group };
  groupMembers: { request: NameCursor & { readonly id: string }; answer: GroupMembers };
  queues: { request: NameCursor; answer: QueueSlice };
  queue: { request: string; answer: QueueCounts };
  configure: { request: { type: string; change: SettingsChange }; answer: undefined };
  setKeyLimits: {
    request: { type: string; key: string; limits: KeyLimits };
    answer: ConcurrencyKey;
  };
  resumeKey: { request: { type: string; key: string }; answer: ConcurrencyKey };
  listKeys: { request: KeyCursor & { type: string }; answer: KeySlice };
  recent: { request: readonly string[]; answer: readonly RecentCounts[] };
  minutes: { request: StatsWindow; answer: readonly MinuteStats[] };
  changeAll: {
    request: {
      action: OperationAction;
      jobs: readonly OperationJob[];
      reason: string;
    };
    answer: readonly ChangedJob[];
  };
  addOperation: { request: NewOperation; answer: boolean };
  getOperation: { request: string; answer: KeptOperation | undefined };
  operations: { request: NameCursor; answer: readonly KeptOperation[] };
  openOperations: { request: undefined; answer: readonly KeptOperation[] };
  replaceOperation: {
    request: NewOperation & Pick<KeptOperation, "revision">;
    answer: boolean;
  };
  schedule: { request: string; answer: StoredSchedule | undefined };
  listSchedules: { request: NameCursor; answer: ScheduleSlice };
  dueSchedules: { request: number; answer: DueSchedules };
  changeSchedule: {
    request: ScheduleChange<NewJob>;
    /** Whether it was at that version; or the place of a job that was refused, and why. */
    answer: { changed: boolean } | { refused: number; why: AddedJob };
  };
  firings: { request: string; answer: readonly string[] };
  putWorkflow: { request: NewWorkflow; answer: { version: number; created: boolean } };
  getWorkflow: {
    request: { name: string; version: number | undefined };
    answer: StoredWorkflow | undefined;
  };
  listWorkflows: { request: NameCursor; answer: readonly StoredWorkflow[] };
  run: { request: Required<RunRead> & { id: string }; answer: ReadRun };
  listRuns: { request: RunQuery; answer: RunSlice };
  dueRuns: { request: number; answer: DueRuns };
  changeRun: { request: RunChange<NewJob>; answer: RunChanged };
  tellRun: { request: { id: string; text: string }; answer: boolean };
  deleteRun: { request: { id: string; ifVersion: number; limit: number }; answer: RunDeleted };
  standings: { request: readonly string[]; answer: readonly (JobStanding | undefined)[] };
  restoreJobs: { request: readonly ArchivedJob[]; answer: readonly RestoredRow[] };
  archivedGroups: { request: NameCursor; answer: ArchivedGroups };
  restoreGroup: { request: Group; answer: RestoredRow };
  archivedRun: { request: string; answer: ArchivedRun | undefined };
  restoreRun: { request: ArchivedRun; answer: RestoredRow };
  maintain: { request: undefined; answer: MaintenanceReport };
  holdRole: { request: RoleRequest; answer: RoleLease };
  releaseRole: { request: Pick<RoleRequest, "role" | "holder">; answer: undefined };
  listRoles: { request: undefined; answer: HeldRoles };
  ping: { request: undefined; answer: undefined };
}

export type CommandName = keyof Commands;

export type Command = {
  [Name in CommandName]: { readonly name: Name; readonly request: Commands[Name]["request"] };
}[CommandName];
