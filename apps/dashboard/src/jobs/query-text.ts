import { type JobStatus, queryTerm, queryTerms } from "@millrace/core";

/** The query with its term `word` replaced, added, or without it when there is no value. */
export function withTerm(query: string, word: string, value: string | undefined): string {
  const others = queryTerms(query)
    .filter(({ text }) => !text.startsWith(`${word}:`))
    .map(({ from, to }) => query.slice(from, to));
  if (value !== undefined) others.push(queryTerm(word, value));
  return others.join(" ");
}

/** The query for the jobs in a status, or in any. */
export function withStatus(query: string, status: JobStatus | undefined): string {
  return withTerm(query, "status", status?.toLowerCase());
}
