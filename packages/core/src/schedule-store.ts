import type { PlannedJob } from "./check-enqueue.ts";
import type { EpochMs } from "./clock.ts";
import type { EnqueueRequest } from "./enqueue.ts";
import type { NameCursor } from "./name-token.ts";

/** A schedule as a store keeps it. */
export interface StoredSchedule {
  readonly name: string;
  /** Grows with each change, from 1 on. */
  readonly version: number;
  /** What `@millrace/schedule` keeps of it; a store does not look into it. */
  readonly record: string;
  /** The partition in which it lies, and in which its jobs have to. */
  readonly partition: number;
}

/** A change of a schedule, with the jobs that are made in the same step. */
export interface ScheduleChange<Planned = ScheduledRequest, Makes = EnqueueRequest> {
  readonly name: string;
  /** The version that it is made of; 0 where there must be none. */
  readonly ifVersion: number;
  /** Absent to delete it. */
  readonly record?: string;
  /** When it is to be among those that are due, by the store's clock. Absent for never. */
  readonly wakeAt?: EpochMs | undefined;
  /** In the order in which they are made; at most 100. */
  readonly jobs: readonly Planned[];
  /** What it makes from now on: refused here where a job like it would be later. Absent to keep to what it made. */
  readonly makes?: Makes;
  /** What to add to its firings, the latest first; a store keeps the latest 100. */
  readonly firings: readonly string[];
}

/** A job to make, with the id that it is to have: one of `newJobIds` of the schedule's partition, in their order. */
export interface ScheduledRequest {
  readonly id: string;
  readonly request: EnqueueRequest;
}

/** The same for an engine. */
export interface PlannedScheduleJob {
  readonly id: string;
  readonly job: PlannedJob;
}

/** A change whose jobs were checked. */
export type PlannedScheduleChange = ScheduleChange<PlannedScheduleJob, PlannedJob>;

/** The schedules that are due. */
export interface DueSchedules {
  /** The store's time. */
  readonly now: EpochMs;
  /** Those that have been due for longest, as many as were asked for. */
  readonly due: readonly StoredSchedule[];
  /** When the next one is due that is not due yet. Absent when there is none. */
  readonly nextAt?: EpochMs;
}

/** A part of the list of schedules. */
export interface ScheduleSlice {
  readonly schedules: readonly StoredSchedule[];
  /** The last name that was looked at, where there may be more; else absent. */
  readonly last?: string;
}

/**
 * Keeps schedules and makes their jobs. What a schedule means, when it fires and what becomes of a firing, is
 * decided by `Schedules` of `@millrace/schedule`; the store applies it as one step.
 */
export interface ScheduleStore {
  /** Read a schedule, if it is there, and the store's time. */
  get(name: string): Promise<{ readonly now: EpochMs; readonly stored?: StoredSchedule }>;

  /** List schedules by name, behind one; it may stop before `limit`. */
  list(cursor: NameCursor): Promise<ScheduleSlice>;

  /** Read up to `limit` schedules that are due. */
  due(limit: number): Promise<DueSchedules>;

  /**
   * Change a schedule and make its jobs in one step, if it is at the version that the change is made of; answer
   * whether it was. A change that is repeated after its answer was lost finds that it is not.
   *
   * @throws MillraceError as an enqueue does when a job is refused; then nothing has changed.
   */
  change(change: ScheduleChange): Promise<boolean>;

  /** The latest firings, at most 100, the latest first. */
  firings(name: string): Promise<string[]>;

  /**
   * Call `listener` when a schedule may be due earlier than was told, until the returned function is called. A
   * call can be lost, so one looks from time to time as well.
   */
  onChange(listener: () => void): () => void;
}

/** What an engine knows of schedules: a {@link ScheduleStore} of changes that were checked. */
export interface ScheduleEngine extends Omit<ScheduleStore, "change"> {
  change(change: PlannedScheduleChange): Promise<boolean>;
}

/** How many firings of a schedule are kept. */
export const KEPT_FIRINGS = 100;

/** The name by which stores tell of changes of schedules, where names of types stand; it is none. */
export const SCHEDULES_CHANGED = ":schedules";
