import type { ChangeContext, EpochMs } from "@millrace/core";
import type { JobTable } from "./job-table.ts";

/** What an operation works on. */
export interface OperationContext {
  readonly table: JobTable;
  /** The store's time. */
  readonly now: EpochMs;
  /** Types whose waiting leases should look again. */
  readonly wokenTypes: Set<string>;
}

/** What a move may depend on besides its job. */
export function changeContext({ now }: OperationContext): ChangeContext {
  return { now, random: Math.random() };
}
