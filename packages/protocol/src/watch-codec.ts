import { checkWatchRequest, type JobEvent, type WatchRequest } from "@millrace/core";
import type {
  JobEvent as WireJobEvent,
  WatchJobRequest as WireWatchJobRequest,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { decodeView, encodeView } from "./view-codec.ts";

/**
 * The signal of the request stays behind: it belongs to the call.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeWatchRequest(request: WatchRequest): WireWatchJobRequest {
  checkWatchRequest(request);
  const { id, afterSequence = 0, view } = request;
  return {
    $typeName: "millrace.v1.WatchJobRequest",
    id,
    afterSequence: BigInt(afterSequence),
    view: encodeView(view),
  };
}

/**
 * `signal` ends the stream.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `after_sequence` is not from 0 to 2^53 - 1.
 */
export function decodeWatchRequest(wire: WireWatchJobRequest, signal: AbortSignal): WatchRequest {
  const request: Mutable<WatchRequest> = {
    id: wire.id,
    afterSequence: Number(wire.afterSequence),
    signal,
  };
  const view = decodeView(wire.view);
  if (view !== undefined) request.view = view;
  checkWatchRequest(request);
  return request;
}

export function encodeJobEvent({ sequence, job }: JobEvent): WireJobEvent {
  return { $typeName: "millrace.v1.JobEvent", sequence: BigInt(sequence), job: encodeJob(job) };
}

export function decodeJobEvent({ sequence, job }: WireJobEvent): JobEvent {
  return { sequence: Number(sequence), job: decodeJob(required(job, "job")) };
}
