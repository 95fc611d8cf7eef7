// What is asked of schedules: apart from schedules themselves, because the checks of requests are no part of what the
// first page of the dashboard loads.
import {
  type BackfillOptions,
  checkBackfill,
  checkPreviewRequest,
  checkScheduleDefinition,
  checkScheduleQuery,
  type FiringNote,
  type FiringTime,
  type PreviewRequest,
  type ScheduleDefinition,
  type ScheduleQuery,
  type UpsertOptions,
} from "@millrace/core";
import type {
  BackfillScheduleRequest as WireBackfillRequest,
  FiringTime as WireFiringTime,
  ListSchedulesRequest as WireListRequest,
  PreviewScheduleRequest as WirePreviewRequest,
  PreviewScheduleResponse as WirePreviewResponse,
  UpsertScheduleRequest as WireUpsertRequest,
} from "./gen/millrace/v1/schedule_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import {
  decodeOverlap,
  decodeScheduleDefinition,
  decodeScheduleSpec,
  decodeScheduleState,
  encodeOverlap,
  encodeScheduleDefinition,
  encodeScheduleSpec,
  encodeScheduleState,
} from "./schedule-codec.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodePreviewRequest(request: PreviewRequest): WirePreviewRequest {
  checkPreviewRequest(request);
  const { spec, after, count = 0, name = "" } = request;
  return {
    $typeName: "millrace.v1.PreviewScheduleRequest",
    spec: encodeScheduleSpec(spec),
    after: after === undefined ? undefined : encodeTimestamp(after, "after"),
    count,
    name,
  };
}

export function decodePreviewRequest(wire: WirePreviewRequest): PreviewRequest {
  const { spec, after, count, name } = wire;
  const request: Mutable<PreviewRequest> = {
    spec: spec === undefined ? {} : decodeScheduleSpec(spec),
  };
  if (after !== undefined) request.after = decodeTimestamp(after);
  if (count !== 0) request.count = count;
  if (name !== "") request.name = name;
  return request;
}

export function encodePreview(times: readonly FiringTime[]): WirePreviewResponse {
  return {
    $typeName: "millrace.v1.PreviewScheduleResponse",
    times: times.map(({ nominal, due, local, note = "" }) => ({
      $typeName: "millrace.v1.FiringTime",
      nominal: encodeTimestamp(nominal, "nominal"),
      due: encodeTimestamp(due, "due"),
      local,
      note,
    })),
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodePreview({ times }: WirePreviewResponse): FiringTime[] {
  return times.map(decodeFiringTime);
}

function decodeFiringTime({ nominal, due, local, note }: WireFiringTime): FiringTime {
  return {
    nominal: decodeTimestamp(required(nominal, "the nominal time of a firing")),
    due: decodeTimestamp(required(due, "the due time of a firing")),
    local,
    ...(note !== "" && { note: note as FiringNote }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeUpsertRequest(
  definition: ScheduleDefinition,
  options: UpsertOptions = {},
): WireUpsertRequest {
  checkScheduleDefinition(definition, options);
  const { ifRevision, sourceVersion = 0 } = options;
  return {
    $typeName: "millrace.v1.UpsertScheduleRequest",
    schedule: encodeScheduleDefinition(definition),
    ...(ifRevision !== undefined && { ifRevision: BigInt(ifRevision) }),
    sourceVersion: BigInt(sourceVersion),
  };
}

export function decodeUpsertRequest({ schedule, ifRevision, sourceVersion }: WireUpsertRequest): {
  readonly definition: ScheduleDefinition;
  readonly options: UpsertOptions;
} {
  const options: Mutable<UpsertOptions> = {};
  if (ifRevision !== undefined) options.ifRevision = Number(ifRevision);
  if (sourceVersion !== 0n) options.sourceVersion = Number(sourceVersion);
  return { definition: decodeScheduleDefinition(schedule), options };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeScheduleQuery(query: ScheduleQuery): WireListRequest {
  const { state, managedBy = "", pageSize = 0, pageToken = "" } = query;
  checkScheduleQuery(query, pageToken);
  return {
    $typeName: "millrace.v1.ListSchedulesRequest",
    state: encodeScheduleState(state),
    managedBy,
    pageSize,
    pageToken,
  };
}

export function decodeScheduleQuery(wire: WireListRequest): ScheduleQuery {
  const { managedBy, pageSize, pageToken } = wire;
  const query: Mutable<ScheduleQuery> = {};
  const state = decodeScheduleState(wire.state);
  if (state !== undefined) query.state = state;
  if (managedBy !== "") query.managedBy = managedBy;
  if (pageSize !== 0) query.pageSize = pageSize;
  if (pageToken !== "") query.pageToken = pageToken;
  return query;
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeBackfillRequest(name: string, options: BackfillOptions): WireBackfillRequest {
  const { from, to, again } = checkBackfill(name, options);
  return {
    $typeName: "millrace.v1.BackfillScheduleRequest",
    name,
    from: encodeTimestamp(from, "from"),
    to: encodeTimestamp(to, "to"),
    overlap: encodeOverlap(options.overlap),
    again,
  };
}

/** What is not there is left for the domain's check to refuse. */
export function decodeBackfillRequest({
  from,
  to,
  overlap,
  again,
}: WireBackfillRequest): BackfillOptions {
  return {
    from: from === undefined ? Number.NaN : decodeTimestamp(from),
    to: to === undefined ? Number.NaN : decodeTimestamp(to),
    overlap: decodeOverlap(overlap),
    again,
  };
}
