import {
  checkJobQuery,
  DEFAULT_PAGE_SIZE,
  decodePageToken,
  encodePageToken,
  JOB_STATUSES,
  type Job,
  type JobPage,
  type JobQuery,
  type JobStatus,
  matchesQuery,
  type PageCursor,
} from "@millrace/core";
import type { JobTable } from "./job-table.ts";
import type { IndexKey } from "./queue-index.ts";

/** A page looks at no more jobs than this many times its size. */
const SCAN_FACTOR = 10;

/** The type and the place, among `JOB_STATUSES`, of the status that the last job was in; its key. */
type Cursor = readonly [type: string, status: number, ...IndexKey];

/** One page of the jobs in `table` that match `query` and for which `isKept` holds. */
export function listJobs(table: JobTable, query: JobQuery, isKept: (job: Job) => boolean): JobPage {
  checkJobQuery(query);
  const cursor = decodePageToken(query, isCursor);
  const pageSize = query.pageSize ?? DEFAULT_PAGE_SIZE;
  const jobs: Job[] = [];
  let scanned = 0;
  let last = cursor;
  for (const [place, job] of jobsAfter(table, query, cursor)) {
    if (jobs.length === pageSize || scanned === pageSize * SCAN_FACTOR) {
      return { jobs, nextPageToken: encodePageToken(query, last as Cursor) };
    }
    if (isKept(job) && matchesQuery(job, query)) jobs.push(job);
    scanned++;
    last = place;
  }
  return { jobs };
}

function* jobsAfter(
  table: JobTable,
  query: JobQuery,
  cursor: Cursor | undefined,
): Generator<[Cursor, Job]> {
  const [lastType = "", lastStatus = 0, ...lastKey] = cursor ?? [];
  const wanted = query.statuses ?? [];
  for (const type of query.type === undefined ? table.types() : [query.type]) {
    if (type < lastType) continue;
    for (const [i, status] of JOB_STATUSES.entries()) {
      if (wanted.length > 0 && !wanted.includes(status)) continue;
      if (type === lastType && i < lastStatus) continue;
      const resumes = cursor !== undefined && type === lastType && i === lastStatus;
      const after = resumes ? (lastKey as unknown as IndexKey) : undefined;
      for (const job of jobsIn(table, type, status, after)) {
        yield [[type, i, ...job.key], job.job];
      }
    }
  }
}

function* jobsIn(table: JobTable, type: string, status: JobStatus, after: IndexKey | undefined) {
  for (const [key, id] of table.queue(type).entries(status, after)) {
    const job = table.get(id)?.job;
    if (job !== undefined) yield { key, job };
  }
}

function isCursor(cursor: PageCursor): cursor is Cursor {
  const [type, ...numbers] = cursor;
  return typeof type === "string" && numbers.length === 3 && numbers.every(Number.isFinite);
}
