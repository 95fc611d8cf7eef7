import type { Operation } from "@millrace/client";
import { BOUNDS } from "@millrace/core";
import { formatCount } from "../format/numbers.ts";
import { filterText } from "../jobs/filter-text.ts";

const ACTIONS = {
  RETRY: ["Retry", "retried"],
  CANCEL: ["Cancel", "cancelled"],
  DELETE: ["Delete", "deleted"],
} as const;

const STATES: { readonly [State in Operation["state"]]: string } = {
  COUNTING: "Counting",
  RUNNING: "Running",
  STOPPING: "Stopping",
  DONE: "Done",
  STOPPED: "Stopped",
  REFUSED: "Refused",
};

export function actionWord({ action, dryRun }: Operation): string {
  const [verb] = ACTIONS[action];
  return dryRun ? `Count to ${verb.toLowerCase()}` : verb;
}

export function stateWord({ state }: Operation): string {
  return STATES[state];
}

/** Which jobs, as people write a query; what was only said so that it is about more than statuses is left out. */
export function operationQuery({ filter: { createdBefore, ...filter } }: Operation): string {
  return filterText(createdBefore === BOUNDS.maxTime ? filter : { ...filter, createdBefore });
}

/** How far it is, in words. */
export function progressWords(operation: Operation): string {
  const { action, dryRun, matched, more, done, skipped, failed } = operation;
  const all = formatCount(matched, more);
  if (dryRun) return `${all} counted`;
  const [, past] = ACTIONS[action];
  const parts = [`${formatCount(done)} of ${all} ${past}`];
  if (skipped > 0) parts.push(`${formatCount(skipped)} had moved on`);
  if (failed > 0) parts.push(`${formatCount(failed)} could not be`);
  return parts.join(", ");
}
