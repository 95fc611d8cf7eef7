import {
  checkJobQuery,
  FieldCheck,
  type JobPage,
  type JobQuery,
  type JobStatus,
} from "@millrace/core";
import type {
  ListJobsRequest as WireListJobsRequest,
  ListJobsResponse as WireListJobsResponse,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import type { Mutable } from "./mutable.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";
import { decodeView, encodeView } from "./view-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeJobQuery(query: JobQuery): WireListJobsRequest {
  checkJobQuery(query);
  const { createdAfter, createdBefore, pageSize } = query;
  return {
    $typeName: "millrace.v1.ListJobsRequest",
    type: query.type ?? "",
    statuses: query.statuses?.map(encodeStatus) ?? [],
    metadata: query.metadata ?? {},
    createdAfter:
      createdAfter === undefined ? undefined : encodeTimestamp(createdAfter, "createdAfter"),
    createdBefore:
      createdBefore === undefined ? undefined : encodeTimestamp(createdBefore, "createdBefore"),
    pageSize: pageSize ?? 0,
    pageToken: query.pageToken ?? "",
    view: encodeView(query.view),
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field without a meaning. */
export function decodeJobQuery(wire: WireListJobsRequest): JobQuery {
  const check = new FieldCheck();
  const query: Mutable<JobQuery> = {};
  if (wire.type !== "") query.type = wire.type;
  if (wire.statuses.length > 0) {
    query.statuses = wire.statuses.flatMap((status, i): JobStatus[] => {
      const decoded = decodeStatus(status);
      if (decoded !== undefined) return [decoded];
      check.invalid(`statuses[${i}]`, `must be a known job status, but is ${status}`);
      return [];
    });
  }
  if (Object.keys(wire.metadata).length > 0) query.metadata = wire.metadata;
  for (const field of ["createdAfter", "createdBefore"] as const) {
    const time = wire[field];
    if (time === undefined) continue;
    query[field] = decodeTimestamp(time);
    if (Number.isNaN(query[field])) {
      check.invalid(
        field,
        "must lie between the years 1 and 9999, with nanos from 0 to 999,999,999",
      );
    }
  }
  if (wire.pageSize !== 0) query.pageSize = wire.pageSize;
  if (wire.pageToken !== "") query.pageToken = wire.pageToken;
  const view = decodeView(wire.view);
  if (view !== undefined) query.view = view;
  check.throwIfInvalid("cannot list jobs");
  return query;
}

export function encodeJobPage({ jobs, nextPageToken }: JobPage): WireListJobsResponse {
  return {
    $typeName: "millrace.v1.ListJobsResponse",
    jobs: jobs.map(encodeJob),
    nextPageToken: nextPageToken ?? "",
  };
}

export function decodeJobPage({ jobs, nextPageToken }: WireListJobsResponse): JobPage {
  const page = { jobs: jobs.map(decodeJob) };
  return nextPageToken === "" ? page : { ...page, nextPageToken };
}
