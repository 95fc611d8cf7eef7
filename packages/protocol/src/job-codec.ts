import type { Timestamp } from "@bufbuild/protobuf/wkt";
import {
  type AttemptError,
  type BasicJob,
  DEFAULT_BACKOFF,
  type EpochMs,
  isBasic,
  type Job,
  type LogLine,
  type RunStep,
} from "@millrace/core";
import { decodeWaitsFor, encodeWaitsFor } from "./after-codec.ts";
import { decodeBackoff, encodeBackoff } from "./backoff-codec.ts";
import { decodeDelivery, encodeDelivery } from "./delivery-codec.ts";
import type {
  AttemptError as WireAttemptError,
  Job as WireJob,
  LogLine as WireLogLine,
  RunStep as WireRunStep,
} from "./gen/millrace/v1/job_pb.ts";
import type { Mutable } from "./mutable.ts";
import { decodeProgress, encodeProgress } from "./progress-codec.ts";
import { required } from "./required.ts";
import { decodeStatus, encodeStatus } from "./status-codec.ts";
import { decodeDuration, decodeTimestamp, encodeDuration, encodeTimestamp } from "./time-codec.ts";
import { decodeTraceContext, encodeTraceContext } from "./trace-context-codec.ts";

const NO_BYTES = new Uint8Array(0);

export function encodeJob(job: Job): WireJob {
  const basic = isBasic(job) ? job : undefined;
  // Every field stands here, set or not, so that all jobs share one object shape.
  return {
    $typeName: "millrace.v1.Job",
    id: job.id,
    type: job.type,
    payload: job.payload,
    status: encodeStatus(job.status),
    priority: job.priority,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    runAt: encodeTimestamp(job.runAt, "run_at"),
    createdAt: encodeTimestamp(job.createdAt, "created_at"),
    updatedAt: encodeTimestamp(job.updatedAt, "updated_at"),
    startedAt: encodeTime(job.startedAt, "started_at"),
    finishedAt: encodeTime(job.finishedAt, "finished_at"),
    expiresAt: encodeTime(job.expiresAt, "expires_at"),
    result: job.result,
    errors: job.errors.map(encodeAttemptError),
    progress: job.progress === undefined ? undefined : encodeProgress(job.progress),
    metadata: job.metadata,
    workerId: job.workerId ?? "",
    leaseExpiresAt: encodeTime(job.leaseExpiresAt, "lease_expires_at"),
    delivery: encodeDelivery(job.delivery),
    timeout: job.timeoutMs === undefined ? undefined : encodeDuration(job.timeoutMs, "timeout"),
    idempotencyKey: job.idempotencyKey ?? "",
    uniqueKey: job.uniqueKey ?? "",
    concurrencyKey: job.concurrencyKey ?? "",
    cancelRequested: job.cancelRequested,
    cancelReason: job.cancelReason ?? "",
    backoff: encodeBackoff(job.backoff),
    retention: encodeDuration(job.retentionMs, "retention"),
    sequence: BigInt(job.sequence),
    payloadBytes: basic?.payloadBytes,
    payloadPreview: basic?.payloadPreview ?? NO_BYTES,
    resultBytes: basic?.resultBytes,
    contentType: job.contentType ?? "",
    traceContext: job.traceContext && encodeTraceContext(job.traceContext),
    waitsFor: job.waitsFor && encodeWaitsFor(job.waitsFor),
    expiresIn:
      job.expiresInMs === undefined ? undefined : encodeDuration(job.expiresInMs, "expires_in"),
    startBy: encodeTime(job.startBy, "start_by"),
    log: job.log?.map(encodeLogLine) ?? [],
    groupId: job.groupId ?? "",
    parentId: job.parentId ?? "",
    run: job.run && encodeRunStep(job.run),
  };
}

