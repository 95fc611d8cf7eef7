import type { TurnKeepers } from "@millrace/core";

/** What `turn_keepers` returns. */
export type KeepersColumns = readonly [
  jobIds: string | null,
  anyPending: boolean | null,
  anyFailed: boolean | null,
];

/** The jobs that keep the turn of a concurrency key; `undefined` for none. */
export function readKeepers([jobIds, anyPending, anyFailed]: KeepersColumns):
  | TurnKeepers
  | undefined {
  if (jobIds === null) return undefined;
  return {
    jobIds: jobIds.split(" "),
    anyPending: anyPending === true,
    anyFailed: anyFailed === true,
  };
}
