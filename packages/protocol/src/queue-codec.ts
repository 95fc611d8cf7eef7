import {
  checkHold,
  checkLimits,
  checkQueueQuery,
  checkStatsQuery,
  type HoldOptions,
  JOB_STATUSES,
  type JobStatus,
  type MinuteStats,
  type Queue,
  type QueueActivity,
  type QueueHold,
  type QueueLimits,
  type QueuePage,
  type QueueQuery,
  queueCounts,
  type StatsQuery,
  type StatusCount,
  type TimeQuantiles,
} from "@millrace/core";
import {
  type QueueActivity as WireActivity,
  KeyOnFailure as WireKeyOnFailure,
  KeyOrder as WireKeyOrder,
  type ListQueuesRequest as WireListQueuesRequest,
  type ListQueuesResponse as WireListQueuesResponse,
  type PauseQueueRequest as WirePauseQueueRequest,
  type Queue as WireQueue,
  type QueueHold as WireQueueHold,
  type QueueLimits as WireQueueLimits,
  type GetStatsRequest as WireStatsRequest,
  type GetStatsResponse as WireStatsResponse,
  type StatusCount as WireStatusCount,
  type TimeQuantiles as WireTimeQuantiles,
} from "./gen/millrace/v1/queue_service_pb.ts";
import { decodeKeyOnFailure, encodeKeyOnFailure } from "./key-on-failure-codec.ts";
import { decodeKeyOrder, encodeKeyOrder } from "./key-order-codec.ts";
import type { Mutable } from "./mutable.ts";
import { decodeRate, encodeRate } from "./rate-codec.ts";
import { required } from "./required.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeQueueQuery(query: QueueQuery): WireListQueuesRequest {
  checkQueueQuery(query);
  return {
    $typeName: "millrace.v1.ListQueuesRequest",
    pageSize: query.pageSize ?? 0,
    pageToken: query.pageToken ?? "",
  };
}

export function decodeQueueQuery({ pageSize, pageToken }: WireListQueuesRequest): QueueQuery {
  const query: Mutable<QueueQuery> = {};
  if (pageSize !== 0) query.pageSize = pageSize;
  if (pageToken !== "") query.pageToken = pageToken;
  return query;
}

export function encodeQueuePage({ queues, nextPageToken }: QueuePage): WireListQueuesResponse {
  return {
    $typeName: "millrace.v1.ListQueuesResponse",
    queues: queues.map(encodeQueue),
    nextPageToken: nextPageToken ?? "",
  };
}

