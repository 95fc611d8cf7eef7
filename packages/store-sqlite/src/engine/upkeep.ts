import { FINAL_STATUSES, promoteChange, rescueChange } from "@millrace/core";
import { changeContext, type OperationContext } from "./operation-context.ts";

/*
 * What time does to the jobs of a type. Each step is bounded, so that no transaction takes long;
 * it returns how many jobs it moved.
 */

/** Makes scheduled and retrying jobs pending whose time has come. */
export function promote(type: string, limit: number, context: OperationContext): number {
  const { table, now } = context;
  let promoted = 0;
  for (const status of ["SCHEDULED", "RETRYING"] as const) {
    for (const stored of table.due(type, status, now, limit - promoted)) {
      table.change(stored, promoteChange(), now);
      promoted++;
    }
  }
  if (promoted > 0) context.wokenTypes.add(type);
  return promoted;
}

/** Takes running jobs back whose lease has ended. */
export function rescue(type: string, limit: number, context: OperationContext): number {
  const { table, now } = context;
  const lost = table.due(type, "RUNNING", now, limit);
  for (const stored of lost) {
    // The lost lease's own token must not match any more.
    const token = stored.token + 1;
    table.change(stored, rescueChange(stored.job, changeContext(context)), now, { token });
  }
  if (lost.length > 0) context.wokenTypes.add(type);
  return lost.length;
}

/** Forgets finished jobs whose time has ended. */
export function prune(type: string, limit: number, { table, now }: OperationContext): number {
  let pruned = 0;
  for (const status of FINAL_STATUSES) {
    pruned += table.forgetExpired(type, status, now, limit - pruned);
  }
  return pruned;
}
