import type { EpochMs } from "./clock.ts";
import type { ConcurrencyKey, KeyLimits, KeyPage, KeyQuery } from "./concurrency-key.ts";
import type { JobStatus } from "./job-status.ts";
import type { HoldOptions, QueueLimits, QueueSettings } from "./queue-settings.ts";

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
   * `SCHEDULED` or `RETRYING` one that is due first, the `RUNNING` one whose lease ends first, the
   * `BLOCKED` one that was enqueued first, the final one that expires first.
   */
  readonly oldestAgeMs?: number;
}

/** How long jobs have taken lately. */
export interface TimeQuantiles {
  /** Of how many jobs this is told. */
  readonly jobs: number;
  /** Half of them took no longer, in milliseconds: right to a factor of two, mostly to a few percent. */
  readonly p50Ms: number;
  /** All but one in twenty took no longer. */
  readonly p95Ms: number;
}

/**
 * What happens to the jobs of a queue. It is counted by the processes that are on the store, and comes to
 * the store once a second, so it is late by that; a process that crashes takes the last second with it.
 * Jobs that SQL enqueues in Postgres are not counted.
 */
export interface QueueActivity {
  /** Jobs a second that were enqueued, over the last minute. */
  readonly enqueuedPerSecond: number;
  /** Jobs a second that have completed. */
  readonly completedPerSecond: number;
  /** Jobs a second that have failed for good. */
  readonly failedPerSecond: number;
  /** Attempts a second that have failed, or have lost their lease, and are to be tried again. */
  readonly retriedPerSecond: number;
  /** From when a job was due to its lease, in the last five to ten minutes. Absent when none was leased. */
  readonly wait?: TimeQuantiles;
  /** From the lease of a job to the end of the attempt, likewise. Absent when none has ended. */
  readonly run?: TimeQuantiles;
}

/** The queue of a job type, at a glance, with what is set for it. */
export interface Queue extends QueueSettings {
  readonly type: string;
  /** Each job that is kept counts once. */
  readonly counts: { readonly [Status in JobStatus]: StatusCount };
  /** How many workers live that lease its jobs, as far as they tell: see `Store.workers`. */
  readonly workers: number;
  readonly activity: QueueActivity;
}

/** Which minutes to tell of. */
export interface StatsQuery {
  /** Defaults to all types together. */
  readonly type?: string | undefined;
  /** How many minutes back, 1 to 1,440, the present one included. Defaults to 60. */
  readonly minutes?: number | undefined;
}

/** What has happened to jobs in one minute. */
export interface MinuteStats {
  /** When it began, by the store's clock. */
  readonly startsAt: EpochMs;
  readonly enqueued: number;
  readonly completed: number;
  /** For good. */
  readonly failed: number;
  /** Attempts that have failed, or have lost their lease, and are to be tried again. */
  readonly retried: number;
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
 * The queues of a store: one for each type that has jobs, or for which something is set. What a call costs
 * depends on the number of queues that it tells of, not on that of their jobs.
 */
export interface QueueStore {
  /**
   * List the queues that have jobs or settings, page by page.
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

  /**
   * Tell what has happened minute by minute: of a type, or of all types together. Minutes in which nothing
   * has happened are left out; the earliest comes first.
   *
   * A store counts up to 1,000 types by name. What happens to jobs of a further one counts among all types
   * alone, until nothing has happened to one of the others for a day.
   *
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  stats(query?: StatsQuery): Promise<MinuteStats[]>;

  /**
   * Lease no job of the queue from now on, until it is resumed or `until` has come: once this is
   * answered, none is leased, also by a worker that waits. All else goes on: what runs is extended and
   * settled, jobs are enqueued and come due. A queue that is paused is paused anew, on these terms.
   *
   * @returns the queue as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`; `UNAVAILABLE` when a part of the store has not answered:
   *   the message says which parts the queue is paused in, and a call that repeats this one goes on.
   */
  pause(type: string, options?: HoldOptions): Promise<Queue>;

  /**
   * End the pause, the drain and the throttle of the queue; workers that wait for its jobs look at once.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  resume(type: string): Promise<Queue>;

  /**
   * Take no new job of the queue from now on, until it is resumed or `until` has come, and work off
   * those that are there: an enqueue is refused with `FAILED_PRECONDITION`, unless its idempotency key
   * leads to a job that is there. A job that is there can be redriven.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  drain(type: string, options?: HoldOptions): Promise<Queue>;

  /**
   * Set the limits of the queue, from its next lease on, in place of those that it had: `{}` ends them. A
   * lower limit stops nobody: nothing is leased until fewer jobs run. A higher one, or none any more, acts at
   * once: workers that wait look.
   *
   * @returns the queue as it is now.
   * @throws MillraceError as {@link pause} does.
   */
  setLimits(type: string, limits: QueueLimits): Promise<Queue>;

  /**
   * Set what holds for one concurrency key of the queue, from its next lease on, in place of what was set for
   * it: `{}` ends that. It holds whether or not the key has jobs, until it is ended.
   *
   * @returns the key as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  setKeyLimits(type: string, key: string, limits: KeyLimits): Promise<ConcurrencyKey>;

  /**
   * Have the jobs of a concurrency key go on, also while one that has failed keeps its turn, be it that it waits for
   * its retry. A job that has failed for good stays as it is, and is forgotten after its retention from now on.
   *
   * @returns the key as it is now.
   * @throws MillraceError `INVALID_ARGUMENT`.
   */
  resumeKey(type: string, key: string): Promise<ConcurrencyKey>;

  /**
   * List the concurrency keys of the queue that have pending jobs, are throttled or halted or have limits of their own,
   * page by page. A key whose standing changes meanwhile may be told twice, or not at all.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for what is no page token.
   */
  listKeys(type: string, query?: KeyQuery): Promise<KeyPage>;
}
