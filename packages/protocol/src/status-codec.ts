import type { JobStatus } from "@millrace/core";
import { JobStatus as WireJobStatus } from "./gen/millrace/v1/job_pb.ts";
import { namesOf } from "./names-of.ts";

const WIRE_STATUS: { readonly [Status in JobStatus]: WireJobStatus } = {
  SCHEDULED: WireJobStatus.SCHEDULED,
  PENDING: WireJobStatus.PENDING,
  RUNNING: WireJobStatus.RUNNING,
  RETRYING: WireJobStatus.RETRYING,
  BLOCKED: WireJobStatus.BLOCKED,
  COMPLETED: WireJobStatus.COMPLETED,
  FAILED: WireJobStatus.FAILED,
  CANCELLED: WireJobStatus.CANCELLED,
};

const STATUS = /*@__PURE__*/ namesOf(WIRE_STATUS);

export function encodeStatus(status: JobStatus): WireJobStatus {
  return WIRE_STATUS[status];
}

/** `undefined` for a status that is not known. */
export function decodeStatus(wire: number): JobStatus | undefined {
  return STATUS.get(wire);
}
