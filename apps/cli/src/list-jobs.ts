import type { Client, JobView } from "@millrace/client";
import type { JobQuery } from "@millrace/core";
import { usageError } from "./cli-error.ts";
import type { Messages } from "./messages.ts";
import { FULL_FIELDS, JOB_VIEW } from "./output/job-view.ts";
import type { Output } from "./output/output.ts";

const DEFAULT_LIMIT = 100;
/** The largest page of a query. */
const PAGE_JOBS = 1_000;
/** A page of whole jobs is smaller: a payload has up to a megabyte. */
const FULL_PAGE_JOBS = 100;

export interface ListingOptions {
  readonly limit: number | undefined;
  readonly all: boolean;
  readonly reverse: boolean;
  readonly full: boolean;
}

export interface ListingPlaces {
  readonly client: Client;
  readonly output: Output;
  readonly messages: Messages;
}

/** Prints the jobs of a query, and says so when there are more. */
export async function printJobs(
  query: JobQuery,
  { limit = DEFAULT_LIMIT, all, reverse, full }: ListingOptions,
  { client, output, messages }: ListingPlaces,
): Promise<void> {
  if (limit === 0) throw usageError("--limit must be at least 1", "give --all for all jobs");
  const wanted = all ? Number.POSITIVE_INFINITY : limit;
  const isFull = full || output.wants(...FULL_FIELDS);
  let left = wanted;
  async function* jobs(): AsyncGenerator<JobView> {
    const pageSize = Math.min(isFull ? FULL_PAGE_JOBS : PAGE_JOBS, wanted);
    const view = isFull ? "FULL" : "BASIC";
    for await (const job of client.list({ ...query, view, pageSize, reversed: reverse })) {
      if (left-- === 0) {
        messages.note(`there are more than ${limit}: give --all, a higher --limit or more filters`);
        return;
      }
      yield job;
    }
  }
  const printed = await output.items(jobs(), JOB_VIEW);
  if (printed === 0) messages.note("no jobs");
}
