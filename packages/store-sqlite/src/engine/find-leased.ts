import type { StoredJob } from "./job-row.ts";
import type { OperationContext } from "./operation-context.ts";

/** The job whose lease has this token, without its payload; `undefined` when the lease is lost. */
export function findLeased(
  id: string,
  token: number,
  { table }: OperationContext,
): StoredJob | undefined {
  const stored = table.getWithoutPayload(id);
  return stored?.job.status === "RUNNING" && stored.token === token ? stored : undefined;
}
