import type { EpochMs } from "./clock.ts";
import type { EnqueueRequest } from "./enqueue.ts";
import type { ScheduleSpec } from "./schedule-spec.ts";

/**
 * What becomes of a time at which a job of an earlier one has not ended.
 *
 * - `SKIP`: it makes no job.
 * - `BUFFER_ONE`: its job waits until the others have ended; while one waits already, it makes none.
 * - `BUFFER_ALL`: the same for up to `maxBuffered` jobs, which run one after the other.
 * - `CANCEL_RUNNING`: the others are cancelled, and its job waits until they have ended.
 * - `ALLOW`: its job runs beside them.
 */
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** Every way to deal with an overlap. */
export const OVERLAP_POLICIES = [
  "SKIP",
  "BUFFER_ONE",
  "BUFFER_ALL",
  "CANCEL_RUNNING",
  "ALLOW",
] as const;

/**
 * What becomes of times that were missed, because nothing was there to fire them: those of more than a minute
 * ago.
 *
 * - `LATEST`: the latest of them fires, unless one that is not missed does.
 * - `ALL`: the latest `maxCatchUp` of them fire, the earliest of these first.
 * - `NONE`: none fires.
 */
export type CatchUpPolicy = (typeof CATCH_UP_POLICIES)[number];

/** Every way to deal with times that were missed. */
export const CATCH_UP_POLICIES = ["LATEST", "ALL", "NONE"] as const;

/** How a schedule fires. */
export interface SchedulePolicy {
  /** Defaults to `SKIP`. */
  readonly overlap?: OverlapPolicy | undefined;
  /** Of `BUFFER_ALL`: the most jobs that wait, 1 to 99. Defaults to 99. */
  readonly maxBuffered?: number | undefined;
  /** Defaults to `LATEST`. */
  readonly catchUp?: CatchUpPolicy | undefined;
  /** How late a missed time may fire, in milliseconds, up to 10 years. Defaults to 365 days. */
  readonly catchUpWindowMs?: number | undefined;
  /** Of `ALL`: the most missed times that fire, 1 to 1,000. Defaults to 1,000. */
  readonly maxCatchUp?: number | undefined;
  /**
   * Pauses the schedule in place of its next firing once so many of its jobs in a row have failed for good, up
   * to 1,000. Defaults to 0, which never does.
   */
  readonly pauseAfterFailures?: number | undefined;
  /** Ends the schedule once it has made so many jobs. Defaults to 0, which never does. */
  readonly maxFirings?: number | undefined;
}

/** The job that a schedule makes each time: all of a request but what the schedule decides. */
export type ScheduleJob = Pick<
  EnqueueRequest,
  | "type"
  | "payload"
  | "contentType"
  | "priority"
  | "maxAttempts"
  | "backoff"
  | "timeoutMs"
  | "expiresInMs"
  | "delivery"
  | "metadata"
  | "retentionMs"
  | "concurrencyKey"
>;

