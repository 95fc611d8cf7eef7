import {
  type AttemptError,
  type Backoff,
  basicJob,
  DEFAULT_BACKOFF,
  decodeInert,
  type EpochMs,
  isFinal,
  type Job,
  type JobStatus,
  type JobViewKind,
  type LogLine,
  NEVER,
  type Progress,
  setInert,
  type WaitsFor,
} from "@millrace/core";
import { AT, type ColumnKey, nameOf, SIZES_AT } from "./job-columns.ts";
import type { Row } from "./statement.ts";

/** A job as a row holds it. */
export interface StoredJob {
  readonly job: Job;
  /** The token of the latest lease. */
  readonly token: number;
  /** Where it stands among its equals. */
  readonly place: string;
  /** The rank by age of a pending one that has one. */
  readonly aged?: number;
  /** The columns, and inert fields, that cannot be read; what they hold is left out of the job. */
  readonly unreadable: readonly string[];
}

/** What a call of `lease_jobs` says itself, and the rows it returns therefore do not. */
export interface LeaseTerms {
  readonly now: EpochMs;
  readonly workerId: string;
  readonly leaseMs: number;
}

type Draft = { -readonly [Field in keyof Job]: Job[Field] };

/** A row of what `selectedFrom` tells. */
export function readJob(row: Row): StoredJob {
  const status = row[AT.status] as JobStatus;
  const updatedAt = row[AT.updatedAt] as number;
  const { job, token, unreadable } = readShared(row, status, updatedAt);
  const startedAt = row[AT.startedAt] as number | null;
  if (startedAt !== null) job.startedAt = startedAt;
  const progress = readOr(row, "progress", isProgress, undefined, unreadable);
  if (progress !== undefined) job.progress = progress;
  const log = readOr(row, "log", isLog, undefined, unreadable);
  if (log !== undefined) job.log = log;
  const workerId = readOr(row, "workerId", isText, undefined, unreadable);
  if (workerId !== undefined) job.workerId = workerId;
  const leaseExpiresAt = row[AT.leaseExpiresAt] as number | null;
  if (leaseExpiresAt !== null) job.leaseExpiresAt = leaseExpiresAt;
  const waitsFor = readOr(row, "waitsFor", isWaitsFor, undefined, unreadable);
  if (waitsFor !== undefined) job.waitsFor = waitsFor;
  const expiresAt = row[AT.expiresAt] as number | null;
  if (expiresAt !== null && expiresAt !== NEVER) job.expiresAt = expiresAt;
  if (isFinal(status)) job.finishedAt = updatedAt;
  const result = row[AT.result] as Uint8Array | null;
  if (result !== null) job.result = result;
  const aged = row[AT.aged] as number | null;
  return { job, token, place: `${row[AT.place]}`, unreadable, ...(aged !== null && { aged }) };
}

/** A row of what `selectedByView` tells. */
export function readJobByView(row: Row, view: JobViewKind): StoredJob {
  const stored = readJob(row);
  if (view === "FULL") return stored;
  const leftOut = {
    payloadBytes: row[SIZES_AT.payload] as number,
    payloadPreview: stored.job.payload,
  };
  const resultBytes = row[SIZES_AT.result] as number | null;
  const job = basicJob(stored.job, resultBytes === null ? leftOut : { ...leftOut, resultBytes });
  return { ...stored, job };
}

/** A row of a job that `lease_jobs` has leased. */
export function readLeasedJob(row: Row, { now, workerId, leaseMs }: LeaseTerms): StoredJob {
  const { job, token, unreadable } = readShared(row, "RUNNING", now);
  job.startedAt = now;
  job.workerId = workerId;
  job.leaseExpiresAt = now + leaseMs;
  return { job, token, place: "", unreadable };
}

/** What leased jobs have as well. */
function readShared(row: Row, status: JobStatus, updatedAt: number) {
  const unreadable: string[] = [];
  const job: Draft = {
    id: row[AT.id] as string,
    type: row[AT.type] as string,
    payload: row[AT.payload] as Uint8Array,
    status,
    priority: row[AT.priority] as number,
    attempt: row[AT.attempt] as number,
    maxAttempts: row[AT.maxAttempts] as number,
    backoff: readOr(row, "backoff", isBackoff, DEFAULT_BACKOFF, unreadable),
    delivery: row[AT.delivery] ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
    retentionMs: row[AT.retentionMs] as number,
    metadata: {},
    runAt: row[AT.runAt] as number,
    createdAt: row[AT.createdAt] as number,
    updatedAt,
    errors: readOr(row, "errors", isErrors, [], unreadable),
    cancelRequested: row[AT.cancelRequested] as boolean,
    sequence: row[AT.sequence] as number,
  };
  const inert = row[AT.inert] as string | null;
  if (inert !== null) {
    const decoded = decodeInert(inert);
    setInert(job, decoded.fields);
    unreadable.push(...decoded.unreadable);
  }
  const expiresInMs = row[AT.expiresInMs] as number | null;
  if (expiresInMs !== null) job.expiresInMs = expiresInMs;
  const startBy = row[AT.startBy] as number | null;
  if (startBy !== null) job.startBy = startBy;
  const idempotencyKey = row[AT.idempotencyKey] as Uint8Array | null;
  if (idempotencyKey !== null) job.idempotencyKey = Buffer.from(idempotencyKey).toString();
  const concurrencyKey = row[AT.concurrencyKey] as Uint8Array | null;
  if (concurrencyKey !== null) job.concurrencyKey = Buffer.from(concurrencyKey).toString();
  const uniqueKey = row[AT.uniqueKey] as Uint8Array | null;
  if (uniqueKey !== null) job.uniqueKey = Buffer.from(uniqueKey).toString();
  const groupId = row[AT.groupId] as string | null;
  // Its run's, of a step.
  if (groupId !== null && job.run === undefined) job.groupId = groupId;
  const cancelReason = readOr(row, "cancelReason", isText, undefined, unreadable);
  if (cancelReason !== undefined) job.cancelReason = cancelReason;
  return { job, token: row[AT.token] as number, unreadable };
}

/** A column of JSON; `initial` for none, and for one that cannot be read, which is noted. */
function readOr<Value, Initial extends Value | undefined>(
  row: Row,
  key: ColumnKey,
  isValue: (value: unknown) => value is Value,
  initial: Initial,
  unreadable: string[],
): Value | Initial {
  const text = row[AT[key]] as string | null;
  if (text === null) return initial;
  const value: unknown = JSON.parse(text);
  if (isValue(value)) return value;
  unreadable.push(nameOf(key));
  return initial;
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

/** Postgres has made it. */
function isWaitsFor(value: unknown): value is WaitsFor {
  return isRecord(value);
}

function isLog(value: unknown): value is LogLine[] {
  return (
    Array.isArray(value) &&
    value.every(
      (line) =>
        isRecord(line) &&
        Number.isInteger(line["at"]) &&
        Number.isInteger(line["attempt"]) &&
        isText(line["text"]),
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
