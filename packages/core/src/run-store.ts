import type { EpochMs } from "./clock.ts";
import type { EnqueueRequest, JobSpec } from "./enqueue.ts";

import type { RunStep } from "./job.ts";
import type { FinalStatus, GONE } from "./job-status.ts";
import type { MillraceError } from "./millrace-error.ts";
import type { NameCursor } from "./name-token.ts";

/** A version of a workflow. */
export interface StoredWorkflow {
  readonly name: string;
  /** From 1 on. */
  readonly version: number;
  /** The definition as JSON; a store does not look into it. */
  readonly definition: string;
}

/** A version to keep, unless the latest one has the same content. */
export interface NewWorkflow {
  readonly name: string;
  readonly definition: string;
  /** What tells versions apart: the definition without what is for people. */
  readonly content: string;
}

/** Something that happens to a run. */
export type RunHappening =
  | {
      /** A job of the run has ended; written by the store in the step that ends it. */
      readonly kind: "job";
      readonly jobId: string;
      /** `Job.run`; absent when it cannot be read any more. */
      readonly run?: RunStep;
      /** `GONE` when it was lost or deleted before its end. */
      readonly status: FinalStatus | typeof GONE;
      readonly result?: Uint8Array;
      /** The message of the last error of a job that has failed, or why it was cancelled. */
      readonly error?: string;
      /** The step that has written this has made the jobs that follow on it: see {@link RunChange.followers}. */
      readonly isFollowed?: true;
    }
  | {
      /** What {@link RunStore.tell} was given, or a change of another run. */
      readonly kind: "told";
      readonly text: string;
    };

/** What has happened to a run, which the store keeps until a change takes it into account. */
export type RunNews = RunHappening & {
  /** By which a change names it; of two news that follow each other the later one has the higher number. */
  readonly number: number;
  readonly at: EpochMs;
};

/** The most news that one call reads. */
export const MAX_RUN_NEWS = 1_000;

/** A read stops behind the first of the news with which their results have so many bytes. */
export const RUN_NEWS_BYTES = 4 * 1024 * 1024;

/** How long a run may go on by its followers before it is due, in ms: its record says so late what has happened. */
export const FOLLOWED_MS = 1_000;

/** Where a list of runs goes on. */
export interface RunCursor {
  readonly createdAt: EpochMs;
  readonly id: string;
}

/** A run as a store keeps it. Its id has the form of a job's and says in which partition it and its jobs are. */
export interface StoredRun extends RunCursor {
  /** Grows by one with each change, from 1 on. News are no change. */
  readonly version: number;
  readonly workflow: string;
  readonly state: string;
  /** What `@millrace/workflow` keeps of it at all times; a store does not look into it. */
  readonly record: string;
}

/** What is kept beside the record of a run, and is not written anew with it: results, events, payloads of signals. */
export interface RunPart {
  /** Unique in the run, up to 128 bytes. */
  readonly name: string;
  readonly value: Uint8Array;
}

/** What to read of a run besides its record. */
export interface RunRead {
  /** The names of parts; those that are not there are passed over. Defaults to none. */
  readonly parts?: readonly string[];
  /** Up to `MAX_RUN_NEWS`. Defaults to none. */
  readonly maxNews?: number;
}

