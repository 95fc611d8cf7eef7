import type { EpochMs } from "./clock.ts";
import type { Group } from "./group.ts";
import type { Job } from "./job.ts";
import { MillraceError } from "./millrace-error.ts";
import type { NameCursor } from "./name-token.ts";
import type { RunNews, StoredRun } from "./run-store.ts";
import type { UniqueHold } from "./unique.ts";

/** How a job has its unique key. */
export interface ArchivedHold {
  /** What ends it. */
  readonly hold: UniqueHold;
  /** Whether the job holds the key now. */
  readonly holds: boolean;
  /** When the hold `TTL` ends; only while the job holds the key. */
  readonly endsAt?: EpochMs;
}

/** What a store keeps of a job besides what the job says itself. */
export interface JobStanding {
  /** The token of its latest lease; 0 before the first one. */
  readonly token: number;
  /** Of the request that has made it, where that had an idempotency key: see `requestFingerprint`. */
  readonly fingerprint?: string;
  /** Of a job with a unique key. */
  readonly unique?: ArchivedHold;
  /** It keeps the turn of its concurrency key, because an attempt of it has failed: see `KeyOnFailure`. */
  readonly keepsTurn?: true;
}

/** All that a store keeps of a job. */
export interface ArchivedJob {
  readonly job: Job;
  readonly standing: JobStanding;
}

/** All that a store keeps of a run of a workflow, but for its jobs. */
export interface ArchivedRun {
  readonly stored: StoredRun;
  /** The key by which it is one: see `RunChange`. */
  readonly key?: string;
  /** When it is due, besides while there are news. Absent for never. */
  readonly wakeAt?: EpochMs;
  /** By name. */
  readonly parts: ReadonlyMap<string, Uint8Array>;
  /** All of them, in order. A store numbers them anew. */
  readonly news: readonly RunNews[];
}

/**
 * What became of a record that was to be restored.
 *
 * - `RESTORED`: it is there as it was.
 * - `EXISTS`: one of its id was there, and is as it was.
 * - `EXPIRED`: its retention has ended, so there is nothing to restore.
 *
 * An error says why it was refused; nothing of it was written then.
 */
export type Restored = "RESTORED" | "EXISTS" | "EXPIRED" | MillraceError;

/** The most records that one call restores. */
export const MAX_RESTORED = 200;

/**
 * Takes what a store keeps out of it, and puts it into another one of whatever kind. What is restored keeps its id,
 * its times and its sequence number; nobody is told of it as of something new, and nothing is counted as enqueued.
 *
 * Jobs are listed by `JobStore.list`. Those of a queue and a status stand in their order there, and jobs that are
 * restored join their queue at its back, in the order of the call. A `RUNNING` job keeps its lease, so that its
 * worker can settle it in the other store; if it does not, it is rescued there once the lease has ended.
 *
 * Methods throw MillraceError `INVALID_ARGUMENT`, and `UNAVAILABLE` where nothing is known of what was written: a
 * call that is repeated finds it.
 */
export interface ArchiveStore {
  /** Tell what is kept of each of these jobs besides; absent for one that is not there. At most `MAX_RESTORED`. */
  standings(jobs: readonly Job[]): Promise<(JobStanding | undefined)[]>;

  /** Restore jobs, each by itself and as a whole. Groups and runs they belong to are restored before them. */
  restoreJobs(jobs: readonly ArchivedJob[]): Promise<Restored[]>;

  /**
   * List the groups behind a place, in an order of the store's own. One that is created or forgotten meanwhile may be
   * missing, and one may come twice.
   */
  groups(cursor: NameCursor): Promise<ArchivedGroups>;

  /** Restore a group with its counts, which the jobs that are restored into it do not change. */
  restoreGroup(group: Group): Promise<Restored>;

  /** Read a run whole, if it is there. */
  run(id: string): Promise<ArchivedRun | undefined>;

  /** Restore a run whole. */
  restoreRun(run: ArchivedRun): Promise<Restored>;
}

/** A part of the list of groups. It can be empty and have a next one. */
export interface ArchivedGroups {
  readonly groups: readonly Group[];
  /** Where the next part begins, where there may be more; else absent. Its form is the store's own. */
  readonly last?: string;
}

/** The error for a run whose key another one has. */
export function runKeyTaken(key: string, id: string): MillraceError {
  return new MillraceError(
    "ALREADY_EXISTS",
    `the key ${JSON.stringify(key)} belongs to run ${id}; delete that run, or leave this one out`,
  );
}

/** The same for an engine, which gets what was checked, and at least one job by a call. */
export type ArchiveEngine = ArchiveStore;
