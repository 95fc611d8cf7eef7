import {
  type AttemptError,
  type Backoff,
  DEFAULT_BACKOFF,
  type EpochMs,
  isFinal,
  type Job,
  type JobStatus,
  type Progress,
} from "@millrace/core";
import type { Row } from "./statement.ts";

/** A job as a row holds it. */
export interface StoredJob {
  readonly job: Job;
  /** The token of the latest lease. */
  readonly token: number;
  /** Where it stands among its equals. */
  readonly place: string;
  /** The columns that cannot be read; what they hold is left out of the job. */
  readonly unreadable: readonly string[];
}

/** What a call of `lease_jobs` says itself, and the rows it returns therefore do not. */
export interface LeaseTerms {
  readonly now: EpochMs;
  readonly workerId: string;
  readonly leaseMs: number;
}

const SHARED = `id, type, payload, priority, attempt, max_attempts, sequence, token, run_at, created_at,
  retention_ms, timeout_ms, at_most_once, cancel_requested, idempotency_key, backoff, metadata,
  errors, cancel_reason, status, updated_at, started_at, progress, worker, place`;

/** The columns of `jobs` that {@link readJob} reads. */
export const JOB_COLUMNS: string = `${SHARED}, lease_expires_at, NULL::bigint AS expires_at, NULL::bytea AS result`;

/** The columns of `finished` that {@link readJob} reads. */
export const FINISHED_COLUMNS: string = `${SHARED}, NULL::bigint AS lease_expires_at, expires_at, result`;

type LeasedRow = readonly [
  id: string,
  type: string,
  payload: Uint8Array,
  priority: number,
  attempt: number,
  maxAttempts: number,
  sequence: number,
  token: number,
  runAt: number,
  createdAt: number,
  retentionMs: number,
  timeoutMs: number | null,
  atMostOnce: boolean,
  cancelRequested: boolean,
  idempotencyKey: Uint8Array | null,
  backoff: string | null,
  metadata: string | null,
  errors: string | null,
  cancelReason: string | null,
];

type JobRow = readonly [
  ...LeasedRow,
  status: JobStatus,
  updatedAt: number,
  startedAt: number | null,
  progress: string | null,
  worker: string | null,
  place: number,
  leaseExpiresAt: number | null,
  expiresAt: number | null,
  result: Uint8Array | null,
];

type Draft = { -readonly [Field in keyof Job]: Job[Field] };

/** A row of {@link JOB_COLUMNS} or {@link FINISHED_COLUMNS}. */
export function readJob(row: Row): StoredJob {
  const [status, updatedAt, startedAt, progress, worker, place, leaseExpiresAt, expiresAt, result] =
    (row as unknown as JobRow).slice(19) as unknown as [
      JobStatus,
      number,
      number | null,
      string | null,
      string | null,
      number,
      number | null,
      number | null,
      Uint8Array | null,
    ];
  const { job, token, unreadable } = readShared(row as unknown as LeasedRow, status, updatedAt);
  if (startedAt !== null) job.startedAt = startedAt;
  if (progress !== null) {
    const read = parse(progress, isProgress);
    if (read === undefined) unreadable.push("progress");
    else job.progress = read;
  }
  if (worker !== null) {
    const read = parse(worker, isText);
    if (read === undefined) unreadable.push("worker");
    else job.workerId = read;
  }
  if (leaseExpiresAt !== null) job.leaseExpiresAt = leaseExpiresAt;
  if (expiresAt !== null) job.expiresAt = expiresAt;
  if (isFinal(status)) job.finishedAt = updatedAt;
  if (result !== null) job.result = result;
  return { job, token, place: `${place}`, unreadable };
}

/** A row of `lease_jobs`. */
export function readLeasedJob(row: Row, { now, workerId, leaseMs }: LeaseTerms): StoredJob {
  const { job, token, unreadable } = readShared(row as unknown as LeasedRow, "RUNNING", now);
  job.startedAt = now;
  job.workerId = workerId;
  job.leaseExpiresAt = now + leaseMs;
  return { job, token, place: "", unreadable };
}

function readShared(row: LeasedRow, status: JobStatus, updatedAt: number) {
  const unreadable: string[] = [];
  const backoff = readOr(row[15], isBackoff, DEFAULT_BACKOFF, () => unreadable.push("backoff"));
  const metadata = readOr(row[16], isMetadata, {}, () => unreadable.push("metadata"));
  const errors = readOr<readonly AttemptError[]>(row[17], isErrors, [], () =>
    unreadable.push("errors"),
  );
  const job: Draft = {
    id: row[0],
    type: row[1],
    payload: row[2],
    status,
    priority: row[3],
    attempt: row[4],
    maxAttempts: row[5],
    backoff,
    delivery: row[12] ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
    retentionMs: row[10],
    metadata,
    runAt: row[8],
    createdAt: row[9],
    updatedAt,
    errors,
    cancelRequested: row[13],
    sequence: row[6],
  };
  if (row[11] !== null) job.timeoutMs = row[11];
  if (row[14] !== null) job.idempotencyKey = Buffer.from(row[14]).toString();
  if (row[18] !== null) {
    const reason = parse(row[18], isText);
    if (reason === undefined) unreadable.push("cancel_reason");
    else job.cancelReason = reason;
  }
  return { job, token: row[7], unreadable };
}

function readOr<Value>(
  text: string | null,
  isValue: (value: unknown) => value is Value,
  initial: Value,
  onUnreadable: () => void,
): Value {
  if (text === null) return initial;
  const value = parse(text, isValue);
  if (value === undefined) onUnreadable();
  return value ?? initial;
}

function parse<Value>(
  text: string,
  isValue: (value: unknown) => value is Value,
): Value | undefined {
  const value: unknown = JSON.parse(text);
  return isValue(value) ? value : undefined;
}

const isText = (value: unknown): value is string => typeof value === "string";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isBackoff(value: unknown): value is Backoff {
  return (
    isRecord(value) &&
    ["initialMs", "multiplier", "maxMs", "jitter"].every((key) => Number.isFinite(value[key]))
  );
}

function isMetadata(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isErrors(value: unknown): value is AttemptError[] {
  return (
    Array.isArray(value) &&
    value.every(
      (error) =>
        isRecord(error) &&
        Number.isInteger(error["attempt"]) &&
        isText(error["message"]) &&
        (error["details"] === undefined || isText(error["details"])) &&
        Number.isInteger(error["at"]) &&
        isText(error["workerId"]),
    )
  );
}

function isProgress(value: unknown): value is Progress {
  return (
    isRecord(value) &&
    Number.isFinite(value["fraction"]) &&
    (value["message"] === undefined || isText(value["message"]))
  );
}
