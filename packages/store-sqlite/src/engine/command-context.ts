import type { ChangeContext, EpochMs } from "@millrace/core";
import type { JobTable } from "./job-table.ts";

/** What a command works on. */
export interface CommandContext {
  readonly table: JobTable;
  /** The store's time. */
  readonly now: EpochMs;
  /** For each type, how many waiting leases should look again. */
  readonly newlyDue: Map<string, number>;
}

/** Has one waiting lease look again for each of `count` jobs; a negative count takes that back. */
export function noteDue({ newlyDue }: CommandContext, type: string, count = 1): void {
  newlyDue.set(type, (newlyDue.get(type) ?? 0) + count);
}

/** What a move may depend on besides its job. */
export function changeContext({ now }: CommandContext): ChangeContext {
  return { now, random: Math.random() };
}
