import type { Backoff } from "@millrace/core";
import type { Backoff as WireBackoff } from "./gen/millrace/v1/job_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

export function encodeBackoff({
  initialMs,
  multiplier,
  maxMs,
  jitter,
}: Partial<Backoff>): WireBackoff {
  return {
    $typeName: "millrace.v1.Backoff",
    initial: initialMs === undefined ? undefined : encodeDuration(initialMs, "backoff.initialMs"),
    multiplier,
    max: maxMs === undefined ? undefined : encodeDuration(maxMs, "backoff.maxMs"),
    jitter,
  };
}

/** Only the fields that are set: the domain fills in the rest. */
export function decodeBackoff(wire: WireBackoff): Partial<Backoff> {
  const backoff: Partial<Mutable<Backoff>> = {};
  if (wire.initial !== undefined) backoff.initialMs = decodeDuration(wire.initial);
  if (wire.multiplier !== undefined) backoff.multiplier = wire.multiplier;
  if (wire.max !== undefined) backoff.maxMs = decodeDuration(wire.max);
  if (wire.jitter !== undefined) backoff.jitter = wire.jitter;
  return backoff;
}
