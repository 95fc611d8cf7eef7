import {
  checkExtension,
  type ExtendItem,
  type ExtendResult,
  leaseLost,
  MillraceError,
} from "@millrace/core";
import { decodeItemError, encodeItemError } from "./error-codec.ts";
import type {
  ExtendItem as WireExtendItem,
  ExtendRequest as WireExtendRequest,
  ExtendResult as WireExtendResult,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { DEFAULT_LEASE_MS } from "./lease-codec.ts";
import { decodeProgress, encodeProgress } from "./progress-codec.ts";
import { decodeDuration, encodeDuration } from "./time-codec.ts";
import { decodeToken, encodeToken } from "./token-codec.ts";

/** What is to be extended, and for how long. */
export interface Extension {
  readonly items: readonly ExtendItem[];
  /** From now, in milliseconds. */
  readonly leaseMs: number;
}

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

/** The result of the item whose job is `jobId`. */
export function encodeExtendResult(result: ExtendResult, jobId: string): WireExtendResult {
  switch (result) {
    case "OK":
      return extendResult(false);
    case "CANCEL_REQUESTED":
      return extendResult(true);
    case "LEASE_LOST":
      return extendResult(false, leaseLost(jobId));
    case "NOT_EXTENDED":
      return extendResult(false, notExtended(jobId));
  }
}

/** An error that does not say that the lease is lost leaves it to its end. */
export function decodeExtendResult({ cancelRequested, error }: WireExtendResult): ExtendResult {
  if (error === undefined) return cancelRequested ? "CANCEL_REQUESTED" : "OK";
  return decodeItemError(error).code === "LEASE_LOST" ? "LEASE_LOST" : "NOT_EXTENDED";
}

function extendResult(cancelRequested: boolean, error?: MillraceError): WireExtendResult {
  return {
    $typeName: "millrace.v1.ExtendResult",
    cancelRequested,
    error: error && encodeItemError(error),
  };
}

function notExtended(jobId: string): MillraceError {
  return new MillraceError(
    "UNAVAILABLE",
    `the lease on job ${jobId} could not be extended now, and nothing was changed; ask again while it lasts`,
  );
}

function encodeExtendItem({ jobId, token, progress, log }: ExtendItem): WireExtendItem {
  return {
    $typeName: "millrace.v1.ExtendItem",
    jobId,
    token: encodeToken(token),
    progress: progress === undefined ? undefined : encodeProgress(progress),
    log: log === undefined ? [] : [...log],
  };
}

function decodeExtendItem({ jobId, token, progress, log }: WireExtendItem): ExtendItem {
  return {
    jobId,
    token: decodeToken(token),
    ...(progress && { progress: decodeProgress(progress) }),
    ...(log.length > 0 && { log }),
  };
}
