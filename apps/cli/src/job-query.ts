import { closestName, type JobQuery, type JobStatus } from "@millrace/core";
import { usageError } from "./cli-error.ts";
import type { OptionSpec, OptionsOf } from "./command-spec.ts";
import { readOptions } from "./option-values.ts";
import { JOB_FILTERS } from "./specs/job.ts";

/** The filters of jobs as options give them. */
export type JobFilters = Partial<OptionsOf<typeof JOB_FILTERS>>;

const NAMES: ReadonlyMap<string, keyof JobFilters> = new Map(
  Object.entries(JOB_FILTERS).map(([name, { flags }]) => [
    flags.slice(2, flags.indexOf(" ")),
    name as keyof JobFilters,
  ]),
);

/**
 * The query that `terms` and `options` stand for.
 *
 * @throws CliError when a term is no filter, or says another thing than an option.
 */
export function toJobQuery(terms: readonly string[], options: JobFilters): JobQuery {
  const filters = { ...options, ...readTerms(terms, options) };
  const { type, status, meta, error, worker, idPrefix, minAttempt } = filters;
  const { createdAfter, createdBefore } = filters;
  return {
    ...present({ type, metadata: meta, errorContains: error, workerId: worker, idPrefix }),
    ...present({ attemptMin: minAttempt, createdAfter, createdBefore }),
    ...(status && { statuses: toStatuses(status) }),
  };
}

/** Statuses as people write them; which there are, the query that has them is checked for. */
export function toStatuses(texts: readonly string[]): readonly JobStatus[] {
  return texts.map((text) => text.toUpperCase() as JobStatus);
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

function readTerms(terms: readonly string[], options: JobFilters): JobFilters {
  const given: Record<string, string | string[]> = {};
  for (const term of terms) {
    const { name, value } = readTerm(term);
    const spec: OptionSpec = JOB_FILTERS[name];
    const isList = spec.kind === "texts" || spec.kind === "labels";
    const earlier = given[name];
    const isTwice = earlier !== undefined && !isList;
    if (isTwice || options[name] !== undefined) {
      throw usageError(`${name} is given twice`, "give it once, in the query or as an option");
    }
    given[name] = isList ? [...(Array.isArray(earlier) ? earlier : []), value] : value;
  }
  const read = readOptions(JOB_FILTERS, given);
  return present(read);
}

function readTerm(term: string): { name: keyof JobFilters; value: string } {
  const split = term.indexOf(":");
  if (split === -1) return { name: "type", value: term };
  const [word, value] = [term.slice(0, split), term.slice(split + 1)];
  const name = NAMES.get(word);
  if (name !== undefined) return { name, value };
  const known = [...NAMES.keys()];
  const meant = closestName(word, known);
  const hint = meant === undefined ? "" : `; did you mean ${meant}:${value}?`;
  throw usageError(
    `there is no filter ${word}${hint}`,
    `there are ${known.join(", ")}; a type with a colon is written type:${term}`,
  );
}

function present<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Fields;
}
