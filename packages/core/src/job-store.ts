import type { JobViewKind } from "./basic-job.ts";
import type { EnqueueRequest, EnqueueResult } from "./enqueue.ts";
import type { Explanation } from "./explain-job.ts";
import type { Job } from "./job.ts";
import type { JobPage, JobQuery } from "./job-query.ts";
import type { JobSource } from "./job-source.ts";
import type { JobUpdate } from "./job-update.ts";

/** A job as it stood after one of its changes. */
export interface JobEvent {
  /** The job's {@link Job.sequence}. */
  readonly sequence: number;
  readonly job: Job;
}

/** How to read a job. */
export interface GetOptions {
  /** How much of it is read. Defaults to `FULL`. */
  readonly view?: JobViewKind | undefined;
  /**
   * How long to wait for the job to reach a final status, in milliseconds: up to 60,000. It is read as it
   * is when the time is over. Defaults to 0.
   */
  readonly waitMs?: number | undefined;
  /** Ends the wait early. */
  readonly signal?: AbortSignal | undefined;
}

/** On what condition to change a job. */
export interface ChangeOptions {
  /**
   * Change the job only while it is at this {@link Job.sequence}: as the caller has read it. Where the
   * answer is lost and the call repeated, the change itself has moved the sequence on. Defaults to
   * whatever it is.
   */
  readonly ifSequence?: number | undefined;
}

/** Which events of a job to watch. */
export interface WatchRequest {
  readonly id: string;
  /** Leave out changes up to this sequence number. Defaults to 0: begin with the job as it is. */
  readonly afterSequence?: number | undefined;
  /** How much of the job each event has. Defaults to `FULL`. */
  readonly view?: JobViewKind | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The jobs of a store: the worker's half, which is {@link JobSource}, and the producer's and the
 * operator's half. Every decision about time is taken by the store's own clock.
 *
 * Every method can throw MillraceError `UNAVAILABLE`; methods that take an id throw
 * `INVALID_ARGUMENT` when it is not a job id and `NOT_FOUND` when there is no such job. Those that
 * take an `ifSequence` throw `FAILED_PRECONDITION`, with that as the field at fault, when the job is at
 * another one, whatever its status; nothing is changed then.
 */
export interface JobStore extends JobSource {
  /**
   * Enqueue each request by itself; one result each, in order. Jobs of one call and priority are
   * leased in the order of the call.
   */
  enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]>;

  /** Read a job. */
  get(id: string, options?: GetOptions): Promise<Job>;

  /**
   * List jobs page by page. When `signal` aborts, the page ends where it is.
   *
   * @throws MillraceError `INVALID_ARGUMENT`, also for a page token of another query.
   */
  list(query: JobQuery, signal?: AbortSignal): Promise<JobPage>;

  /**
   * Stream the job as it stands, then after each change, until it is deleted, expires, or has
   * reached a final status. Changes in quick succession may come as one event; the latest always
   * comes.
   */
  watch(request: WatchRequest): AsyncIterable<JobEvent>;

  /**
   * Tell why a job does not run: every reason there is, and when it may start. What it costs does not depend
   * on how many jobs there are, but for counting those ahead of it, which ends at a bound.
   */
  explain(id: string): Promise<Explanation>;

  /**
   * Change a job that waits: what `update` gives, at once and in one step. Of a job that is due later than
   * before, or by now, the status changes as well. It keeps its place in the queue unless its priority
   * changes. What an idempotency key compares stays the request that has made the job.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it is running or has finished; `INVALID_ARGUMENT` or
   *   `RESOURCE_EXHAUSTED` as for an enqueue.
   */
  update(id: string, update: JobUpdate, options?: ChangeOptions): Promise<Job>;

  /**
   * Cancel a job: at once, or by a request to its handler when it is running. A job that is
   * cancelled already, or asked to be, is returned as it is.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it has completed or failed, and
   *   `INVALID_ARGUMENT` when `reason` has over 1,024 bytes.
   */
  cancel(id: string, reason?: string, options?: ChangeOptions): Promise<Job>;

  /**
   * Redrive a finished job: run it again, at once and with all its attempts.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it has not finished.
   */
  redrive(id: string, options?: ChangeOptions): Promise<Job>;

  /**
   * Forget a job and its idempotency key.
   *
   * @throws MillraceError `FAILED_PRECONDITION` while it is running.
   */
  delete(id: string, options?: ChangeOptions): Promise<void>;
}
