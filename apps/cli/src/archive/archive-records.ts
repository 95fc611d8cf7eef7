import type {
  ArchivedJob,
  ArchivedRun,
  Group,
  KeyLimits,
  QueueHold,
  QueueLimits,
} from "@millrace/core";

/** By which files of other versions are told from this one. */
export const ARCHIVE_FORMAT = "millrace-store";
export const ARCHIVE_VERSION = 1;

/** The first record of a file. */
export interface HeaderRecord {
  readonly kind: "header";
  readonly format: typeof ARCHIVE_FORMAT;
  readonly version: number;
  /** In ISO 8601. */
  readonly exportedAt: string;
  /** What kind of store it was. */
  readonly from: string;
}

/** What was set for a queue. */
export interface QueueRecord {
  readonly kind: "queue";
  readonly type: string;
  readonly paused?: QueueHold;
  readonly draining?: QueueHold;
  readonly limits?: QueueLimits;
}

/** What was set for a concurrency key. */
export interface KeyRecord {
  readonly kind: "key";
  readonly type: string;
  readonly key: string;
  readonly limits: KeyLimits;
}

/** A version of a workflow. */
export interface WorkflowRecord {
  readonly kind: "workflow";
  readonly name: string;
  readonly version: number;
  readonly definition: string;
}

/** A schedule, as `@millrace/schedule` keeps it, and its latest firings. */
export interface ScheduleRecord {
  readonly kind: "schedule";
  readonly name: string;
  readonly record: string;
  readonly firings: readonly string[];
}

/** All that is kept, in the order of a file: what comes first does not depend on what follows. */
export type StoreRecord =
  | QueueRecord
  | KeyRecord
  | WorkflowRecord
  | { readonly kind: "group"; readonly group: Group }
  | { readonly kind: "run"; readonly run: ArchivedRun }
  | { readonly kind: "job"; readonly job: ArchivedJob }
  | ScheduleRecord;

export type RecordKind = StoreRecord["kind"];

export const RECORD_KINDS = [
  ...(["queue", "key", "workflow", "group", "run", "job", "schedule"] as const),
] satisfies readonly RecordKind[];

/** The last record of a file, by which one that was cut off is known. */
export interface EndRecord {
  readonly kind: "end";
  /** How many records stand between it and the header. */
  readonly records: number;
}
