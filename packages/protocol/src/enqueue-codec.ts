import {
  type EnqueueRequest,
  type EnqueueResult,
  enqueueFault,
  type Job,
  type Limits,
} from "@millrace/core";
import { decodeAfterRule, encodeAfterRule } from "./after-codec.ts";
import { decodeBackoff, encodeBackoff } from "./backoff-codec.ts";
import { decodeDelivery, encodeDelivery } from "./delivery-codec.ts";
import { decodeDurability, encodeDurability } from "./durability-codec.ts";
import { decodeItemError, encodeItemError } from "./error-codec.ts";
import { AfterRule as WireAfterRule, Delivery as WireDelivery } from "./gen/millrace/v1/job_pb.ts";
import {
  Durability as WireDurability,
  type EnqueueBatchResponse as WireEnqueueBatchResponse,
  type EnqueueBatchResult as WireEnqueueBatchResult,
  type EnqueueRequest as WireEnqueueRequest,
  type EnqueueResponse as WireEnqueueResponse,
} from "./gen/millrace/v1/job_service_pb.ts";
import { decodeJob, encodeJob } from "./job-codec.ts";
import { valuesOf } from "./list-message.ts";
import type { Mutable } from "./mutable.ts";
import { required } from "./required.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";
import { decodeTraceContext, encodeTraceContext } from "./trace-context-codec.ts";
import { decodeUnique, encodeUnique } from "./unique-codec.ts";

const NO_BYTES = new Uint8Array(0);
const NO_IDS: readonly string[] = [];

/** Limits are the receiver's to know and to enforce. */
export const NO_LIMITS: Limits = {
  payloadBytes: Number.POSITIVE_INFINITY,
  resultBytes: Number.POSITIVE_INFINITY,
  batchJobs: Number.POSITIVE_INFINITY,
  metadataEntries: Number.POSITIVE_INFINITY,
  metadataBytes: Number.POSITIVE_INFINITY,
};

/**
 * The wire has no form for much of what breaks a rule, such as half a millisecond or a lone
 * surrogate, so the rules, though not the limits, are checked here as well.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function encodeEnqueueRequest(request: EnqueueRequest): WireEnqueueRequest {
  const fault = enqueueFault(request, NO_LIMITS);
  if (fault !== undefined) throw fault;
  const { delivery, backoff, timeoutMs, retentionMs, durability, traceContext, unique } = request;
  const { after = NO_IDS, afterRule, expiresInMs, groupId = "" } = request;
  return {
    $typeName: "millrace.v1.EnqueueRequest",
    type: request.type,
    payload: request.payload ?? NO_BYTES,
    due: encodeDue(request),
    priority: request.priority,
    maxAttempts: request.maxAttempts,
    backoff: backoff === undefined ? undefined : encodeBackoff(backoff),
    timeout: timeoutMs === undefined ? undefined : encodeDuration(timeoutMs, "timeoutMs"),
    idempotencyKey: request.idempotencyKey,
    delivery: delivery === undefined ? WireDelivery.UNSPECIFIED : encodeDelivery(delivery),
    metadata: request.metadata ?? {},
    retention: retentionMs === undefined ? undefined : encodeDuration(retentionMs, "retentionMs"),
    durability:
      durability === undefined ? WireDurability.UNSPECIFIED : encodeDurability(durability),
    contentType: request.contentType ?? "",
    traceContext: traceContext && encodeTraceContext(traceContext),
    unique: unique && encodeUnique(unique),
    concurrencyKey: request.concurrencyKey,
    groupId,
    after: [...after],
    afterRule: afterRule === undefined ? WireAfterRule.UNSPECIFIED : encodeAfterRule(afterRule),
    expiresIn: expiresInMs === undefined ? undefined : encodeDuration(expiresInMs, "expiresInMs"),
  };
}

/**
 * The request as it was meant, unchecked: a value that breaks a rule comes out as one that the
 * domain's check refuses, so that every way in names the same fields.
 */
