import { MillraceError, type Outcome } from "@millrace/core";
import { decodeEnqueueRequest, encodeEnqueueRequest } from "./enqueue-codec.ts";
import type { Failed, SettleItem, Snoozed } from "./gen/millrace/v1/worker_service_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";

type WireOutcome = SettleItem["outcome"];

export function encodeOutcome(outcome: Outcome): WireOutcome {
  switch (outcome.kind) {
    case "completed":
      return {
        case: "completed",
        value: {
          $typeName: "millrace.v1.Completed",
          result: outcome.result,
          enqueue: outcome.enqueue?.map(encodeEnqueueRequest) ?? [],
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
      const { result, enqueue } = wire.value;
      const outcome: Mutable<CompletedOutcome> = { kind: "completed" };
      if (result !== undefined) outcome.result = result;
      if (enqueue.length > 0) outcome.enqueue = enqueue.map(decodeEnqueueRequest);
      return outcome;
    }
    case "failed":
      return decodeFailed(wire.value);
    case "snoozed":
      return { kind: "snoozed", delayMs: decodeDelay(wire.value) };
    case "released":
      return { kind: "released", started: wire.value.started };
    case undefined:
      return NO_OUTCOME;
  }
}

const NO_OUTCOME_RULE = "must be one of completed, failed, snoozed or released";

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

function decodeDelay({ delay }: Snoozed): number {
  return delay === undefined ? 0 : decodeDuration(delay);
}
