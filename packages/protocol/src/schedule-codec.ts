import type {
  Backfill,
  BackfillState,
  CatchUpPolicy,
  EnqueueRequest,
  FiringOutcome,
  FiringTrigger,
  OnGap,
  OnOverlap,
  OverlapPolicy,
  Schedule,
  ScheduleDefinition,
  ScheduleFiring,
  ScheduleInterval,
  ScheduleJob,
  SchedulePage,
  SchedulePause,
  SchedulePolicy,
  ScheduleSpec,
  ScheduleState,
} from "@millrace/core";
import { decodeEnqueueRequest, encodeEnqueueRequest } from "./enqueue-codec.ts";
import {
  type Backfill as WireBackfill,
  BackfillState as WireBackfillState,
  CatchUpPolicy as WireCatchUp,
  type Firing as WireFiring,
  type ScheduleInterval as WireInterval,
  type ListSchedulesResponse as WireListResponse,
  OnGap as WireOnGap,
  OnOverlap as WireOnOverlap,
  FiringOutcome as WireOutcome,
  OverlapPolicy as WireOverlap,
  type SchedulePause as WirePause,
  type SchedulePolicy as WirePolicy,
  type Schedule as WireSchedule,
  type ScheduleSpec as WireSpec,
  ScheduleState as WireState,
  FiringTrigger as WireTrigger,
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

const WIRE_OVERLAP: { readonly [Policy in OverlapPolicy]: WireOverlap } = {
  SKIP: WireOverlap.SKIP,
  BUFFER_ONE: WireOverlap.BUFFER_ONE,
  BUFFER_ALL: WireOverlap.BUFFER_ALL,
  CANCEL_RUNNING: WireOverlap.CANCEL_RUNNING,
  ALLOW: WireOverlap.ALLOW,
};

const WIRE_CATCH_UP: { readonly [Policy in CatchUpPolicy]: WireCatchUp } = {
  LATEST: WireCatchUp.LATEST,
  ALL: WireCatchUp.ALL,
  NONE: WireCatchUp.NONE,
};

const WIRE_STATE: { readonly [State in ScheduleState]: WireState } = {
  ACTIVE: WireState.ACTIVE,
  PAUSED: WireState.PAUSED,
  ENDED: WireState.ENDED,
};

const WIRE_TRIGGER: { readonly [Trigger in FiringTrigger]: WireTrigger } = {
  SCHEDULE: WireTrigger.SCHEDULE,
  CATCH_UP: WireTrigger.CATCH_UP,
  MANUAL: WireTrigger.MANUAL,
  BACKFILL: WireTrigger.BACKFILL,
};

const WIRE_BACKFILL_STATE: { readonly [State in BackfillState]: WireBackfillState } = {
  RUNNING: WireBackfillState.RUNNING,
  DONE: WireBackfillState.DONE,
  CANCELLED: WireBackfillState.CANCELLED,
};

const WIRE_OUTCOME: { readonly [Outcome in FiringOutcome]: WireOutcome } = {
  FIRED: WireOutcome.FIRED,
  BUFFERED: WireOutcome.BUFFERED,
  SKIPPED: WireOutcome.SKIPPED,
  REFUSED: WireOutcome.REFUSED,
};

const OVERLAP = /*@__PURE__*/ namesOf(WIRE_OVERLAP);
const CATCH_UP = /*@__PURE__*/ namesOf(WIRE_CATCH_UP);
const STATE = /*@__PURE__*/ namesOf(WIRE_STATE);
const TRIGGER = /*@__PURE__*/ namesOf(WIRE_TRIGGER);
const OUTCOME = /*@__PURE__*/ namesOf(WIRE_OUTCOME);
const BACKFILL_STATE = /*@__PURE__*/ namesOf(WIRE_BACKFILL_STATE);
const ON_GAP = /*@__PURE__*/ namesOf(WIRE_ON_GAP);
const ON_OVERLAP = /*@__PURE__*/ namesOf(WIRE_ON_OVERLAP);

/** A spec whose form was checked. */
export function encodeScheduleSpec(spec: ScheduleSpec): WireSpec {
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
export function decodeScheduleSpec(wire: WireSpec): ScheduleSpec {
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
    spec.onGap = named(ON_GAP, onGap);
  }
  if (onOverlap !== WireOnOverlap.UNSPECIFIED) {
    spec.onOverlap = named(ON_OVERLAP, onOverlap);
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

export function encodeSchedulePage({ schedules, nextPageToken }: SchedulePage): WireListResponse {
  return {
    $typeName: "millrace.v1.ListSchedulesResponse",
    schedules: schedules.map(encodeSchedule),
    nextPageToken: nextPageToken ?? "",
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeSchedulePage({ schedules, nextPageToken }: WireListResponse): SchedulePage {
  const page = { schedules: schedules.map(decodeSchedule) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}

export function encodeSchedule(schedule: Schedule): WireSchedule {
  const { state, revision, generation, sourceVersion, updatedAt, nextTimes, last } = schedule;
  const { fired, skipped, missed, buffered } = schedule.counts;
  return {
    ...encodeScheduleDefinition(schedule),
    state: WIRE_STATE[state],
    revision: BigInt(revision),
    generation: encodeTimestamp(generation, "generation"),
    sourceVersion: BigInt(sourceVersion),
    updatedAt: encodeTimestamp(updatedAt, "updatedAt"),
    nextTimes: nextTimes.map((time) => encodeTimestamp(time, "nextTimes")),
    last: last && encodeFiring(last),
    counts: {
      $typeName: "millrace.v1.ScheduleCounts",
      fired: BigInt(fired),
      skipped: BigInt(skipped),
      missed: BigInt(missed),
      buffered: BigInt(buffered),
    },
    pause: schedule.pause && encodePause(schedule.pause),
    backfill: schedule.backfill && encodeBackfill(schedule.backfill),
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeSchedule(wire: WireSchedule): Schedule {
  const counts = required(wire.counts, "the counts of a schedule");
  return {
    ...decodeScheduleDefinition(wire),
    state: named(STATE, wire.state),
    revision: Number(wire.revision),
    generation: decodeTimestamp(required(wire.generation, "the generation of a schedule")),
    sourceVersion: Number(wire.sourceVersion),
    updatedAt: decodeTimestamp(required(wire.updatedAt, "when a schedule was changed")),
    nextTimes: wire.nextTimes.map(decodeTimestamp),
    counts: {
      fired: Number(counts.fired),
      skipped: Number(counts.skipped),
      missed: Number(counts.missed),
      buffered: Number(counts.buffered),
    },
    ...(wire.last && { last: decodeFiring(wire.last) }),
    ...(wire.pause && { pause: decodePause(wire.pause) }),
    ...(wire.backfill && { backfill: decodeBackfill(wire.backfill) }),
  };
}

export function encodeFiring(firing: ScheduleFiring): WireFiring {
  const { nominal, firedAt, trigger, outcome, jobId = "", reason = "" } = firing;
  return {
    $typeName: "millrace.v1.Firing",
    nominal: encodeTimestamp(nominal, "nominal"),
    firedAt: encodeTimestamp(firedAt, "firedAt"),
    trigger: WIRE_TRIGGER[trigger],
    outcome: WIRE_OUTCOME[outcome],
    jobId,
    reason,
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeFiring(wire: WireFiring): ScheduleFiring {
  const { nominal, firedAt, trigger, outcome, jobId, reason } = wire;
  return {
    nominal: decodeTimestamp(required(nominal, "the nominal time of a firing")),
    firedAt: decodeTimestamp(required(firedAt, "the time of a firing")),
    trigger: named(TRIGGER, trigger),
    outcome: named(OUTCOME, outcome),
    ...(jobId !== "" && { jobId }),
    ...(reason !== "" && { reason }),
  };
}

export function encodeOverlap(overlap: OverlapPolicy | undefined): WireOverlap {
  return overlap === undefined ? WireOverlap.UNSPECIFIED : WIRE_OVERLAP[overlap];
}

export function decodeOverlap(overlap: WireOverlap): OverlapPolicy | undefined {
  return overlap === WireOverlap.UNSPECIFIED ? undefined : named(OVERLAP, overlap);
}

/** A definition whose form was checked, or that a store has kept. */
export function encodeScheduleDefinition(definition: ScheduleDefinition): WireSchedule {
  const { name, spec, policy, job, managedBy = "", metadata = {} } = definition;
  return {
    $typeName: "millrace.v1.Schedule",
    name,
    spec: encodeScheduleSpec(spec),
    policy: policy && encodePolicy(policy),
    job: encodeEnqueueRequest(job),
    managedBy,
    metadata: { ...metadata },
    state: WireState.UNSPECIFIED,
    revision: 0n,
    sourceVersion: 0n,
    nextTimes: [],
  };
}

/** What the schedule decides is in the job all the same, for the domain's check to refuse. */
export function decodeScheduleDefinition(wire: WireSchedule | undefined): ScheduleDefinition {
  const { name = "", spec, policy, job, managedBy = "", metadata = {} } = wire ?? {};
  const request: Partial<EnqueueRequest> = job === undefined ? {} : decodeEnqueueRequest(job);
  return {
    name,
    spec: spec === undefined ? {} : decodeScheduleSpec(spec),
    job: request as ScheduleJob,
    ...(policy && { policy: decodePolicy(policy) }),
    ...(managedBy !== "" && { managedBy }),
    ...(Object.keys(metadata).length > 0 && { metadata: { ...metadata } }),
  };
}

function encodePolicy(policy: SchedulePolicy): WirePolicy {
  const { overlap, catchUp, catchUpWindowMs: windowMs } = policy;
  const { maxBuffered = 0, maxCatchUp = 0, pauseAfterFailures = 0, maxFirings = 0 } = policy;
  return {
    $typeName: "millrace.v1.SchedulePolicy",
    overlap: encodeOverlap(overlap),
    maxBuffered,
    catchUp: catchUp === undefined ? WireCatchUp.UNSPECIFIED : WIRE_CATCH_UP[catchUp],
    catchUpWindow: windowMs === undefined ? undefined : encodeDuration(windowMs, "catchUpWindowMs"),
    maxCatchUp,
    pauseAfterFailures,
    maxFirings,
  };
}

function decodePolicy(wire: WirePolicy): SchedulePolicy {
  const { maxBuffered, catchUp, catchUpWindow, maxCatchUp, pauseAfterFailures, maxFirings } = wire;
  const policy: Mutable<SchedulePolicy> = {};
  const overlap = decodeOverlap(wire.overlap);
  if (overlap !== undefined) policy.overlap = overlap;
  if (maxBuffered !== 0) policy.maxBuffered = maxBuffered;
  if (catchUp !== WireCatchUp.UNSPECIFIED) policy.catchUp = named(CATCH_UP, catchUp);
  if (catchUpWindow !== undefined) policy.catchUpWindowMs = decodeDuration(catchUpWindow);
  if (maxCatchUp !== 0) policy.maxCatchUp = maxCatchUp;
  if (pauseAfterFailures !== 0) policy.pauseAfterFailures = pauseAfterFailures;
  if (maxFirings !== 0) policy.maxFirings = maxFirings;
  return policy;
}

function encodePause({ at, by, note }: SchedulePause): WirePause {
  return { $typeName: "millrace.v1.SchedulePause", at: encodeTimestamp(at, "at"), by, note };
}

function decodePause({ at, by, note }: WirePause): SchedulePause {
  return { at: decodeTimestamp(required(at, "the time of a pause")), by, note };
}

function encodeBackfill(backfill: Backfill): WireBackfill {
  const { from, to, overlap, again, state, startedAt, count, fired, skipped } = backfill;
  return {
    $typeName: "millrace.v1.Backfill",
    from: encodeTimestamp(from, "from"),
    to: encodeTimestamp(to, "to"),
    overlap: encodeOverlap(overlap),
    again,
    state: WIRE_BACKFILL_STATE[state],
    startedAt: encodeTimestamp(startedAt, "startedAt"),
    count: BigInt(count),
    fired: BigInt(fired),
    skipped: BigInt(skipped),
  };
}

function decodeBackfill(wire: WireBackfill): Backfill {
  return {
    from: decodeTimestamp(required(wire.from, "the start of a backfill")),
    to: decodeTimestamp(required(wire.to, "the end of a backfill")),
    overlap: named(OVERLAP, wire.overlap),
    again: wire.again,
    state: named(BACKFILL_STATE, wire.state),
    startedAt: decodeTimestamp(required(wire.startedAt, "when a backfill began")),
    count: Number(wire.count),
    fired: Number(wire.fired),
    skipped: Number(wire.skipped),
  };
}

export function encodeScheduleState(state: ScheduleState | undefined): WireState {
  return state === undefined ? WireState.UNSPECIFIED : WIRE_STATE[state];
}

export function decodeScheduleState(state: WireState): ScheduleState | undefined {
  return state === WireState.UNSPECIFIED ? undefined : named(STATE, state);
}

/** A number without a meaning becomes a text that the domain's check refuses by its number. */
function named<Name extends string>(names: ReadonlyMap<number, Name>, number: number): Name {
  return names.get(number) ?? (String(number) as Name);
}
