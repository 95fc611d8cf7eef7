import type { EpochMs } from "./clock.ts";
import type { JobFilter } from "./job-query.ts";
import type { JobStatus } from "./job-status.ts";
import { type ErrorCode, MillraceError } from "./millrace-error.ts";

/** What an operation does to each job: what `redrive`, `cancel` and `delete` of a store do to one. */
export const OPERATION_ACTIONS = ["RETRY", "CANCEL", "DELETE"] as const;

export type OperationAction = (typeof OPERATION_ACTIONS)[number];

/**
 * Where an operation stands.
 *
 * - `COUNTING`: its jobs are being counted, for a dry run or because of `expectCount`; none was changed.
 * - `RUNNING`: its jobs are being changed.
 * - `STOPPING`: it was stopped, and its last round is under way.
 * - `DONE`: all jobs that it means were looked at.
 * - `STOPPED`: it was stopped before.
 * - `REFUSED`: there were too many or too few jobs for `expectCount`; none was changed.
 */
export const OPERATION_STATES = [
  "COUNTING",
  "RUNNING",
  "STOPPING",
  "DONE",
  "STOPPED",
  "REFUSED",
] as const;

export type OperationState = (typeof OPERATION_STATES)[number];

/** What to do to many jobs. */
export interface OperationRequest {
  readonly action: OperationAction;
  /**
   * Which jobs. It must have more than `statuses`, which default to `FAILED` for `RETRY`, and to all that are
   * not final for `CANCEL`; `DELETE` has to name them.
   */
  readonly filter: JobFilter;
  /** Of a cancel: kept with each job and handed to handlers, at most 1,024 bytes. Defaults to none. */
  readonly reason?: string | undefined;
  /** Only count the jobs. Defaults to false. */
  readonly dryRun?: boolean | undefined;
  /**
   * How many jobs the caller takes it to be about: nothing is changed when that is off by more than a tenth.
   * Defaults to any number.
   */
  readonly expectCount?: number | undefined;
  /**
   * How many jobs are changed a second at most, 1 to 1,000,000: on average, in steps of up to a second.
   * Defaults to as many as the store can.
   */
  readonly maxPerSecond?: number | undefined;
}

/** Why jobs could not be changed: those with one code. */
export interface OperationError {
  readonly code: ErrorCode;
  readonly count: number;
  /** The first of them, up to 10. */
  readonly samples: readonly { readonly jobId: string; readonly message: string }[];
}

/** What is done to many jobs, round by round, by whoever maintains the store. */
export interface Operation {
  readonly id: string;
  readonly action: OperationAction;
  /** As it was given, with the statuses that it means. */
  readonly filter: JobFilter;
  /** Empty when none was given. */
  readonly reason: string;
  readonly dryRun: boolean;
  readonly expectCount?: number;
  readonly maxPerSecond?: number;
  readonly state: OperationState;
  /** How many jobs match, as far as that is known. */
  readonly matched: number;
  /** Whether there may be more than `matched`, because not all were looked at yet. */
  readonly more: boolean;
  /** Jobs that were changed. */
  readonly done: number;
  /** Jobs that had moved on before it was their turn. */
  readonly skipped: number;
  /** Jobs that could not be changed: see `errors`. */
  readonly failed: number;
  readonly errors: readonly OperationError[];
  /** Why it was `REFUSED`. */
  readonly refusal?: string;
  /** When it was started, by the store's clock. Jobs made after that, or finished after it, are not meant. */
  readonly startedAt: EpochMs;
  /** When it ended, by the store's clock; it is kept for 7 days from then. Absent while it is open. */
  readonly endedAt?: EpochMs;
}

/** Which operations to list. */
export interface OperationQuery {
  /** The most operations a page has, 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** A page of operations, the latest first. */
export interface OperationPage {
  readonly operations: readonly Operation[];
  /** Where the next page starts; absent on the last one. */
  readonly nextPageToken?: string;
}

/** The statuses of jobs that an action can change. */
export const ACTION_STATUSES: { readonly [Action in OperationAction]: readonly JobStatus[] } = {
  RETRY: ["COMPLETED", "FAILED", "CANCELLED"],
  CANCEL: ["SCHEDULED", "PENDING", "RUNNING", "RETRYING", "BLOCKED"],
  DELETE: ["SCHEDULED", "PENDING", "RETRYING", "BLOCKED", "COMPLETED", "FAILED", "CANCELLED"],
};

/** How many operations of a store may be open at a time. */
export const MAX_OPEN_OPERATIONS = 20;
/** How many that have ended a store keeps at most, and for how long. */
export const MAX_ENDED_OPERATIONS = 1_000;
export const OPERATION_RETENTION_MS: number = 7 * 86_400_000;

export function isOperationOver(state: OperationState): boolean {
  return state === "DONE" || state === "STOPPED" || state === "REFUSED";
}

export function operationNotFound(id: string): MillraceError {
  return new MillraceError(
    "NOT_FOUND",
    `no operation ${id}: it never existed, or ended more than 7 days or ${MAX_ENDED_OPERATIONS.toLocaleString("en-US")} operations ago`,
  );
}

export function tooManyOperations(): MillraceError {
  return new MillraceError(
    "RESOURCE_EXHAUSTED",
    `there are ${MAX_OPEN_OPERATIONS} open operations, the most that a store may have; wait until one has ended, or stop one`,
  );
}
