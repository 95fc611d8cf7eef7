import {
  checkJobQuery,
  FieldCheck,
  type JobPage,
  type JobQuery,
  type PageEnd,
} from "@millrace/core";
import {
  type ListJobsRequest as WireListJobsRequest,
  type ListJobsResponse as WireListJobsResponse,
  PageEnd as WirePageEnd,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import { decodeJobFilter, encodeJobFilter } from "./job-filter-codec.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";
import { decodeView, encodeView } from "./view-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeJobQuery(query: JobQuery): WireListJobsRequest {
  checkJobQuery(query);
  return {
    $typeName: "millrace.v1.ListJobsRequest",
    ...encodeJobFilter(query),
    pageSize: query.pageSize ?? 0,
    pageToken: query.pageToken ?? "",
    view: encodeView(query.view),
    reversed: query.reversed ?? false,
  };
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field without a meaning. */
export function decodeJobQuery(wire: WireListJobsRequest): JobQuery {
  const check = new FieldCheck();
  const query: Mutable<JobQuery> = decodeJobFilter(check, wire);
  if (wire.pageSize !== 0) query.pageSize = wire.pageSize;
  if (wire.pageToken !== "") query.pageToken = wire.pageToken;
  if (wire.reversed) query.reversed = true;
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
