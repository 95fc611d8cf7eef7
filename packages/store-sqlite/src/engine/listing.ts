import type { ListedJob, ListedType } from "@millrace/core";
import type { JobPlace, Operations } from "../operation.ts";
import { isExpired } from "./find-kept.ts";
import type { OperationContext } from "./operation-context.ts";

/** The types that have jobs, by name, each with those of the wanted statuses in which it has some. */
export function types(
  { from, wanted, limit }: Operations["types"]["request"],
  { table }: OperationContext,
): ListedType[] {
  const found: ListedType[] = [];
  let type = table.nextType(from, "from");
  while (type !== undefined && found.length < limit) {
    found.push({ type, statuses: table.statusesAmong(type, wanted) });
    type = table.nextType(type, "behind");
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
