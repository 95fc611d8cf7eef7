import {
  type CreateGroupRequest,
  checkGroupQuery,
  type EnqueueRequest,
  FieldCheck,
  GROUP_CALLBACKS,
  type Group,
  type GroupCallback,
  type GroupJobPage,
  type GroupQuery,
  MillraceError,
} from "@millrace/core";
import { decodeEnqueueRequest, encodeEnqueueRequest } from "./enqueue-codec.ts";
import type {
  CreateGroupRequest as WireCreateGroupRequest,
  Group as WireGroup,
  ListGroupJobsRequest as WireListGroupJobsRequest,
  ListGroupJobsResponse as WireListGroupJobsResponse,
} from "./gen/millrace/v1/group_service_pb.ts";
import type { EnqueueRequest as WireEnqueueRequest } from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

/**
 * What is wrong with a job is told here, and the rest by the receiver.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeCreateGroup({
  jobs = [],
  sealed = false,
  retentionMs,
  ...callbacks
}: CreateGroupRequest) {
  const check = new FieldCheck();
  const encode = (path: string, job: EnqueueRequest) => {
    try {
      return encodeEnqueueRequest(job);
    } catch (error) {
      if (!(error instanceof MillraceError)) throw error;
      check.within(path, error);
      return undefined;
    }
  };
  const wireJobs = jobs.flatMap((job, i) => encode(`jobs[${i}]`, job) ?? []);
  const wireCallbacks: { [Callback in GroupCallback]?: WireEnqueueRequest } = {};
  for (const callback of GROUP_CALLBACKS) {
    const job = callbacks[callback];
    const wire = job && encode(callback, job);
    if (wire !== undefined) wireCallbacks[callback] = wire;
  }
  check.throwIfInvalid("cannot create a group");
  return {
    jobs: wireJobs,
    sealed,
    ...wireCallbacks,
    ...(retentionMs !== undefined && { retention: encodeDuration(retentionMs, "retentionMs") }),
  };
}

/** The request as it was meant, unchecked. */
export function decodeCreateGroup(wire: WireCreateGroupRequest): CreateGroupRequest {
  const request: Mutable<CreateGroupRequest> = { sealed: wire.sealed };
  if (wire.jobs.length > 0) request.jobs = wire.jobs.map(decodeEnqueueRequest);
  for (const callback of GROUP_CALLBACKS) {
    const job = wire[callback];
    if (job !== undefined) request[callback] = decodeEnqueueRequest(job);
  }
  if (wire.retention !== undefined) request.retentionMs = decodeDuration(wire.retention);
  return request;
}

export function encodeGroup(group: Group): WireGroup {
  const { id, sealed, counts, createdAt, finishedAt, expiresAt, retentionMs, callbacks } = group;
  const time = (ms: number | undefined, field: string) =>
    ms === undefined ? undefined : encodeTimestamp(ms, field);
  return {
    $typeName: "millrace.v1.Group",
    id,
    sealed,
    counts: { $typeName: "millrace.v1.GroupCounts", ...counts },
    createdAt: time(createdAt, "created_at"),
    finishedAt: time(finishedAt, "finished_at"),
    expiresAt: time(expiresAt, "expires_at"),
    retention: encodeDuration(retentionMs, "retention"),
    onCompletedId: callbacks.onCompleted ?? "",
    onFailedId: callbacks.onFailed ?? "",
    onFinishedId: callbacks.onFinished ?? "",
  };
}

export function decodeGroup(answer: { readonly group?: WireGroup | undefined }): Group {
  const wire = required(answer.group, "the group");
  const { open = 0, completed = 0, failed = 0, cancelled = 0 } = wire.counts ?? {};
  const { onCompletedId, onFailedId, onFinishedId } = wire;
  return {
    id: wire.id,
    sealed: wire.sealed,
    counts: { open, completed, failed, cancelled },
    createdAt: decodeTimestamp(required(wire.createdAt, "created_at")),
    ...(wire.finishedAt && { finishedAt: decodeTimestamp(wire.finishedAt) }),
    ...(wire.expiresAt && { expiresAt: decodeTimestamp(wire.expiresAt) }),
    retentionMs: decodeDuration(required(wire.retention, "retention")),
    callbacks: {
      ...(onCompletedId !== "" && { onCompleted: onCompletedId }),
      ...(onFailedId !== "" && { onFailed: onFailedId }),
      ...(onFinishedId !== "" && { onFinished: onFinishedId }),
    },
  };
}

/** @throws MillraceError `INVALID_ARGUMENT`. */
export function encodeGroupQuery(id: string, query: GroupQuery) {
  checkGroupQuery(query);
  return { id, pageSize: query.pageSize ?? 0, pageToken: query.pageToken ?? "" };
}

export function decodeGroupQuery({ pageSize, pageToken }: WireListGroupJobsRequest): GroupQuery {
  return pageSize === 0 ? { pageToken } : { pageSize, pageToken };
}

export function encodeGroupJobs({ jobs, nextPageToken }: GroupJobPage): WireListGroupJobsResponse {
  return {
    $typeName: "millrace.v1.ListGroupJobsResponse",
    jobs: jobs.map(encodeJob),
    nextPageToken: nextPageToken ?? "",
  };
}

export function decodeGroupJobs({ jobs, nextPageToken }: WireListGroupJobsResponse): GroupJobPage {
  const page = { jobs: jobs.map(decodeJob) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}