/** A schedule as those who want it say. */
export interface ScheduleDefinition {
  /** Formed as the name of a type. */
  readonly name: string;
  readonly spec: ScheduleSpec;
  readonly policy?: SchedulePolicy | undefined;
  /**
   * In a payload of JSON `${nominal}`, `${previous_nominal}` and `${trigger}` are replaced, times in ISO 8601.
   */
  readonly job: ScheduleJob;
  /** Who keeps it up to date, such as a repository: at most 256 bytes. Defaults to nobody. */
  readonly managedBy?: string | undefined;
  /** Labels for people. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** How to upsert a schedule. */
export interface UpsertOptions {
  /** Only if its revision is this one; 0 if there is to be none. Defaults to any. */
  readonly ifRevision?: number | undefined;
  /**
   * Of the source that it comes from, such as a deploy: what comes from an older one is ignored. Defaults to 0.
   */
  readonly sourceVersion?: number | undefined;
}

/** Which schedule to delete. */
export interface DeleteScheduleOptions {
  /** Only if it comes from this version of its source, or from an older one. Defaults to any. */
  readonly sourceVersion?: number | undefined;
}

/** Why a schedule made a job. */
export type FiringTrigger = "SCHEDULE" | "CATCH_UP" | "BACKFILL" | "MANUAL";

/** What became of a time. */
export type FiringOutcome = "FIRED" | "BUFFERED" | "SKIPPED" | "REFUSED";

/** A time that has come, and what became of it. */
export interface ScheduleFiring {
  readonly nominal: EpochMs;
  readonly firedAt: EpochMs;
  readonly trigger: FiringTrigger;
  readonly outcome: FiringOutcome;
  /** Of the job that it made. */
  readonly jobId?: string;
  /** Why the store has refused the job. */
  readonly reason?: string;
}

/** Why a schedule does not fire for now. */
export interface SchedulePause {
  readonly at: EpochMs;
  /** Who wanted it; empty when that was not said. */
  readonly by: string;
  readonly note: string;
}

/** `ENDED` has no further time. */
export type ScheduleState = "ACTIVE" | "PAUSED" | "ENDED";

/** Which past times of a schedule are to fire, and how. */
export interface BackfillOptions {
  /** The earliest time; it may lie before the schedule was made. */
  readonly from: EpochMs;
  /** The latest time, which fires, too; not later than now. */
  readonly to: EpochMs;
  /**
   * What to do when a job of an earlier time has not ended. Defaults to `BUFFER_ALL`: one after the other, however
   * many there are.
   */
  readonly overlap?: OverlapPolicy | undefined;
  /** Whether times fire that have made a job before. Defaults to false. */
  readonly again?: boolean | undefined;
}

/** `DONE` has dealt with all of its times. */
export type BackfillState = "RUNNING" | "DONE" | "CANCELLED";

/** Past times of a schedule that fire, the earliest first. */
export interface Backfill {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly overlap: OverlapPolicy;
  readonly again: boolean;
  readonly state: BackfillState;
  readonly startedAt: EpochMs;
  /** How many times there were as it began, less those that had fired. */
  readonly count: number;
  /** Jobs that were made. */
  readonly fired: number;
  /** Times that made no job because of an overlap, or because the store has refused it. */
  readonly skipped: number;
}

/** A schedule as it stands. */
export interface Schedule extends ScheduleDefinition {
  readonly state: ScheduleState;
  /** Grows with each change of the definition; 1 at first. */
  readonly revision: number;
  /** Tells it from earlier ones of its name: when it was made. */
  readonly generation: number;
  readonly sourceVersion: number;
  readonly updatedAt: EpochMs;
  /** The next ten times, while it is `ACTIVE`. */
  readonly nextTimes: readonly EpochMs[];
  readonly last?: ScheduleFiring;
  readonly counts: {
    /** Jobs that were made, those that had to wait included. */
    readonly fired: number;
    readonly skipped: number;
    readonly missed: number;
    readonly buffered: number;
  };
  readonly pause?: SchedulePause;
  /** The latest one, while it goes on and afterwards. */
  readonly backfill?: Backfill;
}

/** What became of an upsert. */
export interface UpsertResult {
  readonly schedule: Schedule;
  /** Whether its definition has changed. */
  readonly changed: boolean;
}

/** Which schedules to list. */
export interface ScheduleQuery {
  /** Defaults to any. */
  readonly state?: ScheduleState | undefined;
  /** Defaults to anybody's. */
  readonly managedBy?: string | undefined;
  /** The most schedules a page has, 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** A page of schedules, by name. */
export interface SchedulePage {
  readonly schedules: readonly Schedule[];
  /** Where the next page starts; absent on the last one. A page can be short, even empty, and have a next one. */
  readonly nextPageToken?: string;
}

/** How to pause a schedule. */
export interface SchedulePauseOptions {
  /** Who wants it, for people, at most 256 bytes. Defaults to nobody. */
  readonly by?: string | undefined;
  /** For people, at most 1,024 bytes. Defaults to none. */
  readonly note?: string | undefined;
}

/** How to resume a schedule. */
export interface ScheduleResumeOptions {
  /**
   * Whether the pause counts as if nothing had been there to fire, so that the policy for missed times decides.
   * Defaults to false: its times are passed over.
   */
  readonly catchUp?: boolean | undefined;
}

/** How to trigger a schedule. */
export interface ScheduleTriggerOptions {
  /** What to do when a job of an earlier time has not ended. Defaults to `ALLOW`. */
  readonly overlap?: OverlapPolicy | undefined;
}