export function decodeEnqueueRequest(wire: WireEnqueueRequest): EnqueueRequest {
  const request: Mutable<EnqueueRequest> = { type: wire.type };
  if (wire.payload.length > 0) request.payload = wire.payload;
  if (wire.due.case === "runAt") request.runAt = decodeTimestamp(wire.due.value);
  if (wire.due.case === "delay") request.delayMs = decodeDuration(wire.due.value);
  if (wire.expiresIn !== undefined) request.expiresInMs = decodeDuration(wire.expiresIn);
  if (wire.priority !== undefined) request.priority = wire.priority;
  if (wire.maxAttempts !== undefined) request.maxAttempts = wire.maxAttempts;
  if (wire.backoff !== undefined) request.backoff = decodeBackoff(wire.backoff);
  if (wire.timeout !== undefined) request.timeoutMs = decodeDuration(wire.timeout);
  if (wire.idempotencyKey !== undefined) request.idempotencyKey = wire.idempotencyKey;
  if (wire.delivery !== WireDelivery.UNSPECIFIED) request.delivery = decodeDelivery(wire.delivery);
  for (const _ in wire.metadata) {
    request.metadata = wire.metadata;
    break;
  }
  if (wire.retention !== undefined) request.retentionMs = decodeDuration(wire.retention);
  if (wire.durability !== WireDurability.UNSPECIFIED) {
    request.durability = decodeDurability(wire.durability);
  }
  if (wire.contentType !== "") request.contentType = wire.contentType;
  if (wire.traceContext !== undefined) request.traceContext = decodeTraceContext(wire.traceContext);
  if (wire.unique !== undefined) request.unique = decodeUnique(wire.unique);
  if (wire.concurrencyKey !== undefined) request.concurrencyKey = wire.concurrencyKey;
  if (wire.groupId !== "") request.groupId = wire.groupId;
  if (wire.after.length > 0) request.after = wire.after;
  if (wire.afterRule !== WireAfterRule.UNSPECIFIED) {
    request.afterRule = decodeAfterRule(wire.afterRule);
  }
  return request;
}

/** @throws the error of a refused request. */
export function encodeEnqueueResponse(result: EnqueueResult): WireEnqueueResponse {
  if ("error" in result) throw result.error;
  return {
    $typeName: "millrace.v1.EnqueueResponse",
    job: encodeJob(result.job),
    created: result.created,
    replicas: result.replicas,
    replaced: result.replaced ?? false,
  };
}

export function decodeEnqueueResponse({
  job,
  created,
  replicas,
  replaced,
}: WireEnqueueResponse): EnqueueResult {
  const result: EnqueueResult = { job: decodeJob(required(job, "job")), created };
  if (replicas === undefined && !replaced) return result;
  return {
    ...result,
    ...(replicas !== undefined && { replicas }),
    ...(replaced && { replaced }),
  };
}

/** The job goes without its payload. */
export function encodeEnqueueBatchResult(result: EnqueueResult): WireEnqueueBatchResult {
  const isRefused = "error" in result;
  return {
    $typeName: "millrace.v1.EnqueueBatchResult",
    enqueued: isRefused ? undefined : encodeEnqueueResponse(withPayload(result, NO_BYTES)),
    error: isRefused ? encodeItemError(result.error) : undefined,
  };
}

/** The result of `request`, from where the job has its payload. */
export function decodeEnqueueBatchResult(
  { enqueued, error }: WireEnqueueBatchResult,
  { payload = NO_BYTES }: Pick<EnqueueRequest, "payload">,
): EnqueueResult {
  if (error !== undefined) return { error: decodeItemError(error) };
  return withPayload(decodeEnqueueResponse(required(enqueued, "a result of the batch")), payload);
}

/**
 * The results of an answer, however it was read, for as many of `requests` as it has any: the jobs have
 * their payloads from there.
 */
export function decodeEnqueueBatch(
  answer: WireEnqueueBatchResponse,
  requests: readonly EnqueueRequest[],
): EnqueueResult[] {
  const read = valuesOf<EnqueueResult>(answer);
  if (read === undefined) {
    return answer.results.map((result, i) => decodeEnqueueBatchResult(result, requests[i] ?? {}));
  }
  return read.map((result, i) => {
    // Read for this alone, so that no copy is needed.
    if ("job" in result) (result.job as Mutable<Job>).payload = requests[i]?.payload ?? NO_BYTES;
    return result;
  });
}

function withPayload(result: EnqueueResult, payload: Uint8Array): EnqueueResult {
  if ("error" in result) return result;
  return { ...result, job: { ...result.job, payload } };
}

function encodeDue({ runAt, delayMs }: EnqueueRequest): WireEnqueueRequest["due"] {
  if (runAt !== undefined) {
    return { case: "runAt", value: encodeTimestamp(runAt, "runAt") };
  }
  if (delayMs === undefined) return { case: undefined };
  return { case: "delay", value: encodeDuration(delayMs, "delayMs") };
}