/** @throws MillraceError `INTERNAL` when the job has a status that is not known. */
export function decodeJob(wire: WireJob): Job {
  const job: Mutable<Job> = {
    id: wire.id,
    type: wire.type,
    payload: wire.payload,
    status: required(decodeStatus(wire.status), `a job status ${wire.status} that is known here`),
    priority: wire.priority,
    attempt: wire.attempt,
    maxAttempts: wire.maxAttempts,
    backoff: { ...DEFAULT_BACKOFF, ...(wire.backoff && decodeBackoff(wire.backoff)) },
    delivery: decodeDelivery(wire.delivery),
    retentionMs: wire.retention === undefined ? 0 : decodeDuration(wire.retention),
    metadata: wire.metadata,
    runAt: decodeTime(wire.runAt),
    createdAt: decodeTime(wire.createdAt),
    updatedAt: decodeTime(wire.updatedAt),
    errors: wire.errors.map(decodeAttemptError),
    cancelRequested: wire.cancelRequested,
    sequence: Number(wire.sequence),
  };
  if (wire.timeout !== undefined) job.timeoutMs = decodeDuration(wire.timeout);
  if (wire.idempotencyKey !== "") job.idempotencyKey = wire.idempotencyKey;
  if (wire.uniqueKey !== "") job.uniqueKey = wire.uniqueKey;
  if (wire.concurrencyKey !== "") job.concurrencyKey = wire.concurrencyKey;
  if (wire.startedAt !== undefined) job.startedAt = decodeTimestamp(wire.startedAt);
  if (wire.finishedAt !== undefined) job.finishedAt = decodeTimestamp(wire.finishedAt);
  if (wire.expiresAt !== undefined) job.expiresAt = decodeTimestamp(wire.expiresAt);
  if (wire.result !== undefined) job.result = wire.result;
  if (wire.progress !== undefined) job.progress = decodeProgress(wire.progress);
  if (wire.workerId !== "") job.workerId = wire.workerId;
  if (wire.leaseExpiresAt !== undefined) job.leaseExpiresAt = decodeTimestamp(wire.leaseExpiresAt);
  if (wire.cancelReason !== "") job.cancelReason = wire.cancelReason;
  if (wire.contentType !== "") job.contentType = wire.contentType;
  if (wire.traceContext !== undefined) job.traceContext = decodeTraceContext(wire.traceContext);
  if (wire.waitsFor !== undefined) job.waitsFor = decodeWaitsFor(wire.waitsFor);
  if (wire.expiresIn !== undefined) job.expiresInMs = decodeDuration(wire.expiresIn);
  if (wire.startBy !== undefined) job.startBy = decodeTimestamp(wire.startBy);
  if (wire.log.length > 0) job.log = wire.log.map(decodeLogLine);
  if (wire.groupId !== "") job.groupId = wire.groupId;
  if (wire.parentId !== "") job.parentId = wire.parentId;
  if (wire.run !== undefined) job.run = decodeRunStep(wire.run);
  if (wire.payloadBytes !== undefined) {
    const basic = job as Mutable<BasicJob>;
    basic.payloadBytes = wire.payloadBytes;
    basic.payloadPreview = wire.payloadPreview;
    if (wire.resultBytes !== undefined) basic.resultBytes = wire.resultBytes;
  }
  return job;
}

function encodeRunStep({ id, step, index, epoch }: RunStep): WireRunStep {
  return { $typeName: "millrace.v1.RunStep", runId: id, step, index, epoch };
}

function decodeRunStep({ runId, step, index, epoch }: WireRunStep): RunStep {
  return { id: runId, step, ...(index !== undefined && { index }), epoch };
}

function encodeAttemptError(error: AttemptError): WireAttemptError {
  return {
    $typeName: "millrace.v1.AttemptError",
    attempt: error.attempt,
    message: error.message,
    details: error.details ?? "",
    at: encodeTimestamp(error.at, "errors.at"),
    workerId: error.workerId,
  };
}

function decodeAttemptError({
  attempt,
  message,
  details,
  at,
  workerId,
}: WireAttemptError): AttemptError {
  const error: Mutable<AttemptError> = { attempt, message, at: decodeTime(at), workerId };
  if (details !== "") error.details = details;
  return error;
}

function encodeLogLine({ at, attempt, text }: LogLine): WireLogLine {
  return { $typeName: "millrace.v1.LogLine", at: encodeTimestamp(at, "log.at"), attempt, text };
}

function decodeLogLine({ at, attempt, text }: WireLogLine): LogLine {
  return { at: decodeTime(at), attempt, text };
}

function encodeTime(ms: EpochMs | undefined, field: string): Timestamp | undefined {
  return ms === undefined ? undefined : encodeTimestamp(ms, field);
}

function decodeTime(timestamp: Timestamp | undefined): EpochMs {
  return timestamp === undefined ? 0 : decodeTimestamp(timestamp);
}
