import type { EnqueueRequest, EnqueueResult } from "./enqueue.ts";
import type { Job } from "./job.ts";
import type { JobPage, JobQuery } from "./job-query.ts";
import type { JobSource } from "./job-source.ts";

/** A job as it stood after one of its changes. */
export interface JobEvent {
  /** The job's {@link Job.sequence}. */
  readonly sequence: number;
  readonly job: Job;
}

/** Which events of a job to watch. */
export interface WatchRequest {
  readonly id: string;
  /** Leave out changes up to this sequence number. Defaults to 0: begin with the job as it is. */
  readonly afterSequence?: number | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/** What one round of maintenance did, in jobs. */
export interface MaintenanceReport {
  readonly promoted: number;
  readonly rescued: number;
  readonly pruned: number;
  /** Whether a bound was reached, so that another round should follow at once. */
  readonly more: boolean;
  /** Whether the round was left out for another one: {@link MaintainOptions}. Defaults to false. */
  readonly doneByAnother?: boolean;
}

/** How many share the maintenance of a store. */
export interface MaintainOptions {
  /**
   * Leaves the round out when one was done less than this ago, whoever asked for it, and had no more
   * to do. In milliseconds. Defaults to 0: the round is done in any case.
   */
  readonly unlessWithinMs?: number;
}

/**
 * A job store: the worker's half of {@link JobSource}, and the producer's, the operator's and the
 * maintenance half. Every decision about time is taken by the store's own clock.
 *
 * Every method can throw MillraceError `UNAVAILABLE`; methods that take an id throw
 * `INVALID_ARGUMENT` when it is not a job id and `NOT_FOUND` when there is no such job.
 */
export interface JobStore extends JobSource {
  /** What kind of store this is, for people: for example `memory` or `redis`. */
  readonly kind: string;

  /**
   * Enqueue each request by itself; one result each, in order. Jobs of one call and priority are
   * leased in the order of the call.
   */
  enqueue(requests: readonly EnqueueRequest[]): Promise<EnqueueResult[]>;

  /** Read a job. */
  get(id: string): Promise<Job>;

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
   * Cancel a job: at once, or by a request to its handler when it is running. A job that is
   * cancelled already, or asked to be, is returned as it is.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it has completed or failed, and
   *   `INVALID_ARGUMENT` when `reason` has over 1,024 bytes.
   */
  cancel(id: string, reason?: string): Promise<Job>;

  /**
   * Run a finished job again, at once and with all its attempts: redrive.
   *
   * @throws MillraceError `FAILED_PRECONDITION` when it has not finished.
   */
  retry(id: string): Promise<Job>;

  /**
   * Forget a job and its idempotency key.
   *
   * @throws MillraceError `FAILED_PRECONDITION` while it is running.
   */
  delete(id: string): Promise<void>;

  /**
   * Promote due jobs, rescue jobs of expired leases, prune expired ones, forget types without jobs: a
   * bounded round. Its cost is that of what is due, however many jobs and types there are.
   */
  maintain(options?: MaintainOptions): Promise<MaintenanceReport>;

  /**
   * Resolve when the store answers and, for all that it knows, takes jobs. Costs next to nothing:
   * servers ask once a second.
   *
   * @throws MillraceError `UNAVAILABLE` when it would refuse an enqueue, for a full disk or memory or
   *   because it may only be read.
   */
  ping(): Promise<void>;
}