export function decodeQueuePage({ queues, nextPageToken }: WireListQueuesResponse): QueuePage {
  const page = { queues: queues.map(decodeQueue) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}

export function encodeQueue(queue: Queue): WireQueue {
  const { type, counts, workers, activity, paused, draining, throttled, limits } = queue;
  return {
    $typeName: "millrace.v1.Queue",
    type,
    counts: JOB_STATUSES.map((status) => encodeCount(status, counts[status])),
    workers,
    activity: encodeActivity(activity),
    paused: paused && encodeHold(paused),
    draining: draining && encodeHold(draining),
    throttled: throttled && encodeHold(throttled),
    limits: limits && encodeLimits(limits),
  };
}

/**
 * Statuses that are not known here, of a newer server, are left out.
 *
 * @throws MillraceError `INTERNAL` when the answer lacks what every server sends.
 */
export function decodeQueue(queue: WireQueue): Queue {
  const { type, counts, workers, activity, paused, draining, throttled, limits } = queue;
  const decoded = counts.flatMap(({ status, ...count }): [JobStatus, StatusCount][] => {
    const known = decodeStatus(status);
    return known === undefined ? [] : [[known, decodeCount(count)]];
  });
  return {
    ...queueCounts(type, decoded, {
      ...(paused && { paused: decodeHold(paused) }),
      ...(draining && { draining: decodeHold(draining) }),
      ...(throttled && { throttled: decodeHold(throttled) }),
      ...(limits && { limits: decodeLimits(limits) }),
    }),
    workers,
    activity: decodeActivity(required(activity, "the activity of a queue")),
  };
}

/**
 * What the requests to pause and to drain a queue have in common.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeHoldRequest(type: string, options: HoldOptions, what: string) {
  const { reason, by, until } = checkHold(type, options, what);
  return {
    type,
    reason,
    by,
    ...(until !== undefined && { until: encodeTimestamp(until, "until") }),
  };
}

export function decodeHoldOptions({
  reason,
  by,
  until,
}: Pick<WirePauseQueueRequest, "reason" | "by" | "until">): HoldOptions {
  return { reason, by, ...(until && { until: decodeTimestamp(until) }) };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeLimitsRequest(type: string, limits: QueueLimits) {
  checkLimits(type, limits);
  return { type, limits: encodeLimits(limits) };
}

export function decodeLimits({
  maxRunning,
  keyMaxRunning,
  rate,
  keyRate,
  order,
  keyOnFailure,
  aging,
}: Omit<WireQueueLimits, "$typeName">): QueueLimits {
  return {
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(rate !== undefined && { rate: decodeRate(rate) }),
    ...(keyRate !== undefined && { keyRate: decodeRate(keyRate) }),
    ...(order !== WireKeyOrder.UNSPECIFIED && { order: decodeKeyOrder(order) }),
    ...(keyOnFailure !== WireKeyOnFailure.UNSPECIFIED && {
      keyOnFailure: decodeKeyOnFailure(keyOnFailure),
    }),
    ...(aging !== undefined && { agingMs: decodeDuration(aging) }),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeStatsQuery(query: StatsQuery): WireStatsRequest {
  checkStatsQuery(query);
  return {
    $typeName: "millrace.v1.GetStatsRequest",
    type: query.type ?? "",
    minutes: query.minutes ?? 0,
  };
}

export function decodeStatsQuery({ type, minutes }: WireStatsRequest): StatsQuery {
  const query: Mutable<StatsQuery> = {};
  if (type !== "") query.type = type;
  if (minutes !== 0) query.minutes = minutes;
  return query;
}

export function encodeStats(minutes: readonly MinuteStats[]): WireStatsResponse {
  return {
    $typeName: "millrace.v1.GetStatsResponse",
    minutes: minutes.map(({ startsAt, ...counts }) => ({
      $typeName: "millrace.v1.MinuteStats",
      ...counts,
      startsAt: encodeTimestamp(startsAt, "startsAt"),
    })),
  };
}

export function decodeStats({ minutes }: WireStatsResponse): MinuteStats[] {
  return minutes.map(({ startsAt, enqueued, completed, failed, retried }) => ({
    startsAt: decodeTimestamp(required(startsAt, "the time of a minute")),
    enqueued,
    completed,
    failed,
    retried,
  }));
}

function encodeLimits(limits: QueueLimits): WireQueueLimits {
  const { maxRunning, keyMaxRunning, rate, keyRate, order, keyOnFailure, agingMs } = limits;
  return {
    $typeName: "millrace.v1.QueueLimits",
    ...(maxRunning !== undefined && { maxRunning }),
    ...(keyMaxRunning !== undefined && { keyMaxRunning }),
    ...(rate !== undefined && { rate: encodeRate(rate) }),
    ...(keyRate !== undefined && { keyRate: encodeRate(keyRate) }),
    order: order === undefined ? WireKeyOrder.UNSPECIFIED : encodeKeyOrder(order),
    keyOnFailure:
      keyOnFailure === undefined ? WireKeyOnFailure.UNSPECIFIED : encodeKeyOnFailure(keyOnFailure),
    ...(agingMs !== undefined && { aging: encodeDuration(agingMs, "agingMs") }),
  };
}

function encodeHold({ reason, by, at, until }: QueueHold): WireQueueHold {
  return {
    $typeName: "millrace.v1.QueueHold",
    reason,
    by,
    at: encodeTimestamp(at, "at"),
    until: until === undefined ? undefined : encodeTimestamp(until, "until"),
  };
}

function decodeHold({ reason, by, at, until }: WireQueueHold): QueueHold {
  return {
    reason,
    by,
    at: decodeTimestamp(required(at, "the time of a pause, drain or throttle")),
    ...(until && { until: decodeTimestamp(until) }),
  };
}

const MAX_UINT32 = 4_294_967_295;

function encodeCount(status: JobStatus, { jobs, more, oldestAgeMs }: StatusCount): WireStatusCount {
  return {
    $typeName: "millrace.v1.StatusCount",
    status: encodeStatus(status),
    jobs: Math.min(jobs, MAX_UINT32),
    more: more || jobs > MAX_UINT32,
    oldestAge: oldestAgeMs === undefined ? undefined : encodeDuration(oldestAgeMs, "oldestAgeMs"),
  };
}

function decodeCount({ jobs, more, oldestAge }: Omit<WireStatusCount, "status">): StatusCount {
  return oldestAge === undefined
    ? { jobs, more }
    : { jobs, more, oldestAgeMs: decodeDuration(oldestAge) };
}

function encodeActivity({ wait, run, ...rates }: QueueActivity): WireActivity {
  return {
    $typeName: "millrace.v1.QueueActivity",
    ...rates,
    wait: wait && encodeQuantiles(wait),
    run: run && encodeQuantiles(run),
  };
}

function decodeActivity({ wait, run, ...rates }: WireActivity): QueueActivity {
  const { enqueuedPerSecond, completedPerSecond, failedPerSecond, retriedPerSecond } = rates;
  return {
    enqueuedPerSecond,
    completedPerSecond,
    failedPerSecond,
    retriedPerSecond,
    ...(wait && { wait: decodeQuantiles(wait) }),
    ...(run && { run: decodeQuantiles(run) }),
  };
}

function encodeQuantiles({ jobs, p50Ms, p95Ms }: TimeQuantiles): WireTimeQuantiles {
  return {
    $typeName: "millrace.v1.TimeQuantiles",
    jobs,
    p50: encodeDuration(p50Ms, "p50Ms"),
    p95: encodeDuration(p95Ms, "p95Ms"),
  };
}

function decodeQuantiles({ jobs, p50, p95 }: WireTimeQuantiles): TimeQuantiles {
  return {
    jobs,
    p50Ms: decodeDuration(required(p50, "the median of a time")),
    p95Ms: decodeDuration(required(p95, "a quantile of a time")),
  };
}
