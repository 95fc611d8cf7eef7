import type { FieldCheck, JobFilter, JobStatus } from "@millrace/core";
import type { ListJobsRequest as WireListJobsRequest } from "./gen/millrace/v1/job_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

/** What the requests that mean jobs by a filter have in common. */
export type WireFilter = Pick<
  WireListJobsRequest,
  | "type"
  | "statuses"
  | "metadata"
  | "createdAfter"
  | "createdBefore"
  | "errorContains"
  | "errorGroup"
  | "workerId"
  | "idPrefix"
  | "attemptMin"
>;

export function encodeJobFilter(filter: JobFilter): WireFilter {
  const { createdAfter, createdBefore } = filter;
  return {
    type: filter.type ?? "",
    statuses: filter.statuses?.map(encodeStatus) ?? [],
    metadata: filter.metadata ?? {},
    createdAfter:
      createdAfter === undefined ? undefined : encodeTimestamp(createdAfter, "createdAfter"),
    createdBefore:
      createdBefore === undefined ? undefined : encodeTimestamp(createdBefore, "createdBefore"),
    errorContains: filter.errorContains ?? "",
    errorGroup: filter.errorGroup ?? "",
    workerId: filter.workerId ?? "",
    idPrefix: filter.idPrefix ?? "",
    attemptMin: filter.attemptMin ?? 0,
  };
}

/** Notes every number without a meaning; `field` is the name of the list. */
export function decodeStatuses(
  check: FieldCheck,
  wires: readonly number[],
  field: string,
): JobStatus[] {
  return wires.flatMap((status, i): JobStatus[] => {
    const decoded = decodeStatus(status);
    if (decoded !== undefined) return [decoded];
    check.invalid(`${field}[${i}]`, `must be a known job status, but is ${status}`);
    return [];
  });
}

/** Notes every field without a meaning; `at` says where the filter stands, such as `filter.`. */
export function decodeJobFilter(check: FieldCheck, wire: WireFilter, at = ""): JobFilter {
  const filter: Mutable<JobFilter> = {};
  if (wire.type !== "") filter.type = wire.type;
  if (wire.statuses.length > 0) {
    filter.statuses = decodeStatuses(check, wire.statuses, `${at}statuses`);
  }
  if (Object.keys(wire.metadata).length > 0) filter.metadata = wire.metadata;
  for (const field of ["createdAfter", "createdBefore"] as const) {
    const time = wire[field];
    if (time === undefined) continue;
    filter[field] = decodeTimestamp(time);
    if (Number.isNaN(filter[field])) {
      check.invalid(
        `${at}${field}`,
        "must lie between the years 1 and 9999, with nanos from 0 to 999,999,999",
      );
    }
  }
  for (const field of ["errorContains", "errorGroup", "workerId", "idPrefix"] as const) {
    if (wire[field] !== "") filter[field] = wire[field];
  }
  if (wire.attemptMin !== 0) filter.attemptMin = wire.attemptMin;
  return filter;
}
