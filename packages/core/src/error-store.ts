import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { JobStatus } from "./job-status.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";

/** The statuses of jobs whose latest attempt has failed. */
export const ERROR_STATUSES = ["RETRYING", "FAILED"] as const satisfies readonly JobStatus[];

export type ErrorStatus = (typeof ERROR_STATUSES)[number];

/** Jobs of one type whose latest errors seem to have one cause. */
export interface ErrorGroup {
  /** Tells it from all others; `errorGroup` of a filter means its jobs. */
  readonly id: string;
  readonly type: string;
  /** What the messages have in common, with numbers, ids, addresses and the like replaced. */
  readonly message: string;
  /** The function and the file on top of the stack that are not of a library; empty when no stack tells. */
  readonly frame: string;
  /** How many of its jobs were seen that have failed for good. */
  readonly failed: number;
  /** How many were seen that are to be tried again. */
  readonly retrying: number;
  /** When the first and the last of these errors came. */
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  /** The job with the last of them, and what that says: at most 1,024 characters. */
  readonly sampleJobId: string;
  readonly sampleMessage: string;
}

/** Which errors to group. */
export interface ErrorGroupQuery {
  /** Defaults to every type, of each of which the latest are looked at. */
  readonly type?: string | undefined;
  /** Defaults to both. */
  readonly statuses?: readonly ErrorStatus[] | undefined;
  /** How many jobs are looked at, 1 to 10,000. Defaults to 1,000. */
  readonly lookAt?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** The errors of some jobs. Those of further pages are to be added, group by group. */
export interface ErrorGroupPage {
  /** The 200 with the most jobs, the largest first. */
  readonly groups: readonly ErrorGroup[];
  /** How many of the jobs that were looked at are in smaller groups than these. */
  readonly otherJobs: number;
  /** How many jobs were looked at: of each type and status the latest. */
  readonly lookedAt: number;
  /** How many there are of the types that the page is about; at least so many, when there may be `more`. */
  readonly jobs: number;
  readonly more: boolean;
  /**
   * Where to go on; absent on the last page. With a `type` the jobs behind those of this page; without one the
   * next types: ask for one by itself to look at more of its jobs.
   */
  readonly nextPageToken?: string;
}

/**
 * The errors of a store, grouped by what they have in common. What a call costs depends on how many jobs it looks
 * at, and nothing is kept for it.
 */
export interface ErrorStore {
  /**
   * Group the latest errors of jobs that have failed or are to be tried again.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for a page token of another query.
   */
  listGroups(query?: ErrorGroupQuery): Promise<ErrorGroupPage>;
}

const FIELDS: FieldNames<ErrorGroupQuery> = {
  type: true,
  statuses: true,
  lookAt: true,
  pageToken: true,
};

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkErrorGroupQuery(query: ErrorGroupQuery): void {
  const check = new FieldCheck();
  if (check.only(query, FIELDS, "a query of error groups")) {
    const { type, statuses, lookAt, pageToken } = query;
    if (type !== undefined) checkType(check, "type", type);
    if (statuses !== undefined && check.list("statuses", statuses, 1, BOUNDS.maxQueryStatuses)) {
      for (const [i, status] of Array.from(statuses).entries()) {
        check.oneOf(`statuses[${i}]`, status, ERROR_STATUSES);
      }
    }
    if (lookAt !== undefined) check.integer("lookAt", lookAt, 1, BOUNDS.maxErrorsLookedAt);
    if (pageToken !== undefined) check.string("pageToken", pageToken);
  }
  check.throwIfInvalid("cannot list error groups");
}
