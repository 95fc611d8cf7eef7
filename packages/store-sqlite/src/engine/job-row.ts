import {
  type AttemptError,
  type Backoff,
  corruptJob,
  DEFAULT_BACKOFF,
  type EpochMs,
  isFinal,
  type Job,
  type MillraceError,
  type Progress,
} from "@millrace/core";
import type { BuryJobValues } from "../sql/bury-job.ts";
import type { ChangeJobValues } from "../sql/change-job.ts";
import type { InsertJobValues } from "../sql/insert-job.ts";
import type { JobRow } from "../sql/job-columns.ts";
import { INLINE_PAYLOAD_BYTES } from "../sql/large-payload.ts";
import { STATUS_CODES, statusOf } from "./status-code.ts";

/** What the table knows about a job besides the job. */
export interface StoredJob {
  readonly job: Job;
  /** The row's key. */
  readonly number: number;
  /** The token of the latest lease; grows also when a lease expires. */
  readonly token: number;
  /** Of the request that carried the idempotency key. */
  readonly fingerprint: string | undefined;
  readonly rank: number;
  readonly turn: number;
}

/** Where a job stands among those of its type and status, before its turn decides. */
export function rankOf(job: Job): number {
  switch (job.status) {
    case "SCHEDULED":
    case "RETRYING":
      return job.runAt;
    case "PENDING":
      return -job.priority;
    case "RUNNING":
      return job.leaseExpiresAt as number;
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
      return job.expiresAt as number;
  }
}

/** Whether the payload stands in the job's own row. */
export const isInline = (payload: Uint8Array): boolean => payload.length <= INLINE_PAYLOAD_BYTES;

export function insertValues(job: Job, fingerprint: string | undefined, turn: number) {
  const { backoff, metadata, payload } = job;
  const values: InsertJobValues = [
    job.id,
    job.type,
    STATUS_CODES[job.status],
    rankOf(job),
    turn,
    fingerprint ?? null,
    job.idempotencyKey ?? null,
    job.priority,
    job.maxAttempts,
    job.delivery === "AT_MOST_ONCE" ? 1 : 0,
    isDefaultBackoff(backoff) ? null : JSON.stringify(backoff),
    job.timeoutMs ?? null,
    job.retentionMs,
    isEmpty(metadata) ? null : JSON.stringify(metadata),
    job.runAt,
    job.createdAt,
    job.updatedAt,
    isInline(payload) ? payload : null,
  ];
  return values;
}

export function changeValues({ job, token, number }: StoredJob, turn: number): ChangeJobValues {
  const { errors, progress } = job;
  return [
    STATUS_CODES[job.status],
    rankOf(job),
    turn,
    token,
    job.attempt,
    job.runAt,
    job.updatedAt,
    job.startedAt ?? null,
    job.finishedAt ?? null,
    errors.length === 0 ? null : JSON.stringify(errors),
    progress === undefined ? null : JSON.stringify(progress),
    job.workerId ?? null,
    job.cancelRequested ? 1 : 0,
    job.cancelReason ?? null,
    job.sequence,
    job.result ?? null,
    number,
  ];
}

/** What fails the job of a row that cannot be read; what could be at fault of it is dropped. */
export function buryValues(
  row: JobRow,
  message: string,
  now: EpochMs,
  turn: number,
): BuryJobValues {
  const [number, , , , , , , , , , attempt] = row;
  const error: AttemptError = { attempt, message, at: now, workerId: "" };
  return [now, turn, JSON.stringify([error]), number];
}

/**
 * Reads a row; `payload` is what stands in it or has a row of its own.
 *
 * @throws MillraceError `DATA_LOSS` that names the column that cannot be read.
 */
export function readRow(row: JobRow, payload: Uint8Array): StoredJob {
  const [
    number,
    id,
    type,
    statusCode,
    rank,
    turn,
    token,
    fingerprint,
    idempotencyKey,
    priority,
    attempt,
    maxAttempts,
    atMostOnce,
    backoff,
    timeoutMs,
    retentionMs,
    metadata,
    runAt,
    createdAt,
    updatedAt,
    startedAt,
    finishedAt,
    errors,
    progress,
    workerId,
    cancelRequested,
    cancelReason,
    sequence,
    result,
  ] = row;
  const status = statusOf(statusCode);
  if (status === undefined) throw unreadable(id, "status");
  // Assigned one by one: spreading what may be there takes a multiple of all that stands above.
  const job: { -readonly [Field in keyof Job]: Job[Field] } = {
    id,
    type,
    payload,
    status,
    priority,
    attempt,
    maxAttempts,
    backoff: backoff === null ? DEFAULT_BACKOFF : readJson<Backoff>(id, "backoff", backoff),
    delivery: atMostOnce === 1 ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
    retentionMs,
    metadata: metadata === null ? {} : readJson<Job["metadata"]>(id, "metadata", metadata),
    runAt,
    createdAt,
    updatedAt,
    errors: errors === null ? [] : readJson<AttemptError[]>(id, "errors", errors),
    cancelRequested: cancelRequested === 1,
    sequence,
  };
  if (timeoutMs !== null) job.timeoutMs = timeoutMs;
  if (idempotencyKey !== null) job.idempotencyKey = idempotencyKey;
  if (startedAt !== null) job.startedAt = startedAt;
  if (finishedAt !== null) job.finishedAt = finishedAt;
  if (isFinal(status)) job.expiresAt = rank;
  if (result !== null) job.result = result;
  if (progress !== null) job.progress = readJson<Progress>(id, "progress", progress);
  if (workerId !== null) job.workerId = workerId;
  if (status === "RUNNING") job.leaseExpiresAt = rank;
  if (cancelReason !== null) job.cancelReason = cancelReason;
  return { job, number, token, fingerprint: fingerprint ?? undefined, rank, turn };
}

function readJson<Value>(id: string, column: string, text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw unreadable(id, column);
  }
}

function unreadable(id: string, column: string): MillraceError {
  return corruptJob(id, [column], "delete it, or restore the file from a backup");
}

function isDefaultBackoff(backoff: Backoff): boolean {
  const { initialMs, multiplier, maxMs, jitter } = DEFAULT_BACKOFF;
  return (
    backoff.initialMs === initialMs &&
    backoff.multiplier === multiplier &&
    backoff.maxMs === maxMs &&
    backoff.jitter === jitter
  );
}

function isEmpty(metadata: Job["metadata"]): boolean {
  for (const _ in metadata) return false;
  return true;
}
