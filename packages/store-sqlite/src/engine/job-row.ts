import {
  type AttemptError,
  type Backoff,
  basicJob,
  corruptJob,
  DEFAULT_BACKOFF,
  decodeInert,
  type EpochMs,
  isFinal,
  type Job,
  type LogLine,
  type MillraceError,
  NEVER,
  type Progress,
  setInert,
  type UniqueHold,
  type WaitsFor,
} from "@millrace/core";
import { cellsOf, type StoredJob } from "../sql/job-cells.ts";
import {
  AT,
  type JobRow,
  MOVED_COLUMNS,
  REPLACED_COLUMNS,
  RESTORED_COLUMNS,
  SIZES_AT,
  statusOf,
  UPDATED_COLUMNS,
} from "../sql/job-columns.ts";
import { textOf } from "../sql/stored-text.ts";

/** Also stands for a payload that was not read. */
export const NO_BYTES = new Uint8Array();

/** The parameters of CHANGE_JOB. */
export const changeValues = cellsOf([...MOVED_COLUMNS.map(({ key }) => key), "number"]);

/** The parameters of REPLACE_JOB. */
export const replaceValues = cellsOf([...REPLACED_COLUMNS.map(({ key }) => key), "number"]);

/** The parameters of RESTORE_JOB. */
export const restoreValues = cellsOf(RESTORED_COLUMNS.map(({ key }) => key));

/** The parameters of UPDATE_JOB. */
export const updateValues = cellsOf([...UPDATED_COLUMNS.map(({ key }) => key), "number"]);

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
  if (groupId !== null && job.run === undefined) job.groupId = groupId;
  const expiresInMs = row[AT.expiresInMs] as number | null;
  if (expiresInMs !== null) job.expiresInMs = expiresInMs;
  const startBy = row[AT.startBy] as number | null;
  if (startBy !== null) job.startBy = startBy;
  const startedAt = row[AT.startedAt] as number | null;
  if (startedAt !== null) job.startedAt = startedAt;
  const finishedAt = row[AT.finishedAt] as number | null;
  if (finishedAt !== null) job.finishedAt = finishedAt;
  if (isFinal(status) && rank !== NEVER) job.expiresAt = rank;
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
