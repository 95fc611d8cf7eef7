import { jobByView } from "./basic-job.ts";
import type { EpochMs } from "./clock.ts";
import type { Job } from "./job.ts";
import {
  DEFAULT_LIST_VIEW,
  DEFAULT_PAGE_SIZE,
  type JobPage,
  type JobQuery,
  matchesQuery,
  type PageEnd,
} from "./job-query.ts";
import { JOB_STATUSES, type JobStatus } from "./job-status.ts";
import { decodePageToken, encodePageToken, type PageCursor } from "./page-token.ts";
import type { EngineQuery } from "./store-engine.ts";

/** A job in a listing. */
export interface ListedJob<ListPosition extends PageCursor> {
  /** Where it stands among the jobs of its type and status; its form is the store's own. */
  readonly place: ListPosition;
  /** Read by the view of the query, or in full. Absent when the job has expired. */
  readonly job?: Job | undefined;
}

/** A type of job in a listing. */
export interface ListedType {
  readonly type: string;
  /** In which of the wanted statuses it may have jobs. */
  readonly statuses: readonly JobStatus[];
}

/** How {@link listJobs} reads a store. */
export interface JobListing<ListPosition extends PageCursor> {
  /** The store's time. */
  now(): EpochMs | Promise<EpochMs>;
  /** The types that may have jobs, by name, from `from` on; many of them a step. */
  types(
    from: string,
    wanted: readonly JobStatus[],
  ): AsyncIterable<ListedType> | Iterable<ListedType>;
  /** The jobs of a type and status in their order, behind `after` or from the start. */
  jobs(
    type: string,
    status: JobStatus,
    after: ListPosition | undefined,
  ): AsyncIterable<ListedJob<ListPosition>> | Iterable<ListedJob<ListPosition>>;
  /** Whether a part of a page token has the form of a place. */
  isPlace(place: PageCursor): place is ListPosition;
}

/** A page looks at no more jobs than this many times its size. */
const SCAN_FACTOR = 10;
/** A page looks at no more types than this, whether or not they have jobs that it wants. */
export const MAX_LISTED_TYPES = 1_000;

/**
 * A type, the place of a status among `JOB_STATUSES`, and the place of the last job there that was
 * looked at, or none before the first one.
 */
type Cursor<ListPosition extends PageCursor> = readonly [
  type: string,
  status: number,
  ...(ListPosition | []),
];

/**
 * One page of the jobs that match `query`, which was checked, in the order that {@link JobPage} describes. When `signal`
 * aborts, because the caller has left, the page ends where it is.
 *
 * @throws MillraceError `INVALID_ARGUMENT` for a page token of another query.
 */
export async function listJobs<ListPosition extends PageCursor>(
  query: EngineQuery,
  listing: JobListing<ListPosition>,
  signal?: AbortSignal,
): Promise<JobPage> {
  const { pageSize = DEFAULT_PAGE_SIZE, view = DEFAULT_LIST_VIEW } = query;
  const start = decodePageToken(query, (cursor): cursor is Cursor<ListPosition> =>
    isCursor(cursor, query, listing),
  );
  const asOf = await listing.now();
  const jobs: Job[] = [];
  let [seenTypes, lookedAt] = [0, 0];
  const pageUpTo = (end: PageEnd, cursor: Cursor<ListPosition>): JobPage => {
    return { jobs, nextPageToken: encodePageToken(query, cursor), end, lookedAt, asOf };
  };
  for await (const { type, statuses } of listedTypes(query, listing, start?.[0])) {
    if (seenTypes++ === MAX_LISTED_TYPES || signal?.aborted) return pageUpTo("BOUND", [type, 0]);
    let last: Cursor<ListPosition> = start?.[0] === type ? start : [type, 0];
    for (const status of statuses) {
      const number = JOB_STATUSES.indexOf(status);
      if (number < last[1]) continue;
      const [, lastStatus, ...place] = last;
      const resumes = number === lastStatus && place.length > 0;
      const after = resumes ? (place as unknown as ListPosition) : undefined;
      for await (const { place, job } of listing.jobs(type, status, after)) {
        if (jobs.length === pageSize) return pageUpTo("FULL", last);
        if (lookedAt === pageSize * SCAN_FACTOR || signal?.aborted) return pageUpTo("BOUND", last);
        lookedAt++;
        if (job !== undefined && matchesQuery(job, query)) {
          jobs.push(query.errorDetails ? job : jobByView(job, view));
        }
        last = [type, number, ...place];
      }
    }
  }
  return { jobs, end: "LAST", lookedAt, asOf };
}

/** Whether a cursor has the form of one, and leads to a type and a status that the query asks for. */
function isCursor<ListPosition extends PageCursor>(
  [type, number, ...place]: PageCursor,
  query: JobQuery,
  listing: JobListing<ListPosition>,
): boolean {
  if (typeof type !== "string" || (query.type !== undefined && type !== query.type)) return false;
  const status = JOB_STATUSES[number as number];
  if (status === undefined) return false;
  if (place.length > 0 && query.statuses?.includes(status) === false) return false;
  return place.length === 0 || listing.isPlace(place);
}

/** The types to look at, each with those of its statuses that are wanted, in order. */
function listedTypes<ListPosition extends PageCursor>(
  { type, statuses = [] }: JobQuery,
  listing: JobListing<ListPosition>,
  from = "",
): AsyncIterable<ListedType> | Iterable<ListedType> {
  const wanted = JOB_STATUSES.filter(
    (status) => statuses.length === 0 || statuses.includes(status),
  );
  return type === undefined ? listing.types(from, wanted) : [{ type, statuses: wanted }];
}
