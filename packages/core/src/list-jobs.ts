import type { Job } from "./job.ts";
import {
  checkJobQuery,
  DEFAULT_PAGE_SIZE,
  type JobPage,
  type JobQuery,
  matchesQuery,
} from "./job-query.ts";
import { JOB_STATUSES, type JobStatus } from "./job-status.ts";
import { decodePageToken, encodePageToken, type PageCursor } from "./page-token.ts";

/** A job in a listing. */
export interface ListedJob<Place extends PageCursor> {
  /** Where it stands among the jobs of its type and status; its form is the store's own. */
  readonly place: Place;
  /** Absent when the job has expired. */
  readonly job?: Job | undefined;
}

/** How {@link listJobs} reads a store. */
export interface JobListing<Place extends PageCursor> {
  /** The types that may have jobs, by name, from `from` on. */
  types(from: string): AsyncIterable<string> | Iterable<string>;
  /** The jobs of a type and status in their order, behind `after` or from the start. */
  jobs(
    type: string,
    status: JobStatus,
    after: Place | undefined,
  ): AsyncIterable<ListedJob<Place>> | Iterable<ListedJob<Place>>;
  /** Whether a part of a page token has the form of a place. */
  isPlace(place: PageCursor): place is Place;
}

/** A page looks at no more jobs than this many times its size. */
const SCAN_FACTOR = 10;

/** A job's type, the place of its status among `JOB_STATUSES`, and its place there. */
type Cursor<Place extends PageCursor> = readonly [type: string, status: number, ...Place];

/**
 * One page of the jobs that match `query`, in the order that {@link JobPage} describes.
 *
 * @throws MillraceError `INVALID_ARGUMENT`, also for a page token of another query.
 */
export async function listJobs<Place extends PageCursor>(
  query: JobQuery,
  listing: JobListing<Place>,
): Promise<JobPage> {
  checkJobQuery(query);
  const isCursor = (cursor: PageCursor): cursor is Cursor<Place> => {
    const [type, status, ...place] = cursor;
    return typeof type === "string" && typeof status === "number" && listing.isPlace(place);
  };
  const pageSize = query.pageSize ?? DEFAULT_PAGE_SIZE;
  const jobs: Job[] = [];
  let scanned = 0;
  let last = decodePageToken(query, isCursor);
  for await (const [cursor, job] of jobsAfter(query, listing, last)) {
    if (jobs.length === pageSize || scanned === pageSize * SCAN_FACTOR) {
      return { jobs, nextPageToken: encodePageToken(query, last as Cursor<Place>) };
    }
    if (job !== undefined && matchesQuery(job, query)) jobs.push(job);
    scanned++;
    last = cursor;
  }
  return { jobs };
}

async function* jobsAfter<Place extends PageCursor>(
  query: JobQuery,
  listing: JobListing<Place>,
  cursor: Cursor<Place> | undefined,
): AsyncGenerator<[Cursor<Place>, Job | undefined]> {
  const [lastType = "", lastStatus = 0, ...lastPlace] = cursor ?? [];
  const wanted = query.statuses ?? [];
  for await (const type of query.type === undefined ? listing.types(lastType) : [query.type]) {
    for (const [number, status] of JOB_STATUSES.entries()) {
      if (wanted.length > 0 && !wanted.includes(status)) continue;
      const isLastType = cursor !== undefined && type === lastType;
      if (isLastType && number < lastStatus) continue;
      const resumes = isLastType && number === lastStatus;
      const after = resumes ? (lastPlace as unknown as Place) : undefined;
      for await (const { place, job } of listing.jobs(type, status, after)) {
        yield [[type, number, ...place], job];
      }
    }
  }
}
