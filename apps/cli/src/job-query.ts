import {
  type JobFilter,
  type JobQuery,
  type JobStatus,
  type QueryFault,
  readQueryTerms,
  systemClock,
} from "@millrace/core";
import { usageError } from "./cli-error.ts";
import type { OptionsOf } from "./command-spec.ts";
import type { JOB_FILTERS } from "./specs/job.ts";

/** The filters of jobs as options give them. */
export type JobFilters = Partial<OptionsOf<typeof JOB_FILTERS>>;

/** Which option is which filter of a job. */
const NAMES: { readonly [Name in keyof JobFilters]-?: keyof JobFilter } = {
  type: "type",
  status: "statuses",
  meta: "metadata",
  error: "errorContains",
  errorGroup: "errorGroup",
  worker: "workerId",
  idPrefix: "idPrefix",
  minAttempt: "attemptMin",
  createdAfter: "createdAfter",
  createdBefore: "createdBefore",
};

/**
 * The query that `terms` and `options` stand for.
 *
 * @throws CliError when a term is no filter, or says another thing than an option.
 */
export function toJobQuery(terms: readonly string[], options: JobFilters): JobQuery {
  const { status, ...others } = options;
  const values = { ...others, status: status && toStatuses(status) };
  const asked = readTerms(terms);
  const filter: Record<string, unknown> = { ...asked };
  for (const [name, field] of Object.entries(NAMES)) {
    const value = values[name as keyof JobFilters];
    if (value === undefined) continue;
    if (field in asked) {
      throw usageError(`${name} is given twice`, "give it once, in the query or as an option");
    }
    filter[field] = value;
  }
  return filter;
}

/**
 * Statuses as people write them.
 *
 * @throws CliError when one is none.
 */
export function toStatuses(texts: readonly string[]): readonly JobStatus[] {
  return readTerms([`status:${texts.join(",")}`]).statuses ?? [];
}

/**
 * The same among the jobs that have failed for good.
 *
 * @throws CliError as {@link toJobQuery}, and when a status is named.
 */
export function toDeadQuery(terms: readonly string[], options: JobFilters): JobQuery {
  const query = toJobQuery(terms, options);
  if (query.statuses === undefined) return { ...query, statuses: ["FAILED"] };
  throw usageError("dead jobs are those in the status FAILED", "see millrace job list for others");
}

/** The shell has split them, and has taken their quotes away. */
function readTerms(terms: readonly string[]): JobFilter {
  const words = terms.map((text) => ({ text, from: 0, to: text.length }));
  const { filter, fault } = readQueryTerms(words, systemClock.now());
  if (filter !== undefined) return filter;
  const { message, remedy }: QueryFault = fault;
  throw usageError(message, remedy);
}
