import {
  checkOutcome,
  type ErrorCode,
  FieldCheck,
  MillraceError,
  type Settlement,
  type SettleResult,
} from "@millrace/core";
import { NO_LIMITS } from "./enqueue-codec.ts";
import { inWireWords } from "./error-codec.ts";
import { JobStatus as WireJobStatus } from "./gen/millrace/v1/job_pb.ts";
import {
  SettleResultCode,
  type SettleItem as WireSettleItem,
  type SettleResult as WireSettleResult,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { decodeOutcome, encodeOutcome } from "./outcome-codec.ts";
import { required } from "./required.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeToken, encodeToken } from "./token-codec.ts";

/** The errors that refuse one item; any other one is the whole call's. */
const WIRE_CODE: { readonly [Code in ErrorCode]?: SettleResultCode } = {
  LEASE_LOST: SettleResultCode.LEASE_LOST,
  INVALID_ARGUMENT: SettleResultCode.INVALID,
  RESOURCE_EXHAUSTED: SettleResultCode.OVER_LIMIT,
};

const ERROR_CODE = new Map(
  Object.entries(WIRE_CODE).map(([code, wire]) => [wire, code as ErrorCode]),
);

/** @throws MillraceError `INVALID_ARGUMENT`: the item's own result, not the whole call's. */
export function encodeSettlement({ jobId, token, outcome }: Settlement): WireSettleItem {
  const check = new FieldCheck();
  check.string("jobId", jobId);
  check.throwIfInvalid("cannot settle");
  const error = checkOutcome(outcome, NO_LIMITS);
  if (error !== undefined) throw error;
  return {
    $typeName: "millrace.v1.SettleItem",
    jobId,
    token: encodeToken(token),
    outcome: encodeOutcome(outcome),
  };
}

/** The settlement, its values unchecked, or the error of an item without an outcome. */
export function decodeSettlement(wire: WireSettleItem): Settlement | MillraceError {
  const outcome = decodeOutcome(wire.outcome);
  if (outcome instanceof MillraceError) return outcome;
  return { jobId: wire.jobId, token: decodeToken(wire.token), outcome };
}

/** @throws the error of a result that stands for the whole call, such as `UNAVAILABLE`. */
export function encodeSettleResult(result: SettleResult): WireSettleResult {
  if ("status" in result) {
    return {
      $typeName: "millrace.v1.SettleResult",
      code: SettleResultCode.OK,
      status: encodeStatus(result.status),
      message: "",
    };
  }
  const code = WIRE_CODE[result.error.code];
  if (code === undefined) throw result.error;
  return {
    $typeName: "millrace.v1.SettleResult",
    code,
    status: WireJobStatus.UNSPECIFIED,
    message: inWireWords(result.error).message,
  };
}

export function decodeSettleResult({ code, status, message }: WireSettleResult): SettleResult {
  if (code === SettleResultCode.OK) {
    return { status: required(decodeStatus(status), `a job status ${status} that is known here`) };
  }
  const errorCode = required(ERROR_CODE.get(code), `a settle result ${code} that is known here`);
  return { error: new MillraceError(errorCode, message) };
}
