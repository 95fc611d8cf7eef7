import {
  type AttemptError,
  type Backoff,
  basicJob,
  corruptJob,
  DEFAULT_BACKOFF,
  decodeInert,
  type EpochMs,
  encodeInert,
  isFinal,
  type Job,
  type LogLine,
  type MillraceError,
  type Progress,
  setInert,
  type UniqueHold,
  type WaitsFor,
} from "@millrace/core";
import {
  AT,
  type ColumnKey,
  type JobRow,
  MOVED_COLUMNS,
  NEW_COLUMNS,
  REPLACED_COLUMNS,
  SIZES_AT,
  statusCode,
  statusOf,
  UPDATED_COLUMNS,
} from "../sql/job-columns.ts";
import { INLINE_PAYLOAD_BYTES } from "../sql/statements.ts";
import { storedText, textOf } from "../sql/stored-text.ts";

/** What the table knows about a job besides the job. */
export interface StoredJob {
  readonly job: Job;
  /** The row's key. */
  readonly number: number;
  /** The token of the latest lease; grows also when a lease expires. */
  readonly token: number;
  /** Of the request that carried the idempotency key. */
  readonly fingerprint: string | undefined;
  /** What ends the hold on its unique key, if the job has one. */
  readonly uniqueHold: UniqueHold | undefined;
  readonly rank: number;
  readonly turn: number;
  /** Whether other jobs may wait for it. */
  readonly awaited: boolean;
}

