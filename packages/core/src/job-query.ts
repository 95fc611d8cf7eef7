import { JOB_VIEW_KINDS, type JobViewKind } from "./basic-job.ts";
import type { EpochMs } from "./clock.ts";
import { errorGroupOf } from "./error-group.ts";
import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import type { Job } from "./job.ts";
import { JOB_STATUSES, type JobStatus } from "./job-status.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";

/** Which jobs are meant. Every filter that is given must hold. */
export interface JobFilter {
  /** Defaults to jobs of every type. */
  readonly type?: string | undefined;
  /** At most 16. Defaults to every status. */
  readonly statuses?: readonly JobStatus[] | undefined;
  /** Entries that a job's metadata must have, at most 64. Defaults to none. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Only jobs created at this time or later. */
  readonly createdAfter?: EpochMs | undefined;
  /** Only jobs created before this time. */
  readonly createdBefore?: EpochMs | undefined;
  /** Only jobs that have had an error whose message has this text, in letters of either case. */
  readonly errorContains?: string | undefined;
  /** Only jobs whose latest error is of this group, by its id: see `ErrorStore`. */
  readonly errorGroup?: string | undefined;
  /** Only jobs whose latest attempt was of this worker. */
  readonly workerId?: string | undefined;
  /** Only jobs whose ids begin so. */
  readonly idPrefix?: string | undefined;
  /** Only jobs at this attempt or a later one. */
  readonly attemptMin?: number | undefined;
}

/** Which jobs to list. */
export interface JobQuery extends JobFilter {
  /**
   * Whether the jobs of each status come the last one first: of those that have failed, the one that
   * expires last, which is the latest unless jobs differ in their retention. Defaults to false.
   */
  readonly reversed?: boolean | undefined;
  /** How much of each job is read. Defaults to `BASIC`: jobs without payloads, results and details. */
  readonly view?: JobViewKind | undefined;
  /** The most jobs a page has, 1 to 1,000. Defaults to 100. */
  readonly pageSize?: number | undefined;
  /** Where to go on: the `nextPageToken` of the page before. Defaults to the start. */
  readonly pageToken?: string | undefined;
}

/**
 * A page of jobs, type by type (in the order of their names) and status by status, as
 * `JOB_STATUSES` orders them. Within a status: `SCHEDULED` and `RETRYING` by when they are due,
 * `PENDING` in the order in which they will be leased, `RUNNING` by when their lease ends,
 * `BLOCKED` by when they were enqueued, final ones by when they expire.
 *
 * A job that stays in its status while the pages are read is listed exactly once.
 */
export interface JobPage {
  readonly jobs: readonly Job[];
  /**
   * Where the next page starts; absent on the last one. A page can be short, even empty, and still
   * have a next one, because a page looks at a bounded number of jobs and of types.
   */
  readonly nextPageToken?: string;
  readonly end: PageEnd;
  /** How many jobs the page has looked at; filters other than type and status leave some of them out. */
  readonly lookedAt: number;
  /** The store's time when the page was begun. */
  readonly asOf: EpochMs;
}

/**
 * Why a page has no more jobs.
 *
 * - `LAST`: there are no more.
 * - `FULL`: it has as many as were asked for, or as an answer of the server has room for.
 * - `BOUND`: it has looked at as many jobs (ten times its size) or types (1,000) as one page may.
 */
export type PageEnd = "LAST" | "FULL" | "BOUND";

export const DEFAULT_PAGE_SIZE = 100;
/** A page of whole jobs has no bound that a store, a line or a browser could bear. */
export const DEFAULT_LIST_VIEW: JobViewKind = "BASIC";

export const JOB_FILTER_FIELDS: FieldNames<JobFilter> = {
  type: true,
  statuses: true,
  metadata: true,
  createdAfter: true,
  createdBefore: true,
  errorContains: true,
  errorGroup: true,
  workerId: true,
  idPrefix: true,
  attemptMin: true,
};

const FIELDS: FieldNames<JobQuery> = {
  ...JOB_FILTER_FIELDS,
  reversed: true,
  view: true,
  pageSize: true,
  pageToken: true,
};

