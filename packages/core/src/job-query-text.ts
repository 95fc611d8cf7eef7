// The language in which people say which jobs they mean, as `email status:failed error:"timed out"`: the
// command line and the dashboard read it by this one parser.
import type { EpochMs } from "./clock.ts";
import { closestName } from "./closest-name.ts";
import { type Duration, durationMs } from "./duration.ts";
import type { JobFilter } from "./job-query.ts";
import { JOB_STATUSES, type JobStatus } from "./job-status.ts";

/** A word of a query, without its quotes, and where it stands in the text. */
export interface QueryTerm {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a query, and where. */
export interface QueryFault {
  readonly message: string;
  /** What to do. */
  readonly remedy: string;
  readonly from: number;
  readonly to: number;
}

/** A filter of a query, for those who complete or explain one. */
export interface QueryWord {
  /** As it is written, for example `type`. */
  readonly word: string;
  readonly example: string;
  readonly help: string;
}

/** A query that was read: its filter, or what is wrong with it. */
export type ReadQuery =
  | { readonly filter: JobFilter; readonly fault?: undefined }
  | { readonly fault: QueryFault; readonly filter?: undefined };

interface Word extends QueryWord {
  readonly field: keyof JobFilter;
  /** The value, or why there is none. */
  readonly read: (value: string, now: EpochMs) => unknown;
}

/** Thrown by the readers of values; what it says begins after the name of the filter. */
class BadValue extends Error {}

const LENGTH = /^\d+(\.\d+)?(ms|s|m|h|d)$/;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

const text = (value: string): string => value;

const WORDS: readonly Word[] = [
  { word: "type", field: "type", example: "type:email", help: "of this type", read: text },
  {
    word: "status",
    field: "statuses",
    example: "status:failed,cancelled",
    help: "in one of these statuses",
    read: readStatuses,
  },
  {
    word: "error",
    field: "errorContains",
    example: 'error:"timed out"',
    help: "had an error with this text",
    read: text,
  },
  {
    word: "error-group",
    field: "errorGroup",
    example: "error-group:0ocqDPQQqFVmD_dTCLkA9w",
    help: "latest error is of this group",
    read: text,
  },
  {
    word: "meta",
    field: "metadata",
    example: "meta:team=core",
    help: "have this entry in their metadata",
    read: readEntry,
  },
  {
    word: "worker",
    field: "workerId",
    example: "worker:host-1",
    help: "latest attempt was of this worker",
    read: text,
  },
  {
    word: "id-prefix",
    field: "idPrefix",
    example: "id-prefix:0-01",
    help: "ids begin so",
    read: text,
  },
  {
    word: "min-attempt",
    field: "attemptMin",
    example: "min-attempt:3",
    help: "at this attempt or a later one",
    read: readCount,
  },
  {
    word: "created-after",
    field: "createdAfter",
    example: "created-after:1h",
    help: "created then or later: ISO 8601, or how long ago",
    read: readTime,
  },
  {
    word: "created-before",
    field: "createdBefore",
    example: "created-before:30m",
    help: "created before then",
    read: readTime,
  },
];

/** What a query can have. */
export const QUERY_WORDS: readonly QueryWord[] = WORDS;

/**
 * The words of a query: between spaces, but for those within quotes, in which a backslash keeps the character
 * after it.
 */
export function queryTerms(query: string): QueryTerm[] {
  const terms: QueryTerm[] = [];
  let text: string | undefined;
  let from = 0;
  let quoted = false;
  for (let at = 0; at <= query.length; at++) {
    const letter = query[at];
    if (letter === undefined || (!quoted && /\s/.test(letter))) {
      if (text !== undefined) terms.push({ text, from, to: at });
      text = undefined;
      continue;
    }
    if (text === undefined) {
      text = "";
      from = at;
    }
    if (letter === '"') quoted = !quoted;
    else if (quoted && letter === "\\" && at + 1 < query.length) {
      at++;
      text += query[at];
    } else text += letter;
  }
  return terms;
}

/** The filter that `query` stands for at `now`. Nothing in it is ever ignored. */
export function readJobQuery(query: string, now: EpochMs): ReadQuery {
  const quotes = query.replaceAll(/\\./g, "").split('"').length - 1;
  if (quotes % 2 === 1) {
    const from = query.lastIndexOf('"');
    const fault = { message: "a quote has no end", remedy: 'end it by "' };
    return { fault: { ...fault, from, to: query.length } };
  }
  return readQueryTerms(queryTerms(query), now);
}

/** The filter that the words of a query stand for at `now`. */
export function readQueryTerms(terms: readonly QueryTerm[], now: EpochMs): ReadQuery {
  const filter: Record<string, unknown> = {};
  for (const { text, from, to } of terms) {
    const fault = addTerm(filter, text, now);
    if (fault !== undefined) return { fault: { ...fault, from, to } };
  }
  return { filter };
}

/** A term of a query, quoted if it must be. */
export function queryTerm(word: string, value: string): string {
  if (!/[\s"\\]/.test(value) && value !== "") return `${word}:${value}`;
  return `${word}:"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

type Problem = Pick<QueryFault, "message" | "remedy">;

function addTerm(filter: Record<string, unknown>, term: string, now: EpochMs): Problem | undefined {
  const split = term.indexOf(":");
  const name = split === -1 ? "type" : term.slice(0, split);
  const value = term.slice(split + 1);
  const word = WORDS.find((each) => each.word === name);
  if (word === undefined) return unknownWord(name, value, term);
  if (value === "") {
    return { message: `${name} has no value`, remedy: `write it as ${word.example}` };
  }
  const earlier = filter[word.field];
  try {
    const read = word.read(value, now);
    if (earlier === undefined) filter[word.field] = read;
    else if (word.field === "metadata") filter[word.field] = { ...earlier, ...(read as object) };
    else if (word.field === "statuses") {
      filter[word.field] = [...(earlier as JobStatus[]), ...(read as JobStatus[])];
    } else return { message: `${name} is given twice`, remedy: "give it once" };
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    return { message: `${name} ${error.message}`, remedy: `write it as ${word.example}` };
  }
  return undefined;
}

function unknownWord(name: string, value: string, term: string): Problem {
  const known = WORDS.map(({ word }) => word);
  const meant = closestName(name, known);
  const hint = meant === undefined ? "" : `; did you mean ${meant}:${value}?`;
  return {
    message: `there is no filter ${name}${hint}`,
    remedy: `there are ${known.join(", ")}; a type with a colon is written type:${term}`,
  };
}

function readStatuses(value: string): readonly JobStatus[] {
  return value.split(",").map((part) => {
    const status = JOB_STATUSES.find((each) => each === part.toUpperCase());
    if (status !== undefined) return status;
    const known = JOB_STATUSES.map((each) => each.toLowerCase());
    const meant = closestName(part, known);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    throw new BadValue(`must be of ${known.join(", ")}, but is ${part}${hint}`);
  });
}

function readEntry(value: string): Readonly<Record<string, string>> {
  const split = value.indexOf("=");
  if (split <= 0) throw new BadValue(`must be KEY=VALUE, but is ${value}`);
  return { [value.slice(0, split)]: value.slice(split + 1) };
}

function readCount(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new BadValue(`must be a whole number, but is ${value}`);
}

function readTime(value: string, now: EpochMs): EpochMs {
  if (LENGTH.test(value)) return now - durationMs(value as Duration);
  const time = ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new BadValue(
    `must be a time in ISO 8601, such as 2030-01-31T09:00:00Z, or how long ago, such as 1h, but is ${value}`,
  );
}