/** Where a job stands among those of its type and status, before its turn decides. */
export function rankOf(job: Job): number {
  switch (job.status) {
    case "SCHEDULED":
    case "RETRYING":
      return job.runAt;
    case "PENDING":
      return -job.priority;
    case "BLOCKED":
      return 0;
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

/** Also stands for a payload that was not read. */
export const NO_BYTES = new Uint8Array();

type Cell = string | number | Uint8Array | null;

/** What the column of a key gets. */
const CELLS: {
  readonly [Key in ColumnKey]: (job: Job, stored: StoredJob) => Cell;
} = {
  number: (_, { number }) => number,
  rank: (_, { rank }) => rank,
  turn: (_, { turn }) => turn,
  token: (_, { token }) => token,
  fingerprint: (_, { fingerprint }) => fingerprint ?? null,
  inert: (job) => encodeInert(job) ?? null,
  uniqueHold: (_, { uniqueHold }) => uniqueHold ?? null,
  keyHeldUntil: () => null,
  awaited: (_, { awaited }) => (awaited ? 1 : 0),
  id: ({ id }) => id,
  type: ({ type }) => type,
  payload: ({ payload }) => (isInline(payload) ? blobOf(payload) : null),
  status: statusCode,
  priority: ({ priority }) => priority,
  attempt: ({ attempt }) => attempt,
  maxAttempts: ({ maxAttempts }) => maxAttempts,
  backoff: ({ backoff }) => (isDefaultBackoff(backoff) ? null : JSON.stringify(backoff)),
  delivery: ({ delivery }) => (delivery === "AT_MOST_ONCE" ? 1 : 0),
  retentionMs: ({ retentionMs }) => retentionMs,
  idempotencyKey: ({ idempotencyKey }) => storedOrNull(idempotencyKey),
  uniqueKey: ({ uniqueKey }) => storedOrNull(uniqueKey),
  concurrencyKey: ({ concurrencyKey }) => storedOrNull(concurrencyKey),
  groupId: ({ groupId }) => groupId ?? null,
  runAt: ({ runAt }) => runAt,
  expiresInMs: ({ expiresInMs }) => expiresInMs ?? null,
  startBy: ({ startBy }) => startBy ?? null,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  startedAt: ({ startedAt }) => startedAt ?? null,
  finishedAt: ({ finishedAt }) => finishedAt ?? null,
  result: ({ result }) => (result === undefined ? null : blobOf(result)),
  errors: ({ errors }) => (errors.length === 0 ? null : JSON.stringify(errors)),
  progress: ({ progress }) => (progress === undefined ? null : JSON.stringify(progress)),
  log: ({ log }) => (log === undefined ? null : JSON.stringify(log)),
  workerId: ({ workerId }) => storedOrNull(workerId),
  cancelRequested: ({ cancelRequested }) => (cancelRequested ? 1 : 0),
  cancelReason: ({ cancelReason }) => storedOrNull(cancelReason),
  waitsFor: ({ waitsFor }) => (waitsFor === undefined ? null : JSON.stringify(waitsFor)),
  sequence: ({ sequence }) => sequence,
};

/** What columns get of a job; the list is used again by the next call. */
function valuesOf(keys: readonly ColumnKey[]): (stored: StoredJob) => readonly Cell[] {
  const cells = keys.map((key) => CELLS[key]);
  const values: Cell[] = keys.map(() => null);
  return (stored) => {
    const { job } = stored;
    for (let i = 0; i < cells.length; i++) {
      values[i] = (cells[i] as (typeof cells)[number])(job, stored);
    }
    return values;
  };
}

/** The parameters of INSERT_JOB. */
export const insertValues = valuesOf(NEW_COLUMNS.map(({ key }) => key));

/** The parameters of CHANGE_JOB. */
export const changeValues = valuesOf([...MOVED_COLUMNS.map(({ key }) => key), "number"]);

/** The parameters of UPDATE_JOB. */
/** The parameters of REPLACE_JOB. */
export const replaceValues = valuesOf([...REPLACED_COLUMNS.map(({ key }) => key), "number"]);

export const updateValues = valuesOf([...UPDATED_COLUMNS.map(({ key }) => key), "number"]);

/** The parameters of BURY_JOB. */
export function buryValues(row: JobRow, message: string, now: EpochMs, turn: number) {
  const attempt = row[AT.attempt] as number;
  const error: AttemptError = { attempt, message, at: now, workerId: "" };
  return [now, turn, JSON.stringify([error]), row[AT.number] as number];
}

/**
 * Reads a row; `payload` is what stands in it or has a row of its own.
 *
 * @throws MillraceError `DATA_LOSS` that names the column that cannot be read.
 */
export function readRow(row: JobRow, payload: Uint8Array): StoredJob {
  const id = row[AT.id] as string;
  const rank = row[AT.rank] as number;
  const status = statusOf(row[AT.status] as number);
  if (status === undefined) throw unreadable(id, "status");
  // Assigned one by one: spreading what may be there takes a multiple of all that stands above.
  const job: { -readonly [Field in keyof Job]: Job[Field] } = {
    id,
    type: row[AT.type] as string,
    payload,
    status,
    priority: row[AT.priority] as number,
    attempt: row[AT.attempt] as number,
    maxAttempts: row[AT.maxAttempts] as number,
    backoff: readJson<Backoff>(row, "backoff") ?? DEFAULT_BACKOFF,
    delivery: row[AT.delivery] === 1 ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
    retentionMs: row[AT.retentionMs] as number,
    metadata: {},
    runAt: row[AT.runAt] as number,
    createdAt: row[AT.createdAt] as number,
    updatedAt: row[AT.updatedAt] as number,
    errors: readJson<AttemptError[]>(row, "errors") ?? [],
    cancelRequested: row[AT.cancelRequested] === 1,
    sequence: row[AT.sequence] as number,
  };
  const inert = row[AT.inert] as string | null;
  if (inert !== null) {
    const decoded = decodeInert(inert);
    if (decoded.unreadable.length > 0) throw unreadable(id, decoded.unreadable.join(", "));
    setInert(job, decoded.fields);
  }
  const idempotencyKey = row[AT.idempotencyKey] as string | null;
  if (idempotencyKey !== null) job.idempotencyKey = textOf(idempotencyKey);
  const uniqueKey = row[AT.uniqueKey] as string | null;
  if (uniqueKey !== null) job.uniqueKey = textOf(uniqueKey);
  const concurrencyKey = row[AT.concurrencyKey] as string | null;
  if (concurrencyKey !== null) job.concurrencyKey = textOf(concurrencyKey);
  const groupId = row[AT.groupId] as string | null;
  if (groupId !== null) job.groupId = groupId;
  const expiresInMs = row[AT.expiresInMs] as number | null;
  if (expiresInMs !== null) job.expiresInMs = expiresInMs;
  const startBy = row[AT.startBy] as number | null;
  if (startBy !== null) job.startBy = startBy;
  const startedAt = row[AT.startedAt] as number | null;
  if (startedAt !== null) job.startedAt = startedAt;
  const finishedAt = row[AT.finishedAt] as number | null;
  if (finishedAt !== null) job.finishedAt = finishedAt;
  if (isFinal(status)) job.expiresAt = rank;
  const result = row[AT.result] as Uint8Array | null;
  if (result !== null) job.result = result;
  const progress = readJson<Progress>(row, "progress");
  if (progress !== undefined) job.progress = progress;
  const log = readJson<LogLine[]>(row, "log");
  if (log !== undefined) job.log = log;
  const workerId = row[AT.workerId] as string | null;
  if (workerId !== null) job.workerId = textOf(workerId);
  if (status === "RUNNING") job.leaseExpiresAt = rank;
  const cancelReason = row[AT.cancelReason] as string | null;
  if (cancelReason !== null) job.cancelReason = textOf(cancelReason);
  const waitsFor = readJson<WaitsFor>(row, "waitsFor");
  if (waitsFor !== undefined) job.waitsFor = waitsFor;
  return {
    job,
    number: row[AT.number] as number,
    token: row[AT.token] as number,
    fingerprint: (row[AT.fingerprint] as string | null) ?? undefined,
    uniqueHold: (row[AT.uniqueHold] as UniqueHold | null) ?? undefined,
    rank,
    turn: row[AT.turn] as number,
    awaited: row[AT.awaited] === 1,
  };
}

/** The beginning of a payload with a row of its own, and how many bytes it has. */
export type LargePreview = readonly [preview: Uint8Array, bytes: number];

/**
 * Reads a row by the view `BASIC`; `large` is of a payload with a row of its own.
 *
 * @throws MillraceError `DATA_LOSS` that names the column that cannot be read.
 */
export function readBasicRow(row: JobRow, large?: LargePreview): StoredJob {
  const stored = readRow(row, NO_BYTES);
  const [payloadPreview, payloadBytes] = large ?? [
    // No part of an empty payload is NULL.
    (row[AT.payload] as Uint8Array | null) ?? NO_BYTES,
    row[SIZES_AT.payload] as number,
  ];
  const resultBytes = row[SIZES_AT.result] as number | null;
  const leftOut = { payloadBytes, payloadPreview };
  const job = basicJob(stored.job, resultBytes === null ? leftOut : { ...leftOut, resultBytes });
  return { ...stored, job };
}

// Node 22 binds empty bytes as NULL that have come from another thread, or gone to one.
function blobOf(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array(0) : bytes;
}

function storedOrNull(text: string | undefined): string | null {
  return text === undefined ? null : storedText(text);
}

/** The value of a column of JSON, if any. */
function readJson<Value>(
  row: JobRow,
  key: "backoff" | "errors" | "progress" | "waitsFor" | "log",
): Value | undefined {
  const text = row[AT[key]] as string | null;
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw unreadable(row[AT.id] as string, key);
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
