import {
  checkJobQuery,
  FieldCheck,
  type JobPage,
  type JobQuery,
  type JobStatus,
  type PageEnd,
} from "@millrace/core";
import {
  type ListJobsRequest as WireListJobsRequest,
  type ListJobsResponse as WireListJobsResponse,
  PageEnd as WirePageEnd,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
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
    errorContains: query.errorContains ?? "",
    workerId: query.workerId ?? "",
    idPrefix: query.idPrefix ?? "",
    attemptMin: query.attemptMin ?? 0,
    reversed: query.reversed ?? false,
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
  for (const field of ["errorContains", "workerId", "idPrefix"] as const) {
    if (wire[field] !== "") query[field] = wire[field];
  }
  if (wire.reversed) query.reversed = true;
  if (wire.attemptMin !== 0) query.attemptMin = wire.attemptMin;
  const view = decodeView(wire.view);
  if (view !== undefined) query.view = view;
  check.throwIfInvalid("cannot list jobs");
  return query;
}

const WIRE_END: { readonly [End in PageEnd]: WirePageEnd } = {
  LAST: WirePageEnd.LAST,
  FULL: WirePageEnd.FULL,
  BOUND: WirePageEnd.BOUND,
};

const END = new Map(Object.entries(WIRE_END).map(([end, wire]) => [wire, end as PageEnd]));

export function encodeJobPage({ jobs, nextPageToken, ...page }: JobPage): WireListJobsResponse {
  return {
    $typeName: "millrace.v1.ListJobsResponse",
    jobs: jobs.map(encodeJob),
    nextPageToken: nextPageToken ?? "",
    end: WIRE_END[page.end],
    lookedAt: page.lookedAt,
    asOf: encodeTimestamp(page.asOf, "as_of"),
  };
}

export function decodeJobPage(wire: WireListJobsResponse): JobPage {
  const page = {
    jobs: wire.jobs.map(decodeJob),
    end: required(END.get(wire.end), `an end of a page ${wire.end} that is known here`),
    lookedAt: wire.lookedAt,
    asOf: decodeTimestamp(required(wire.asOf, "as_of")),
  };
  return wire.nextPageToken === "" ? page : { ...page, nextPageToken: wire.nextPageToken };
}
