import { type JobFilter, queryTerm } from "@millrace/core";

/** The query that stands for a filter, as people write it. */
export function filterText(filter: JobFilter): string {
  const { type, statuses, errorContains, errorGroup, metadata, workerId, idPrefix } = filter;
  const { attemptMin, createdAfter, createdBefore } = filter;
  const terms: (readonly [word: string, value: string | undefined])[] = [
    ["type", type],
    ["status", statuses?.map((status) => status.toLowerCase()).join(",")],
    ["error", errorContains],
    ["error-group", errorGroup],
    ...Object.entries(metadata ?? {}).map(([key, value]) => ["meta", `${key}=${value}`] as const),
    ["worker", workerId],
    ["id-prefix", idPrefix],
    ["min-attempt", attemptMin?.toString()],
    ["created-after", timeText(createdAfter)],
    ["created-before", timeText(createdBefore)],
  ];
  return terms
    .flatMap(([word, value]) => (value === undefined ? [] : [queryTerm(word, value)]))
    .join(" ");
}

function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
