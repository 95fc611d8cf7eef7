import {
  checkOutcome,
  FieldCheck,
  MillraceError,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import { NO_LIMITS } from "./enqueue-codec.ts";
import { decodeItemError, encodeItemError } from "./error-codec.ts";
import { JobStatus as WireJobStatus } from "./gen/millrace/v1/job_pb.ts";
import type {
  SettleItem as WireSettleItem,
  SettleRequest as WireSettleRequest,
  SettleResult as WireSettleResult,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { valuesOf } from "./list-message.ts";
import { decodeOutcome, encodeOutcome } from "./outcome-codec.ts";
import { required } from "./required.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeToken, encodeToken } from "./token-codec.ts";

/** @throws MillraceError `INVALID_ARGUMENT`: the item's own result, not the whole call's. */
export function checkSettlement({ jobId, outcome }: Settlement): void {
  const check = new FieldCheck();
  check.string("jobId", jobId);
  check.throwIfInvalid("cannot settle");
  const error = checkOutcome(outcome, NO_LIMITS);
  if (error !== undefined) throw error;
}

/** Unchecked. */
export function encodeSettlement({ jobId, token, outcome }: Settlement): WireSettleItem {
  return {
    $typeName: "millrace.v1.SettleItem",
    jobId,
    token: encodeToken(token),
    outcome: encodeOutcome(outcome),
  };
}

/** The items of a request, however it was read. */
export function decodeSettlements(request: WireSettleRequest): (Settlement | MillraceError)[] {
  return valuesOf<Settlement>(request)?.slice() ?? request.items.map(decodeSettlement);
}

/** The settlement, its values unchecked, or the error of an item without an outcome. */
export function decodeSettlement(
  wire: Pick<WireSettleItem, "jobId" | "token" | "outcome">,
): Settlement | MillraceError {
  const outcome = decodeOutcome(wire.outcome);
  if (outcome instanceof MillraceError) return outcome;
  return { jobId: wire.jobId, token: decodeToken(wire.token), outcome };
}

export function encodeSettleResult(result: SettleResult): WireSettleResult {
  const isRefused = "error" in result;
  return {
    $typeName: "millrace.v1.SettleResult",
    status: isRefused ? WireJobStatus.UNSPECIFIED : encodeStatus(result.status),
    error: isRefused ? encodeItemError(result.error) : undefined,
  };
}

export function decodeSettleResult({ status, error }: WireSettleResult): SettleResult {
  if (error !== undefined) return { error: decodeItemError(error) };
  return { status: required(decodeStatus(status), `a job status ${status} that is known here`) };
}
