import {
  checkErrorGroupQuery,
  type ErrorGroup,
  type ErrorGroupPage,
  type ErrorGroupQuery,
  type ErrorStatus,
  FieldCheck,
} from "@millrace/core";
import type {
  ErrorGroup as WireErrorGroup,
  ListErrorGroupsRequest as WireErrorGroupsRequest,
  ListErrorGroupsResponse as WireErrorGroupsResponse,
} from "./gen/millrace/v1/error_service_pb.ts";
import { decodeStatuses } from "./job-filter-codec.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { encodeStatus } from "./status-codec.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeErrorGroupQuery(query: ErrorGroupQuery): WireErrorGroupsRequest {
  checkErrorGroupQuery(query);
  return {
    $typeName: "millrace.v1.ListErrorGroupsRequest",
    type: query.type ?? "",
    statuses: query.statuses?.map(encodeStatus) ?? [],
    lookAt: query.lookAt ?? 0,
    pageToken: query.pageToken ?? "",
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field without a meaning. */
export function decodeErrorGroupQuery(wire: WireErrorGroupsRequest): ErrorGroupQuery {
  const query: Mutable<ErrorGroupQuery> = {};
  const check = new FieldCheck();
  if (wire.type !== "") query.type = wire.type;
  if (wire.statuses.length > 0) {
    // Others are refused by the check of the query.
    query.statuses = decodeStatuses(check, wire.statuses, "statuses") as ErrorStatus[];
  }
  check.throwIfInvalid("cannot list error groups");
  if (wire.lookAt !== 0) query.lookAt = wire.lookAt;
  if (wire.pageToken !== "") query.pageToken = wire.pageToken;
  return query;
}

export function encodeErrorGroupPage(page: ErrorGroupPage): WireErrorGroupsResponse {
  const { groups, nextPageToken, ...counts } = page;
  return {
    $typeName: "millrace.v1.ListErrorGroupsResponse",
    groups: groups.map(encodeErrorGroup),
    ...counts,
    nextPageToken: nextPageToken ?? "",
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeErrorGroupPage(wire: WireErrorGroupsResponse): ErrorGroupPage {
  const { otherJobs, lookedAt, jobs, more, nextPageToken } = wire;
  const page = { groups: wire.groups.map(decodeErrorGroup), otherJobs, lookedAt, jobs, more };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}

function encodeErrorGroup({ firstSeenAt, lastSeenAt, ...group }: ErrorGroup): WireErrorGroup {
  return {
    $typeName: "millrace.v1.ErrorGroup",
    ...group,
    firstSeenAt: encodeTimestamp(firstSeenAt, "firstSeenAt"),
    lastSeenAt: encodeTimestamp(lastSeenAt, "lastSeenAt"),
  };
}

function decodeErrorGroup(wire: WireErrorGroup): ErrorGroup {
  const { id, type, message, frame, failed, retrying, sampleJobId, sampleMessage } = wire;
  return {
    ...{ id, type, message, frame, failed, retrying, sampleJobId, sampleMessage },
    firstSeenAt: decodeTimestamp(required(wire.firstSeenAt, "the time of an error")),
    lastSeenAt: decodeTimestamp(required(wire.lastSeenAt, "the time of an error")),
  };
}
