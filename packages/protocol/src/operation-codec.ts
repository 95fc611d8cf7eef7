import {
  checkOperationQuery,
  type ErrorCode,
  FieldCheck,
  type JobFilter,
  type Operation,
  type OperationAction,
  type OperationError,
  type OperationPage,
  type OperationQuery,
  type OperationRequest,
  type OperationState,
  type PurgeOptions,
  planOperation,
} from "@millrace/core";
import {
  OperationAction as WireAction,
  type CancelJobsRequest as WireCancelJobsRequest,
  type JobFilter as WireJobFilter,
  type ListOperationsRequest as WireListOperationsRequest,
  type ListOperationsResponse as WireListOperationsResponse,
  type Operation as WireOperation,
  type PurgeQueueRequest as WirePurgeQueueRequest,
  OperationState as WireState,
} from "./gen/millrace/v1/operation_service_pb.ts";
import { decodeJobFilter, decodeStatuses, encodeJobFilter } from "./job-filter-codec.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { required } from "./required.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

const WIRE_ACTION: { readonly [Action in OperationAction]: WireAction } = {
  RETRY: WireAction.RETRY,
  CANCEL: WireAction.CANCEL,
  DELETE: WireAction.DELETE,
};
const ACTION = /*@__PURE__*/ namesOf(WIRE_ACTION);

const WIRE_STATE: { readonly [State in OperationState]: WireState } = {
  COUNTING: WireState.COUNTING,
  RUNNING: WireState.RUNNING,
  STOPPING: WireState.STOPPING,
  DONE: WireState.DONE,
  STOPPED: WireState.STOPPED,
  REFUSED: WireState.REFUSED,
};
const STATE = /*@__PURE__*/ namesOf(WIRE_STATE);

/**
 * What the requests to retry, cancel and delete jobs have in common.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeOperationRequest(request: OperationRequest) {
  const { filter, reason, dryRun, expectCount, maxPerSecond } = request;
  planOperation(request);
  return {
    filter: encodeFilter(filter),
    dryRun: dryRun ?? false,
    ...(reason !== undefined && { reason }),
    ...(expectCount !== undefined && { expectCount }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field without a meaning. */
export function decodeOperationRequest(
  action: OperationAction,
  wire: Omit<WireCancelJobsRequest, "reason" | "$typeName"> & { readonly reason?: string },
): OperationRequest {
  const check = new FieldCheck();
  const request: Mutable<OperationRequest> = {
    action,
    filter: wire.filter === undefined ? {} : decodeJobFilter(check, wire.filter, "filter."),
  };
  check.throwIfInvalid("cannot change jobs");
  if (wire.reason !== undefined && wire.reason !== "") request.reason = wire.reason;
  if (wire.dryRun) request.dryRun = true;
  if (wire.expectCount !== undefined) request.expectCount = wire.expectCount;
  if (wire.maxPerSecond !== undefined) request.maxPerSecond = wire.maxPerSecond;
  return request;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field without a meaning. */
export function decodePurgeOptions(wire: WirePurgeQueueRequest): PurgeOptions {
  const check = new FieldCheck();
  const statuses = decodeStatuses(check, wire.statuses, "statuses");
  check.throwIfInvalid("cannot purge the queue");
  const { dryRun, expectCount, maxPerSecond } = wire;
  return {
    ...(statuses.length > 0 && { statuses }),
    ...(dryRun && { dryRun }),
    ...(expectCount !== undefined && { expectCount }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
  };
}

export function encodeOperation(operation: Operation): WireOperation {
  const { action, filter, state, errors, startedAt, endedAt, refusal, ...told } = operation;
  return {
    $typeName: "millrace.v1.Operation",
    ...told,
    action: WIRE_ACTION[action],
    filter: encodeFilter(filter),
    state: WIRE_STATE[state],
    errors: errors.map(({ code, count, samples }) => ({
      $typeName: "millrace.v1.OperationError",
      code,
      count,
      samples: samples.map((sample) => ({
        $typeName: "millrace.v1.OperationErrorSample",
        ...sample,
      })),
    })),
    refusal: refusal ?? "",
    startedAt: encodeTimestamp(startedAt, "startedAt"),
    endedAt: endedAt === undefined ? undefined : encodeTimestamp(endedAt, "endedAt"),
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeOperation(wire: WireOperation): Operation {
  const { id, reason, dryRun, expectCount, matched, more, done, skipped, failed } = wire;
  const { maxPerSecond, refusal, endedAt } = wire;
  return {
    id,
    action: required(ACTION.get(wire.action), "an action that is known here"),
    filter: decodeJobFilter(new FieldCheck(), required(wire.filter, "the filter of an operation")),
    reason,
    dryRun,
    ...(expectCount !== undefined && { expectCount }),
    ...(maxPerSecond !== undefined && { maxPerSecond }),
    state: required(STATE.get(wire.state), "a state of an operation that is known here"),
    matched,
    more,
    done,
    skipped,
    failed,
    errors: wire.errors.map(
      ({ code, count, samples }): OperationError => ({
        code: code as ErrorCode,
        count,
        samples: samples.map(({ jobId, message }) => ({ jobId, message })),
      }),
    ),
    ...(refusal !== "" && { refusal }),
    startedAt: decodeTimestamp(required(wire.startedAt, "the start of an operation")),
    ...(endedAt && { endedAt: decodeTimestamp(endedAt) }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeOperationQuery(query: OperationQuery): WireListOperationsRequest {
  checkOperationQuery(query);
  return {
    $typeName: "millrace.v1.ListOperationsRequest",
    pageSize: query.pageSize ?? 0,
    pageToken: query.pageToken ?? "",
  };
}

export function decodeOperationQuery(wire: WireListOperationsRequest): OperationQuery {
  const query: Mutable<OperationQuery> = {};
  if (wire.pageSize !== 0) query.pageSize = wire.pageSize;
  if (wire.pageToken !== "") query.pageToken = wire.pageToken;
  return query;
}

export function encodeOperationPage({
  operations,
  nextPageToken,
}: OperationPage): WireListOperationsResponse {
  return {
    $typeName: "millrace.v1.ListOperationsResponse",
    operations: operations.map(encodeOperation),
    nextPageToken: nextPageToken ?? "",
  };
}

export function decodeOperationPage(wire: WireListOperationsResponse): OperationPage {
  const page = { operations: wire.operations.map(decodeOperation) };
  return wire.nextPageToken === "" ? page : { ...page, nextPageToken: wire.nextPageToken };
}

function encodeFilter(filter: JobFilter): WireJobFilter {
  return { $typeName: "millrace.v1.JobFilter", ...encodeJobFilter(filter) };
}
