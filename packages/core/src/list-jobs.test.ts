import { expect, test } from "vitest";
import { checkEnqueue } from "./check-enqueue.ts";
import { newJob } from "./job-change.ts";
import { newJobId } from "./job-id.ts";
import type { JobPage, JobQuery } from "./job-query.ts";
import type { JobStatus } from "./job-status.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { type JobListing, listJobs, MAX_LISTED_TYPES } from "./list-jobs.ts";
import { MillraceError } from "./millrace-error.ts";

const type = (number: number) => `t${String(number).padStart(5, "0")}`;

const NOW = 17;

function aJob(name: string) {
  const spec = checkEnqueue({ type: name }, DEFAULT_LIMITS);
  if (spec instanceof MillraceError) throw spec;
  return newJob(spec, newJobId(0), 0);
}

/** `count` types, of which those in `busy` have one pending job each; counts what is read. */
function aListing(count: number, busy: readonly number[] = []) {
  const jobs = new Map(busy.map((number) => [type(number), aJob(type(number))]));
  const read = { types: 0, queues: 0 };
  const listing: JobListing<readonly [number]> = {
    now: () => NOW,
    *types(from, wanted) {
      for (let number = 0; number < count; number++) {
        if (type(number) < from) continue;
        read.types++;
        const isBusy = jobs.has(type(number)) && wanted.includes("PENDING");
        yield { type: type(number), statuses: isBusy ? ["PENDING"] : [] };
      }
    },
    *jobs(name, status, after) {
      read.queues++;
      const job = status === "PENDING" && after === undefined ? jobs.get(name) : undefined;
      if (job !== undefined) yield { place: [0], job };
    },
    isPlace: (place): place is readonly [number] => place.length === 1,
  };
  return { listing, read };
}

async function pages(query: JobQuery, { listing, read }: ReturnType<typeof aListing>) {
  const found: { readonly types: string[]; readonly read: number }[] = [];
  for (let pageToken: string | undefined = ""; pageToken !== undefined; ) {
    const before = read.types;
    const page: JobPage = await listJobs({ ...query, pageToken }, listing);
    found.push({ types: page.jobs.map((job) => job.type), read: read.types - before });
    pageToken = page.nextPageToken;
  }
  return found;
}

test("a page that finds nothing ends after a bounded number of types, and the next goes on", async () => {
  const counted = aListing(10_000);
  const found = await pages({ statuses: ["FAILED"] }, counted);
  expect(found).toHaveLength(10_000 / MAX_LISTED_TYPES);
  for (const { types, read } of found) {
    expect(types).toEqual([]);
    expect(read).toBeLessThanOrEqual(MAX_LISTED_TYPES + 1);
  }
  expect(counted.read.queues).toBe(0);
});

test.each([1, 2, 100])("what lies far apart is found once, %i a page", async (pageSize) => {
  const busy = [0, 1, MAX_LISTED_TYPES - 1, MAX_LISTED_TYPES, 2 * MAX_LISTED_TYPES, 2_999];
  const counted = aListing(3_000, busy);
  const found = await pages({ pageSize }, counted);
  expect(found.flatMap(({ types }) => types)).toEqual(busy.map(type));
});

test("a caller who has left ends the page, which can be gone on with", async () => {
  const { listing, read } = aListing(10, [0, 5]);
  const abort = new AbortController();
  const leaving: typeof listing = {
    ...listing,
    *jobs(name: string, status: JobStatus, after) {
      yield* listing.jobs(name, status, after) as Iterable<never>;
      abort.abort();
    },
  };
  const { jobs, nextPageToken } = await listJobs({}, leaving, abort.signal);
  expect(jobs.map((job) => job.type)).toEqual([type(0)]);
  expect(read.types).toBe(2);
  const rest = await listJobs({ pageToken: nextPageToken ?? "" }, listing);
  expect(rest.jobs.map((job) => job.type)).toEqual([type(5)]);
});
