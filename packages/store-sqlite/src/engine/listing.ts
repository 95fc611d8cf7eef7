import type { ListedJob } from "@millrace/core";
import type { JobPlace, Operations } from "../operation.ts";
import { isExpired } from "./find-kept.ts";
import type { OperationContext } from "./operation-context.ts";

/** The types that have jobs, by name. */
export function types(
  { from, limit }: Operations["types"]["request"],
  { table }: OperationContext,
): string[] {
  const found: string[] = [];
  let next = table.nextType(from, "from");
  while (next !== undefined && found.length < limit) {
    found.push(next);
    next = table.nextType(next, "behind");
  }
  return found;
}

/** The next jobs of a type and status. */
export function list(
  { type, status, after, limit }: Operations["list"]["request"],
  context: OperationContext,
): ListedJob<JobPlace>[] {
  return context.table.list(type, status, after, limit).map(({ job, rank, turn }) => ({
    place: [rank, turn],
    job: isExpired(job, context) ? undefined : job,
  }));
}
