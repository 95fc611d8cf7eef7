import {
  checkPreviewRequest,
  type FiringNote,
  type FiringTime,
  type OnGap,
  type OnOverlap,
  type PreviewRequest,
  type ScheduleInterval,
  type ScheduleSpec,
} from "@millrace/core";
import {
  type FiringTime as WireFiringTime,
  type ScheduleInterval as WireInterval,
  OnGap as WireOnGap,
  OnOverlap as WireOnOverlap,
  type PreviewScheduleRequest as WirePreviewRequest,
  type PreviewScheduleResponse as WirePreviewResponse,
  type ScheduleSpec as WireSpec,
} from "./gen/millrace/v1/schedule_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { required } from "./required.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

const WIRE_ON_GAP: { readonly [Rule in OnGap]: WireOnGap } = {
  SHIFT: WireOnGap.SHIFT,
  SKIP: WireOnGap.SKIP,
};

const WIRE_ON_OVERLAP: { readonly [Rule in OnOverlap]: WireOnOverlap } = {
  FIRST: WireOnOverlap.FIRST,
  LAST: WireOnOverlap.LAST,
  BOTH: WireOnOverlap.BOTH,
};

const ON_GAP = /*@__PURE__*/ namesOf(WIRE_ON_GAP);
const ON_OVERLAP = /*@__PURE__*/ namesOf(WIRE_ON_OVERLAP);

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
  const request: Mutable<PreviewRequest> = { spec: spec === undefined ? {} : decodeSpec(spec) };
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

/** A spec whose form was checked. */
function encodeScheduleSpec(spec: ScheduleSpec): WireSpec {
  const { cron = [], every = [], zone = "", exceptCron = [], exceptDates = [] } = spec;
  const { startAt, endAt, onGap, onOverlap, jitterMs } = spec;
  return {
    $typeName: "millrace.v1.ScheduleSpec",
    cron: [...cron],
    every: every.map(encodeInterval),
    zone,
    exceptCron: [...exceptCron],
    exceptDates: [...exceptDates],
    startAt: startAt === undefined ? undefined : encodeTimestamp(startAt, "startAt"),
    endAt: endAt === undefined ? undefined : encodeTimestamp(endAt, "endAt"),
    onGap: onGap === undefined ? WireOnGap.UNSPECIFIED : WIRE_ON_GAP[onGap],
    onOverlap: onOverlap === undefined ? WireOnOverlap.UNSPECIFIED : WIRE_ON_OVERLAP[onOverlap],
    jitter: jitterMs === undefined ? undefined : encodeDuration(jitterMs, "jitterMs"),
  };
}

function encodeInterval({ intervalMs, phaseMs }: ScheduleInterval): WireInterval {
  return {
    $typeName: "millrace.v1.ScheduleInterval",
    interval: encodeDuration(intervalMs, "intervalMs"),
    phase: phaseMs === undefined ? undefined : encodeDuration(phaseMs, "phaseMs"),
  };
}

/** A number without a meaning becomes a text that the domain's check refuses by its number. */
function decodeSpec(wire: WireSpec): ScheduleSpec {
  const { cron, every, zone, exceptCron, exceptDates, startAt, endAt } = wire;
  const { onGap, onOverlap, jitter } = wire;
  const spec: Mutable<ScheduleSpec> = {};
  if (cron.length > 0) spec.cron = cron;
  if (every.length > 0) spec.every = every.map(decodeInterval);
  if (zone !== "") spec.zone = zone;
  if (exceptCron.length > 0) spec.exceptCron = exceptCron;
  if (exceptDates.length > 0) spec.exceptDates = exceptDates;
  if (startAt !== undefined) spec.startAt = decodeTimestamp(startAt);
  if (endAt !== undefined) spec.endAt = decodeTimestamp(endAt);
  if (onGap !== WireOnGap.UNSPECIFIED) {
    spec.onGap = ON_GAP.get(onGap) ?? (String(onGap) as OnGap);
  }
  if (onOverlap !== WireOnOverlap.UNSPECIFIED) {
    spec.onOverlap = ON_OVERLAP.get(onOverlap) ?? (String(onOverlap) as OnOverlap);
  }
  if (jitter !== undefined) spec.jitterMs = decodeDuration(jitter);
  return spec;
}

function decodeInterval({ interval, phase }: WireInterval): ScheduleInterval {
  return {
    intervalMs: interval === undefined ? 0 : decodeDuration(interval),
    ...(phase && { phaseMs: decodeDuration(phase) }),
  };
}
