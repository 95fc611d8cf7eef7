import type { ClientOperation, OperationOptions } from "@millrace/client";
import { ACTION_STATUSES, BOUNDS, type JobFilter, type OperationAction } from "@millrace/core";
import { client } from "../api/client.ts";

/** The statuses of a filter that an action can change; none means that it changes nothing of it. */
export function changeable(
  action: OperationAction,
  { statuses }: JobFilter,
): JobFilter["statuses"] {
  const may = ACTION_STATUSES[action];
  return statuses === undefined ? may : statuses.filter((status) => may.includes(status));
}

/**
 * Starts to do something to all jobs of a filter that it can be done to.
 *
 * @throws MillraceError as an operation does.
 */
export function startBulk(
  action: OperationAction,
  filter: JobFilter,
  options: OperationOptions,
): Promise<ClientOperation> {
  const { operations } = client;
  const asked: JobFilter = {
    ...filter,
    statuses: changeable(action, filter),
    // An operation wants more than statuses, so that nobody means all jobs without saying so: here they see
    // their number before they do.
    createdBefore: filter.createdBefore ?? BOUNDS.maxTime,
  };
  if (action === "RETRY") return operations.retry(asked, options);
  if (action === "DELETE") return operations.delete(asked, options);
  return operations.cancel(asked, { ...options, reason: "cancelled in the dashboard" });
}
