import { checkJobUpdate, FieldCheck, type JobUpdate } from "@millrace/core";
import { NO_LIMITS } from "./enqueue-codec.ts";
import type { UpdateJobRequest as WireUpdateRequest } from "./gen/millrace/v1/job_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";

/** An update as a request has it, without the job and the condition. */
export type WireUpdate = Pick<
  WireUpdateRequest,
  "due" | "priority" | "payload" | "contentType" | "metadata" | "clearMetadata"
>;

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeJobUpdate(update: JobUpdate): WireUpdate {
  checkJobUpdate(update, NO_LIMITS);
  const { priority, payload, contentType = "", metadata } = update;
  return {
    due: encodeDue(update),
    priority,
    payload,
    contentType,
    metadata: metadata ?? {},
    clearMetadata: metadata !== undefined && Object.keys(metadata).length === 0,
  };
}

/**
 * The update as it was meant, otherwise unchecked: what breaks a rule is for the store to refuse.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when metadata is both given and to be taken away.
 */
export function decodeJobUpdate(wire: WireUpdate): JobUpdate {
  const update: Mutable<JobUpdate> = {};
  if (wire.due.case === "runAt") update.runAt = decodeTimestamp(wire.due.value);
  if (wire.due.case === "delay") update.delayMs = decodeDuration(wire.due.value);
  if (wire.priority !== undefined) update.priority = wire.priority;
  if (wire.payload !== undefined) update.payload = wire.payload;
  if (wire.contentType !== "") update.contentType = wire.contentType;
  const hasMetadata = Object.keys(wire.metadata).length > 0;
  if (hasMetadata || wire.clearMetadata) update.metadata = wire.metadata;
  const check = new FieldCheck();
  if (hasMetadata && wire.clearMetadata) {
    check.invalid("clearMetadata", "excludes metadata; give one of them");
  }
  check.throwIfInvalid("cannot update");
  return update;
}

function encodeDue({ runAt, delayMs }: JobUpdate): WireUpdate["due"] {
  if (runAt !== undefined) return { case: "runAt", value: encodeTimestamp(runAt, "runAt") };
  if (delayMs === undefined) return { case: undefined };
  return { case: "delay", value: encodeDuration(delayMs, "delayMs") };
}
