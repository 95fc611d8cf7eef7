import type { ChangeContext, EpochMs } from "@millrace/core";
import type { JobTable } from "./job-table.ts";

/** What an operation works on. */
export interface OperationContext {
  readonly table: JobTable;
  /** The store's time. */
  readonly now: EpochMs;
  /** For how many jobs of a type a waiting lease should look again each. */
  readonly newlyDue: Map<string, number>;
}

/** Has a waiting lease look again for each of so many jobs; less than 0 takes back. */
export function noteDue({ newlyDue }: OperationContext, type: string, count = 1): void {
  newlyDue.set(type, (newlyDue.get(type) ?? 0) + count);
}

/** What a move may depend on besides its job. */
export function changeContext({ now }: OperationContext): ChangeContext {
  return { now, random: Math.random() };
}
