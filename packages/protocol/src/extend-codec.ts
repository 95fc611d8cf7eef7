import { checkExtension, type ExtendItem, type ExtendResult } from "@millrace/core";
import {
  type ExtendItem as WireExtendItem,
  type ExtendRequest as WireExtendRequest,
  ExtendResult as WireExtendResult,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { DEFAULT_LEASE_MS } from "./lease-codec.ts";
import { decodeProgress, encodeProgress } from "./progress-codec.ts";
import { required } from "./required.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";
import { decodeToken, encodeToken } from "./token-codec.ts";

/** What is to be extended, and for how long. */
export interface Extension {
  readonly items: readonly ExtendItem[];
  /** From now, in milliseconds. */
  readonly leaseMs: number;
}

const WIRE_RESULT: { readonly [Result in ExtendResult]: WireExtendResult } = {
  OK: WireExtendResult.OK,
  CANCEL_REQUESTED: WireExtendResult.CANCEL_REQUESTED,
  LEASE_LOST: WireExtendResult.LEASE_LOST,
  NOT_EXTENDED: WireExtendResult.NOT_EXTENDED,
};

const RESULT = new Map(
  Object.entries(WIRE_RESULT).map(([result, wire]) => [wire, result as ExtendResult]),
);

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function encodeExtendRequest(
  { items, leaseMs }: Extension,
  workerId: string,
): WireExtendRequest {
  checkExtension(items, leaseMs);
  return {
    $typeName: "millrace.v1.ExtendRequest",
    workerId,
    items: items.map(encodeExtendItem),
    lease: encodeDuration(leaseMs, "leaseMs"),
  };
}

/** Unchecked. */
export function decodeExtendRequest({ items, lease }: WireExtendRequest): Extension {
  return {
    items: items.map(decodeExtendItem),
    leaseMs: lease === undefined ? DEFAULT_LEASE_MS : decodeDuration(lease),
  };
}

export function encodeExtendResult(result: ExtendResult): WireExtendResult {
  return WIRE_RESULT[result];
}

export function decodeExtendResult(wire: WireExtendResult): ExtendResult {
  return required(RESULT.get(wire), `an extend result ${wire} that is known here`);
}

function encodeExtendItem({ jobId, token, progress }: ExtendItem): WireExtendItem {
  return {
    $typeName: "millrace.v1.ExtendItem",
    jobId,
    token: encodeToken(token),
    progress: progress === undefined ? undefined : encodeProgress(progress),
  };
}

function decodeExtendItem({ jobId, token, progress }: WireExtendItem): ExtendItem {
  const item = { jobId, token: decodeToken(token) };
  return progress === undefined ? item : { ...item, progress: decodeProgress(progress) };
}
