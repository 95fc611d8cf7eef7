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
import type { ListedJob, Partition } from "./partition.ts";

/** A page looks at no more jobs than this many times its size. */
const SCAN_FACTOR = 10;
/** How many jobs one script reads at most. */
const STEP = 100;
/** How many types are looked up at a time. */
const TYPES_STEP = 100;

/** The type and the place, among `JOB_STATUSES`, of the status of the last job; its score and id. */
type Cursor = readonly [type: string, status: number, score: string, id: string];

/** One page of the jobs of a partition. */
export async function listJobs(partition: Partition, query: JobQuery): Promise<JobPage> {
  checkJobQuery(query);
  const cursor = decodePageToken(query, isCursor);
  const pageSize = query.pageSize ?? DEFAULT_PAGE_SIZE;
  const jobs: Job[] = [];
  let scanned = 0;
  let last = cursor;
  for await (const [type, status, listed] of jobsAfter(partition, query, cursor, pageSize)) {
    if (jobs.length === pageSize || scanned === pageSize * SCAN_FACTOR) {
      return { jobs, nextPageToken: encodePageToken(query, last as Cursor) };
    }
    const { score, id, job } = listed;
    if (job !== undefined && matchesQuery(job, query)) jobs.push(job);
    scanned++;
    last = [type, status, score, id];
  }
  return { jobs };
}

async function* jobsAfter(
  partition: Partition,
  query: JobQuery,
  cursor: Cursor | undefined,
  pageSize: number,
): AsyncGenerator<[type: string, status: number, ListedJob]> {
  const [lastType = "", lastStatus = 0, score = "", id = ""] = cursor ?? [];
  const wanted = query.statuses ?? [];
  for await (const type of typesOf(partition, query, lastType)) {
    for (const [i, status] of JOB_STATUSES.entries()) {
      if (wanted.length > 0 && !wanted.includes(status)) continue;
      if (type === lastType && i < lastStatus) continue;
      const resumes = type === lastType && i === lastStatus && score !== "";
      const after = resumes ? { score, id } : undefined;
      for await (const listed of jobsIn(partition, type, status, after, pageSize)) {
        yield [type, i, listed];
      }
    }
  }
}

async function* typesOf(partition: Partition, { type }: JobQuery, from: string) {
  if (type !== undefined) {
    yield type;
    return;
  }
  for (let next = from; ; ) {
    const types = await partition.types(next, TYPES_STEP);
    yield* types;
    if (types.length < TYPES_STEP) return;
    // No type's name has this character, so this is the first name behind the last one.
    next = `${types.at(-1)}\0`;
  }
}

async function* jobsIn(
  partition: Partition,
  type: string,
  status: JobStatus,
  after: { readonly score: string; readonly id: string } | undefined,
  pageSize: number,
) {
  // One more than a page tells whether there is a next one.
  const step = Math.min(STEP, pageSize + 1);
  for (let last = after; ; ) {
    const listed = await partition.list(type, status, last, step);
    yield* listed;
    last = listed.at(-1);
    if (last === undefined || listed.length < step) return;
  }
}

function isCursor(cursor: PageCursor): cursor is Cursor {
  const [type, status, score, id, ...rest] = cursor;
  return (
    [type, score, id].every((part) => typeof part === "string") &&
    Number.isFinite(Number(score)) &&
    typeof status === "number" &&
    rest.length === 0
  );
}
