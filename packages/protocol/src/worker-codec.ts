import {
  checkWorkerQuery,
  type LiveWorker,
  type WorkerHeartbeat,
  type WorkerPage,
  type WorkerQuery,
} from "@millrace/core";
import type {
  ListWorkersRequest as WireListWorkersRequest,
  ListWorkersResponse as WireListWorkersResponse,
  Worker as WireWorker,
} from "./gen/millrace/v1/server_service_pb.ts";
import type { HeartbeatRequest as WireHeartbeat } from "./gen/millrace/v1/worker_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

/** What a worker tells a server of itself; by which server is for that one to say. */
export function encodeHeartbeat(beat: Omit<WorkerHeartbeat, "server">): WireHeartbeat {
  const { workerId, types, concurrency, running, version, host, eventLoopLagMs } = beat;
  return {
    $typeName: "millrace.v1.HeartbeatRequest",
    ...{ workerId, types: [...types], concurrency, running, version, host },
    eventLoopLag: encodeDuration(eventLoopLagMs, "eventLoopLagMs"),
    leaving: false,
  };
}

/** As told by way of `server`. */
export function decodeHeartbeat(wire: WireHeartbeat, server: string): WorkerHeartbeat {
  const { workerId, types, concurrency, running, version, host, eventLoopLag } = wire;
  const eventLoopLagMs = eventLoopLag === undefined ? 0 : decodeDuration(eventLoopLag);
  return { workerId, types, concurrency, running, version, host, eventLoopLagMs, server };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeWorkerQuery(query: WorkerQuery): WireListWorkersRequest {
  checkWorkerQuery(query);
  return {
    $typeName: "millrace.v1.ListWorkersRequest",
    pageSize: query.pageSize ?? 0,
    pageToken: query.pageToken ?? "",
  };
}

export function decodeWorkerQuery({ pageSize, pageToken }: WireListWorkersRequest): WorkerQuery {
  const query: Mutable<WorkerQuery> = {};
  if (pageSize !== 0) query.pageSize = pageSize;
  if (pageToken !== "") query.pageToken = pageToken;
  return query;
}

export function encodeWorkerPage({ workers, nextPageToken }: WorkerPage): WireListWorkersResponse {
  return {
    $typeName: "millrace.v1.ListWorkersResponse",
    workers: workers.map(encodeWorker),
    nextPageToken: nextPageToken ?? "",
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeWorkerPage({ workers, nextPageToken }: WireListWorkersResponse): WorkerPage {
  const page = { workers: workers.map(decodeWorker) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}

export function encodeWorker({
  eventLoopLagMs,
  heartbeatAgeMs,
  types,
  ...worker
}: LiveWorker): WireWorker {
  return {
    $typeName: "millrace.v1.Worker",
    ...worker,
    types: [...types],
    eventLoopLag: encodeDuration(eventLoopLagMs, "eventLoopLagMs"),
    heartbeatAge: encodeDuration(heartbeatAgeMs, "heartbeatAgeMs"),
  };
}

/** @throws MillraceError `INTERNAL` when the answer lacks what every server sends. */
export function decodeWorker(wire: WireWorker): LiveWorker {
  const { workerId, types, concurrency, running, version, host, server } = wire;
  return {
    ...{ workerId, types, concurrency, running, version, host, server },
    eventLoopLagMs: decodeDuration(required(wire.eventLoopLag, "the lag of a worker")),
    heartbeatAgeMs: decodeDuration(required(wire.heartbeatAge, "the age of a heartbeat")),
  };
}
