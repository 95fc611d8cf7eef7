import type { Explanation, Reason, ReasonKind } from "@millrace/core";
import {
  type ExplainJobResponse as WireExplanation,
  ReasonKind as WireKind,
  type Reason as WireReason,
} from "./gen/millrace/v1/job_service_pb.ts";
import { namesOf } from "./names-of.ts";
import { decodeTimestamp, encodeTimestamp } from "./time-codec.ts";

const WIRE_KINDS: Readonly<Record<ReasonKind, WireKind>> = {
  RUNNING: WireKind.RUNNING,
  FINISHED: WireKind.FINISHED,
  DUE_AT: WireKind.DUE_AT,
  BACKOFF: WireKind.BACKOFF,
  BLOCKED: WireKind.BLOCKED,
  QUEUE_PAUSED: WireKind.QUEUE_PAUSED,
  QUEUE_THROTTLED: WireKind.QUEUE_THROTTLED,
  QUEUE_FULL: WireKind.QUEUE_FULL,
  QUEUE_RATE: WireKind.QUEUE_RATE,
  KEY_FULL: WireKind.KEY_FULL,
  KEY_RATE: WireKind.KEY_RATE,
  KEY_THROTTLED: WireKind.KEY_THROTTLED,
  KEY_HALTED: WireKind.KEY_HALTED,
  NO_WORKER: WireKind.NO_WORKER,
  WORKERS_BUSY: WireKind.WORKERS_BUSY,
  AHEAD: WireKind.AHEAD,
  DEADLINE: WireKind.DEADLINE,
};

const KINDS = /*@__PURE__*/ namesOf(WIRE_KINDS);

export function encodeExplanation({ reasons, estimatedStart }: Explanation): WireExplanation {
  return {
    $typeName: "millrace.v1.ExplainJobResponse",
    reasons: reasons.map(encodeReason),
    ...(estimatedStart !== undefined && {
      estimatedStart: encodeTimestamp(estimatedStart, "estimatedStart"),
    }),
  };
}

/** Reasons of kinds that are not known here, of a newer server, are left out. */
export function decodeExplanation({ reasons, estimatedStart }: WireExplanation): Explanation {
  const known = reasons.flatMap((reason) => decodeReason(reason) ?? []);
  if (estimatedStart === undefined) return { reasons: known };
  return { reasons: known, estimatedStart: decodeTimestamp(estimatedStart) };
}

function encodeReason({ kind, sentence, at, count, limit, jobIds }: Reason): WireReason {
  return {
    $typeName: "millrace.v1.Reason",
    kind: WIRE_KINDS[kind],
    sentence,
    ...(at !== undefined && { at: encodeTimestamp(at, "at") }),
    ...(count !== undefined && { count }),
    ...(limit !== undefined && { limit }),
    jobIds: [...jobIds],
  };
}

function decodeReason({
  kind,
  sentence,
  at,
  count,
  limit,
  jobIds,
}: WireReason): Reason | undefined {
  const known = KINDS.get(kind);
  if (known === undefined) return undefined;
  return {
    kind: known,
    sentence,
    ...(at !== undefined && { at: decodeTimestamp(at) }),
    ...(count !== undefined && { count }),
    ...(limit !== undefined && { limit }),
    jobIds,
  };
}
