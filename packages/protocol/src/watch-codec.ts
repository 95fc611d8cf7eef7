import { FieldCheck, type JobEvent, type WatchRequest } from "@millrace/core";
import type {
  JobEvent as WireJobEvent,
  WatchJobRequest as WireWatchJobRequest,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import { required } from "./required.ts";

/**
 * The signal of the request stays behind: it belongs to the call.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `afterSequence` is not a whole number from 0.
 */
export function encodeWatchRequest({ id, afterSequence = 0 }: WatchRequest): WireWatchJobRequest {
  checkSequence(afterSequence);
  return {
    $typeName: "millrace.v1.WatchJobRequest",
    id,
    afterSequence: BigInt(afterSequence),
  };
}

/**
 * `signal` ends the stream.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `after_sequence` is not from 0 to 2^53 - 1.
 */
export function decodeWatchRequest(wire: WireWatchJobRequest, signal: AbortSignal): WatchRequest {
  const afterSequence = Number(wire.afterSequence);
  checkSequence(afterSequence);
  return { id: wire.id, afterSequence, signal };
}

export function encodeJobEvent({ sequence, job }: JobEvent): WireJobEvent {
  return { $typeName: "millrace.v1.JobEvent", sequence: BigInt(sequence), job: encodeJob(job) };
}

export function decodeJobEvent({ sequence, job }: WireJobEvent): JobEvent {
  return { sequence: Number(sequence), job: decodeJob(required(job, "job")) };
}

function checkSequence(afterSequence: number): void {
  const check = new FieldCheck();
  check.integer("after_sequence", afterSequence, 0, Number.MAX_SAFE_INTEGER);
  check.throwIfInvalid("cannot watch");
}
