import { checkLeaseRequest, type Lease, type LeaseRequest } from "@millrace/core";
import type {
  Lease as WireLease,
  LeaseRequest as WireLeaseRequest,
  LeaseResponse as WireLeaseResponse,
} from "./gen/millrace/v1/worker_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import { valuesOf } from "./list-message.ts";
import { required } from "./required.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";
import { decodeToken, encodeToken } from "./token-codec.ts";

/** How long leases last when a call does not say. */
export const DEFAULT_LEASE_MS = 30_000;

const DEFAULT_MAX_JOBS = 1;

/**
 * The signal of the request stays behind: it belongs to the call.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeLeaseRequest(request: LeaseRequest): WireLeaseRequest {
  checkLeaseRequest(request);
  return {
    $typeName: "millrace.v1.LeaseRequest",
    types: [...request.types],
    maxJobs: request.maxJobs,
    lease: encodeDuration(request.leaseMs, "leaseMs"),
    wait: encodeDuration(request.waitMs, "waitMs"),
    workerId: request.workerId,
    withResults: request.withResults === true,
  };
}

/** Unchecked; `signal` ends the wait. */
export function decodeLeaseRequest(wire: WireLeaseRequest, signal: AbortSignal): LeaseRequest {
  return {
    types: wire.types,
    maxJobs: wire.maxJobs === 0 ? DEFAULT_MAX_JOBS : wire.maxJobs,
    leaseMs: wire.lease === undefined ? DEFAULT_LEASE_MS : decodeDuration(wire.lease),
    waitMs: wire.wait === undefined ? 0 : decodeDuration(wire.wait),
    workerId: wire.workerId,
    ...(wire.withResults && { withResults: true }),
    signal,
  };
}

export function encodeLease({ job, token, expiresAt, limited, results }: Lease): WireLease {
  return {
    $typeName: "millrace.v1.Lease",
    job: encodeJob(job),
    token: encodeToken(token),
    leaseExpiresAt: encodeTimestamp(expiresAt, "lease_expires_at"),
    limited: limited === true,
    results: results === undefined ? {} : Object.fromEntries(results),
  };
}

/** The leases of an answer, however it was read. */
export function decodeLeases(answer: WireLeaseResponse): Lease[] {
  return valuesOf<Lease>(answer)?.slice() ?? answer.leases.map(decodeLease);
}

export function decodeLease(wire: WireLease): Lease {
  const { job, token, leaseExpiresAt, limited } = wire;
  const results = Object.entries(wire.results);
  return {
    job: decodeJob(required(job, "job")),
    token: decodeToken(token),
    expiresAt: decodeTimestamp(required(leaseExpiresAt, "lease_expires_at")),
    ...(limited && { limited }),
    ...(results.length > 0 && { results: new Map(results) }),
  };
}