/** A run as it stood at one moment. */
export interface ReadRun {
  /** The store's time. */
  readonly now: EpochMs;
  /** Absent when there is no such run. */
  readonly stored?: StoredRun;
  /** The earliest ones, in order. */
  readonly news: readonly RunNews[];
  /** By name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
}

/** Which runs to list, the latest first. */
export interface RunQuery {
  /** Of which workflow. Defaults to all. */
  readonly workflow?: string | undefined;
  /** In which states. Defaults to all. */
  readonly states?: readonly string[] | undefined;
  /** Those behind it. Absent for the first ones. */
  readonly after?: RunCursor | undefined;
  readonly limit: number;
}

/** A part of the list of runs. */
export interface RunSlice {
  readonly runs: readonly StoredRun[];
  /** The last run that was looked at, where there may be more; else absent. */
  readonly last?: RunCursor;
}

/** What the job of a step may ask for: it is made by the run alone, in whose partition it is. */
export type RunJobRequest = Omit<
  EnqueueRequest,
  "idempotencyKey" | "unique" | "after" | "afterRule" | "groupId" | "durability"
>;

/** A job to make for a step of a run. */
export interface RunJob {
  readonly id: string;
  /** Which becomes `Job.run`. */
  readonly place: Omit<RunStep, "id">;
  readonly request: RunJobRequest;
}

/** The same as an engine gets it: `spec.run` says where it belongs, and `spec.retentionMs` is the longest. */
export interface PlannedRunJob {
  readonly id: string;
  readonly spec: JobSpec;
}

/** A job that is to be made once others have completed. */
export interface RunFollower<Job = RunJob> {
  readonly job: Job;
  /** The ids of those others, which the change or one before it makes, or which follow themselves. */
  readonly after: readonly string[];
}

/** A run to make. */
export interface NewRun {
  readonly id: string;
  readonly workflow: string;
  readonly state: string;
  readonly record: string;
  readonly parts?: readonly RunPart[];
}

/** A change of a run, which is made as a whole or not at all. */
export interface RunChange<Job = RunJob> {
  readonly id: string;
  /** The version that it is made of; 0 to make the run. */
  readonly ifVersion: number;
  /** Of a run to make: see `NewRun`. */
  readonly workflow: string;
  /** Of a run to make: a run that has the key already is named in its place. Absent for none. */
  readonly key?: string | undefined;
  readonly state: string;
  readonly record: string;
  /** Parts to write; those without a value are deleted. Defaults to none. */
  readonly parts?: readonly { readonly name: string; readonly value?: Uint8Array }[];
  /** The numbers of the news that it takes into account, which are forgotten. */
  readonly taken: readonly number[];
  /** When it is due, besides while there are news. Absent for never. */
  readonly wakeAt?: EpochMs | undefined;
  /** In the order in which they are made, whether or not their queues are draining; how each ends is news. */
  readonly jobs: readonly Job[];
  /**
   * Jobs that the store may make by itself, each in the step that completes the last of those that it comes after, as
   * long as nothing else happens to the run: the first news of another kind, a change and the time `wakeAt` end that, and
   * the end of a job that none of them comes after is news of another kind. A job that one of them comes after has no
   * others behind it. Of jobs that are followed the news are for the next change that there is: nobody is told of them,
   * and the run is due {@link FOLLOWED_MS} after the first. A change that leaves news leaves the followers as they are,
   * too. Defaults to none, and a store may leave all of them to who decides.
   */
  readonly followers?: readonly RunFollower<Job>[];
  /** The ids of its jobs that have ended and are deleted with this. Defaults to none. */
  readonly forget?: readonly string[];
  /** Runs that are made with it in the same partition, and are due at once. One that is there is left as it is. */
  readonly starts?: readonly NewRun[];
  /** News for other runs of the same partition; a run that is not there is passed over. */
  readonly tells?: readonly { readonly id: string; readonly text: string }[];
}

/** The same for an engine. */
export type PlannedRunChange = RunChange<PlannedRunJob>;

/** What became of a change. */
export type RunChanged =
  | { readonly changed: true }
  /** The run is at another version; or, of a run to make, it is there, or `existing` has the key. */
  | { readonly changed: false; readonly existing?: string };

/** The jobs that make a change impossible, by their places. Nothing has changed. */
export interface RunJobsRefused {
  readonly changed: false;
  readonly refused: readonly { readonly place: number; readonly error: MillraceError }[];
}

/** The runs that are due: those with news, and those whose time has come. */
export interface DueRuns {
  readonly now: EpochMs;
  /** As many as were asked for. */
  readonly due: readonly string[];
  /** When the next one is due that is not due yet. Absent when there is none. */
  readonly nextAt?: EpochMs;
}

/** What became of a deletion: `MORE` has to follow, or another change was quicker (`CHANGED`). */
export type RunDeleted = "DELETED" | "MORE" | "CHANGED";

/**
 * Keeps workflows and their runs, and makes the jobs of their steps. What comes next in a run is decided by `Runs` of
 * `@millrace/workflow`; the store applies it as one step, and tells what has become of the jobs.
 */
export interface RunStore {
  /** Keep a version of a workflow; one whose content is that of the latest version is that version. */
  putWorkflow(
    workflow: NewWorkflow,
  ): Promise<{ readonly version: number; readonly created: boolean }>;

  /** Read a version of a workflow, the latest unless one is named. */
  getWorkflow(name: string, version?: number): Promise<StoredWorkflow | undefined>;

  /** List the latest versions by name, behind one. */
  listWorkflows(cursor: NameCursor): Promise<readonly StoredWorkflow[]>;

  /** Make an id for a run. Runs with the same `home` are in the same partition; by default in any one. */
  newId(home?: string): Promise<string>;

  /** Read a run, and what is asked for besides, in one step. */
  get(id: string, read?: RunRead): Promise<ReadRun>;

  /** List runs; it may stop before `limit`. */
  list(query: RunQuery): Promise<RunSlice>;

  /** Name up to `limit` runs that are due. */
  due(limit: number): Promise<DueRuns>;

  /**
   * Make or change a run with all that comes of it in one step, if it is at the version that the change is made of. A
   * change that is repeated after its answer was lost finds that it is not.
   */
  change(change: RunChange): Promise<RunChanged | RunJobsRefused>;

  /** Keep news for a run, which make it due; false when there is no such run. */
  tell(id: string, text: string): Promise<boolean>;

  /**
   * Delete a run with its key and its jobs, which are no news any more, if it is at this version. One call deletes up
   * to about `limit` jobs and parts, the run last. A run that is not there is deleted.
   */
  delete(id: string, ifVersion: number, limit: number): Promise<RunDeleted>;

  /**
   * Call `listener` with the id of each run to which a call of this process has brought news, until the returned
   * function is called. Other processes' calls are not told of, and a call can be lost: look for due runs as well.
   */
  onNews(listener: (id: string) => void): () => void;
}

/** What an engine knows of runs: a {@link RunStore} of changes that were checked. */
export interface RunEngine extends Omit<RunStore, "change"> {
  change(change: PlannedRunChange): Promise<RunChanged>;

  /** Why a job cannot be made in a run's partition, which its key has not. Absent where all is in one. */
  keyElsewhere?(spec: JobSpec): MillraceError | undefined;
}
