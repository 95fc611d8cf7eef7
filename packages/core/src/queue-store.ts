import type { JobStatus } from "./job-status.ts";

/** The jobs of a queue that are in one status. */
export interface StatusCount {
  /** How many there are; with `more`, at least. */
  readonly jobs: number;
  /**
   * Whether there may be more. A store that has to go over the jobs to count them (SQLite, Postgres)
   * stops at a bound; Redis and memory know the number.
   */
  readonly more: boolean;
  /**
   * For how long the oldest one has been in the status, in milliseconds by the store's clock. Absent
   * when there is none.
   *
   * Of `PENDING` jobs it is the one that has been due for longest. Of the others it is the one that is
   * first in the order of the status, which is the oldest unless jobs differ in what they wait for: the
   * `SCHEDULED` or `RETRYING` one that is due first, the `RUNNING` one whose lease ends first, the final
   * one that expires first.
   */
  readonly oldestAgeMs?: number;
}

/** The queue of a job type, at a glance. */
export interface Queue {
  readonly type: string;
  /** Each job that is kept counts once. */
  readonly counts: { readonly [Status in JobStatus]: StatusCount };
}

/** Which queues to list. */
export interface QueueQuery {
  /** The most queues a page has, 1 to 100. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/** A page of queues, by name. */
export interface QueuePage {
  readonly queues: readonly Queue[];
  /**
   * Where the next page starts; absent on the last one. A page can be short, even empty, and still have
   * a next one, because a page looks at a bounded number of jobs.
   */
  readonly nextPageToken?: string;
}

/**
 * The queues of a store: one for each type that has jobs. What a call costs depends on the number of
 * queues that it tells of, not on that of their jobs.
 */
export interface QueueStore {
  /**
   * List the queues that have jobs, page by page.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  list(query?: QueueQuery): Promise<QueuePage>;

  /**
   * Look at the queue of a type. A type without jobs has an empty one, whether or not it ever had any.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  get(type: string): Promise<Queue>;
}
