import type { Duration } from "@bufbuild/protobuf/wkt";
import { MillraceError, type Outcome, type ThrottleScope } from "@millrace/core";
import { decodeEnqueueRequest, encodeEnqueueRequest } from "./enqueue-codec.ts";
import {
  type Failed,
  type SettleItem,
  ThrottleScope as WireScope,
} from "./gen/millrace/v1/worker_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { namesOf } from "./names-of.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

type WireOutcome = SettleItem["outcome"];

export const WIRE_SCOPES: Readonly<Record<ThrottleScope, WireScope>> = {
  JOB: WireScope.JOB,
  KEY: WireScope.KEY,
  QUEUE: WireScope.QUEUE,
};

const SCOPES = /*@__PURE__*/ namesOf(WIRE_SCOPES);

const NOTHING = new Uint8Array();
const encoder = /*@__PURE__*/ new TextEncoder();
const decoder = /*@__PURE__*/ new TextDecoder();

/** A number without a meaning becomes a scope that the domain's check refuses by its number. */
export function decodeScope(wire: number): ThrottleScope {
  const scope = wire === WireScope.UNSPECIFIED ? WireScope.JOB : wire;
  return SCOPES.get(scope) ?? (String(wire) as ThrottleScope);
}

export function encodeOutcome(outcome: Outcome): WireOutcome {
  switch (outcome.kind) {
    case "completed":
      return {
        case: "completed",
        value: {
          $typeName: "millrace.v1.Completed",
          result: outcome.result,
          enqueue: outcome.enqueue?.map(encodeEnqueueRequest) ?? [],
          addSteps: outcome.addSteps === undefined ? NOTHING : encoder.encode(outcome.addSteps),
        },
      };
    case "failed":
      return { case: "failed", value: encodeFailed(outcome) };
    case "snoozed":
      return {
        case: "snoozed",
        value: {
          $typeName: "millrace.v1.Snoozed",
          delay: encodeDuration(outcome.delayMs, "delayMs"),
        },
      };
    case "throttled":
      return {
        case: "throttled",
        value: {
          $typeName: "millrace.v1.Throttled",
          retryAfter: encodeDuration(outcome.retryAfterMs, "retryAfterMs"),
          scope: WIRE_SCOPES[outcome.scope],
        },
      };
    case "released":
      return {
        case: "released",
        value: { $typeName: "millrace.v1.Released", started: outcome.started },
      };
  }
}

/** The outcome, its values unchecked, or the error of an item that has none. */
export function decodeOutcome(wire: WireOutcome): Outcome | MillraceError {
  switch (wire.case) {
    case "completed": {
      const { result, enqueue, addSteps } = wire.value;
      const outcome: Mutable<CompletedOutcome> = { kind: "completed" };
      if (result !== undefined) outcome.result = result;
      if (enqueue.length > 0) outcome.enqueue = enqueue.map(decodeEnqueueRequest);
      if (addSteps.length > 0) outcome.addSteps = decoder.decode(addSteps);
      return outcome;
    }
    case "failed":
      return decodeFailed(wire.value);
    case "snoozed":
      return { kind: "snoozed", delayMs: decodeLength(wire.value.delay) };
    case "throttled": {
      const { retryAfter, scope } = wire.value;
      const retryAfterMs = decodeLength(retryAfter);
      return { kind: "throttled", retryAfterMs, scope: decodeScope(scope) };
    }
    case "released":
      return { kind: "released", started: wire.value.started };
    case undefined:
      return NO_OUTCOME;
  }
}

const NO_OUTCOME_RULE = "must be one of completed, failed, snoozed, throttled or released";

const NO_OUTCOME = new MillraceError(
  "INVALID_ARGUMENT",
  `cannot settle: outcome ${NO_OUTCOME_RULE}`,
  { violations: [{ field: "outcome", description: NO_OUTCOME_RULE }] },
);

type CompletedOutcome = Extract<Outcome, { kind: "completed" }>;
type FailedOutcome = Extract<Outcome, { kind: "failed" }>;

function encodeFailed({ message, details, permanent, retryAfterMs }: FailedOutcome): Failed {
  return {
    $typeName: "millrace.v1.Failed",
    message,
    details: details ?? "",
    permanent: permanent ?? false,
    retryAfter:
      retryAfterMs === undefined ? undefined : encodeDuration(retryAfterMs, "retryAfterMs"),
  };
}

function decodeFailed({ message, details, permanent, retryAfter }: Failed): FailedOutcome {
  const outcome: Mutable<FailedOutcome> = { kind: "failed", message };
  if (details !== "") outcome.details = details;
  if (permanent) outcome.permanent = true;
  if (retryAfter !== undefined) outcome.retryAfterMs = decodeDuration(retryAfter);
  return outcome;
}

function decodeLength(length: Duration | undefined): number {
  return length === undefined ? 0 : decodeDuration(length);
}