/**
 * Nothing that was meant as a filter may be ignored: a caller that lists failed jobs to delete them must
 * never get all jobs.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkJobQuery(query: JobQuery): void {
  const check = new FieldCheck();
  if (check.only(query, FIELDS, "a query of jobs")) {
    checkJobFilter(check, query);
    const { reversed, view, pageSize, pageToken } = query;
    if (reversed !== undefined && typeof reversed !== "boolean") {
      check.invalid("reversed", `must be true or false, but is ${shown(reversed)}`);
    }
    if (view !== undefined) check.oneOf("view", view, JOB_VIEW_KINDS);
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxPageSize);
    if (pageToken !== undefined) check.string("pageToken", pageToken);
  }
  check.throwIfInvalid("cannot list jobs");
}

/** Checks a filter that stands in a request where `at` says, such as `filter.`. */
export function checkJobFilter(check: FieldCheck, filter: JobFilter, at = ""): void {
  const { type, statuses, metadata, errorContains, errorGroup } = filter;
  const { workerId, idPrefix, attemptMin } = filter;
  if (type !== undefined && check.string(`${at}type`, type)) checkType(check, `${at}type`, type);
  if (statuses !== undefined) checkStatuses(check, statuses, `${at}statuses`);
  if (metadata !== undefined) checkEntries(check, metadata, `${at}metadata`);
  for (const field of ["createdAfter", "createdBefore"] as const) {
    const time = filter[field];
    if (time === undefined) continue;
    check.integer(`${at}${field}`, time, BOUNDS.minTime, BOUNDS.maxTime, " ms since 1970");
  }
  if (errorContains !== undefined) {
    check.text(`${at}errorContains`, errorContains, BOUNDS.errorFilterBytes, 1);
  }
  if (errorGroup !== undefined) {
    check.text(`${at}errorGroup`, errorGroup, BOUNDS.errorGroupBytes, 1);
  }
  if (workerId !== undefined) check.text(`${at}workerId`, workerId, BOUNDS.workerIdBytes, 1);
  if (idPrefix !== undefined) check.text(`${at}idPrefix`, idPrefix, BOUNDS.idPrefixBytes, 1);
  if (attemptMin !== undefined) {
    check.integer(`${at}attemptMin`, attemptMin, 1, BOUNDS.maxAttempts);
  }
}

function checkEntries(check: FieldCheck, metadata: object, field: string): void {
  const entries = Object.keys(metadata ?? {}).length;
  if (check.count(field, entries, 0, BOUNDS.maxQueryMetadata)) check.strings(field, metadata);
}

/** Checks that these are statuses, and some. */
export function checkStatuses(
  check: FieldCheck,
  statuses: readonly JobStatus[],
  field: string,
): void {
  if (!Array.isArray(statuses)) {
    check.invalid(field, `must be an array of ${JOB_STATUSES.join(", ")}`);
    return;
  }
  if (statuses.length === 0) {
    check.invalid(field, "must not be empty; leave it out for jobs of every status");
  }
  if (!check.count(field, statuses.length, 0, BOUNDS.maxQueryStatuses)) return;
  // forEach would pass over holes.
  for (const [i, status] of Array.from(statuses).entries()) {
    check.oneOf(`${field}[${i}]`, status, JOB_STATUSES);
  }
}

/** Whether `job` passes the filters of `query` other than type and status. */
export function matchesQuery(job: Job, query: JobQuery): boolean {
  if (query.createdAfter !== undefined && job.createdAt < query.createdAfter) return false;
  if (query.createdBefore !== undefined && job.createdAt >= query.createdBefore) return false;
  const { errorContains, errorGroup, workerId, idPrefix, attemptMin = 0 } = query;
  if (job.attempt < attemptMin) return false;
  if (workerId !== undefined && job.workerId !== workerId) return false;
  if (idPrefix !== undefined && !job.id.startsWith(idPrefix)) return false;
  if (errorContains !== undefined && !hasError(job, errorContains)) return false;
  if (errorGroup !== undefined && errorGroupOf(job) !== errorGroup) return false;
  return Object.entries(query.metadata ?? {}).every(([key, value]) => job.metadata[key] === value);
}

function hasError({ errors }: Job, text: string): boolean {
  const wanted = text.toLowerCase();
  return errors.some(({ message }) => message.toLowerCase().includes(wanted));
}
