import {
  checkQueueQuery,
  JOB_STATUSES,
  type JobStatus,
  newQueue,
  type Queue,
  type QueuePage,
  type QueueQuery,
  type StatusCount,
} from "@millrace/core";
import type {
  ListQueuesRequest as WireListQueuesRequest,
  ListQueuesResponse as WireListQueuesResponse,
  Queue as WireQueue,
  StatusCount as WireStatusCount,
} from "./gen/millrace/v1/queue_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

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

export function encodeQueue({ type, counts }: Queue): WireQueue {
  return {
    $typeName: "millrace.v1.Queue",
    type,
    counts: JOB_STATUSES.map((status) => encodeCount(status, counts[status])),
  };
}

/** Statuses that are not known here, of a newer server, are left out. */
export function decodeQueue({ type, counts }: WireQueue): Queue {
  return newQueue(
    type,
    counts.flatMap(({ status, ...count }): [JobStatus, StatusCount][] => {
      const known = decodeStatus(status);
      return known === undefined ? [] : [[known, decodeCount(count)]];
    }),
  );
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
