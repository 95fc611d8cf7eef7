import { FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { checkJobFilter, checkStatuses, JOB_FILTER_FIELDS, type JobFilter } from "./job-query.ts";
import { FINAL_STATUSES, type JobStatus } from "./job-status.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS } from "./limits.ts";
import { decodeNameToken, type NameCursor } from "./name-token.ts";
import {
  ACTION_STATUSES,
  OPERATION_ACTIONS,
  type OperationAction,
  type OperationQuery,
  type OperationRequest,
} from "./operation.ts";

/** A checked request with every default filled in. */
export interface OperationPlan {
  readonly action: OperationAction;
  readonly filter: JobFilter & { readonly statuses: readonly JobStatus[] };
  readonly reason: string;
  readonly dryRun: boolean;
  readonly expectCount?: number;
  readonly maxPerSecond?: number;
}

const REQUEST: FieldNames<OperationRequest> = {
  action: true,
  filter: true,
  reason: true,
  dryRun: true,
  expectCount: true,
  maxPerSecond: true,
};
const QUERY: FieldNames<OperationQuery> = { pageSize: true, pageToken: true };

/** What the wire has room for. */
const MAX_COUNT = 2 ** 32 - 1;
const MAX_PER_SECOND = 1_000_000;

/** The words for an action, as in "cannot retry jobs". */
export const ACTION_WORDS: { readonly [Action in OperationAction]: string } = {
  RETRY: "retry",
  CANCEL: "cancel",
  DELETE: "delete",
};

const DEFAULT_STATUSES: { readonly [Action in OperationAction]?: readonly JobStatus[] } = {
  RETRY: ["FAILED"],
  CANCEL: ACTION_STATUSES.CANCEL,
};

const REMEDIES: { readonly [Action in OperationAction]: string } = {
  RETRY: "only finished jobs can be retried",
  CANCEL: "finished jobs cannot be cancelled; delete them instead",
  DELETE: "running jobs cannot be deleted; cancel them first",
};

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function planOperation(request: OperationRequest): OperationPlan {
  const check = new FieldCheck();
  if (check.only(request, REQUEST, "an operation")) {
    const { action, filter, reason, dryRun, expectCount, maxPerSecond } = request;
    check.oneOf("action", action, OPERATION_ACTIONS);
    if (check.only(filter, JOB_FILTER_FIELDS, "a filter of jobs", "filter")) {
      checkJobFilter(check, filter, "filter.");
      if (Object.hasOwn(ACTION_STATUSES, action)) checkMeans(check, action, filter);
    }
    if (reason !== undefined) {
      check.text("reason", reason, BOUNDS.reasonBytes);
      if (action !== "CANCEL" && reason !== "") {
        check.invalid("reason", "is of use with CANCEL only; leave it out");
      }
    }
    if (dryRun !== undefined && typeof dryRun !== "boolean") {
      check.invalid("dryRun", `must be true or false, but is ${shown(dryRun)}`);
    }
    if (expectCount !== undefined) {
      check.integer("expectCount", expectCount, 0, MAX_COUNT);
    }
    if (maxPerSecond !== undefined) {
      check.integer("maxPerSecond", maxPerSecond, 1, MAX_PER_SECOND);
    }
  }
  check.throwIfInvalid(`cannot ${ACTION_WORDS[request?.action] ?? "change"} jobs`);
  const { action, filter, reason = "", dryRun = false, expectCount, maxPerSecond } = request;
  const statuses = filter.statuses ?? DEFAULT_STATUSES[action] ?? [];
  return {
    action,
    filter: { ...filter, statuses },
    reason,
    dryRun,
    ...(expectCount !== undefined && { expectCount }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
  };
}

/** Which jobs of a queue to forget, and how. */
export interface PurgeOptions
  extends Pick<OperationRequest, "dryRun" | "expectCount" | "maxPerSecond"> {
  /** Defaults to all but `RUNNING`, which cannot be given. */
  readonly statuses?: readonly JobStatus[] | undefined;
}

const PURGE: FieldNames<PurgeOptions> = {
  statuses: true,
  dryRun: true,
  expectCount: true,
  maxPerSecond: true,
};

/**
 * The operation that forgets the jobs of a queue.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function purgeRequest(type: string, options: PurgeOptions): OperationRequest {
  const check = new FieldCheck();
  checkType(check, "type", type);
  if (check.only(options, PURGE, "the options of a purge") && options.statuses !== undefined) {
    checkStatuses(check, options.statuses, "statuses");
    checkActionStatuses(check, "DELETE", options.statuses, "statuses");
  }
  check.throwIfInvalid("cannot purge the queue");
  const { statuses = ACTION_STATUSES.DELETE, ...others } = options;
  return { action: "DELETE", filter: { type, statuses }, ...others };
}

/** Whoever forgets the filter must not get all jobs, nor one of a status that the action cannot change. */
function checkMeans(check: FieldCheck, action: OperationAction, filter: JobFilter): void {
  const { statuses, metadata = {}, ...others } = filter;
  const isBound =
    Object.values(others).some((value) => value !== undefined) || Object.keys(metadata).length > 0;
  if (!isBound) {
    check.invalid(
      "filter",
      "must say more than the status, such as a type; for the jobs of all types, give createdBefore",
    );
  }
  if (statuses === undefined) {
    if (action === "DELETE") {
      check.invalid(
        "filter.statuses",
        `must name what is to be deleted, such as ${FINAL_STATUSES.join(", ")}`,
      );
    }
    return;
  }
  checkActionStatuses(check, action, statuses, "filter.statuses");
}

function checkActionStatuses(
  check: FieldCheck,
  action: OperationAction,
  statuses: readonly JobStatus[],
  field: string,
): void {
  const wrong = Array.isArray(statuses)
    ? statuses.filter((status) => !ACTION_STATUSES[action].includes(status))
    : [];
  if (wrong.length > 0) {
    check.invalid(
      field,
      `must be among ${ACTION_STATUSES[action].join(", ")}, but has ${wrong.map(String).join(", ")}: ${REMEDIES[action]}`,
    );
  }
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkOperationQuery(query: OperationQuery): NameCursor {
  const check = new FieldCheck();
  let after = "";
  if (check.only(query, QUERY, "a query of operations")) {
    const { pageSize, pageToken } = query;
    if (pageSize !== undefined) check.integer("pageSize", pageSize, 1, BOUNDS.maxQueuePageSize);
    if (pageToken !== undefined && check.string("pageToken", pageToken)) {
      after = decodeNameToken(check, "operations", pageToken);
    }
  }
  check.throwIfInvalid("cannot list operations");
  return { after, limit: query.pageSize ?? BOUNDS.maxQueuePageSize };
}
