import type { RunCursor, RunQuery, RunSlice } from "@millrace/core";
import type { RunList } from "./partition-runs.ts";

/** The lists that have what a query asks for. */
export function listsOf({ workflow, states }: RunQuery): readonly RunList[] {
  if (states?.length === 0) return [];
  if (workflow !== undefined) return [{ of: "-of:", name: workflow, states }];
  if (states === undefined) return [{ of: "", name: "" }];
  return [...new Set(states)].map((name) => ({ of: ":", name }));
}

/** The first `limit` runs of several lists; where one was left early, it is not known what comes behind that. */
export function mergeSlices(slices: readonly RunSlice[], limit: number): RunSlice {
  const [end] = slices.flatMap(({ last }) => last ?? []).sort(latestFirst);
  const known = slices
    .flatMap(({ runs }) => runs)
    .filter((run) => end === undefined || latestFirst(run, end) <= 0)
    .sort(latestFirst);
  if (known.length <= limit)
    return end === undefined ? { runs: known } : { runs: known, last: end };
  const runs = known.slice(0, limit);
  const { createdAt, id } = runs.at(-1) as RunCursor;
  return { runs, last: { createdAt, id } };
}

function latestFirst(one: RunCursor, other: RunCursor): number {
  return other.createdAt - one.createdAt || (one.id < other.id ? 1 : one.id > other.id ? -1 : 0);
}
