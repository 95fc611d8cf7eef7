import {
  type Backoff,
  DEFAULT_BACKOFF,
  encodeInert,
  type Job,
  NEVER,
  type UniqueHold,
} from "@millrace/core";
import { type ColumnKey, statusCode } from "./job-columns.ts";
import { storedText } from "./stored-text.ts";

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
      return job.expiresAt ?? NEVER;
  }
}

/** Payloads up to this length stand in the job's own row. */
const INLINE_PAYLOAD_BYTES = 1_024;

/** Whether the payload stands in the job's own row. */
export const isInline = (payload: Uint8Array): boolean => payload.length <= INLINE_PAYLOAD_BYTES;

/** The value of a column. */
export type Cell = string | number | Uint8Array | null;

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
  payload: payloadCell,
  status: statusCode,
  priority: ({ priority }) => priority,
  attempt: ({ attempt }) => attempt,
  maxAttempts: ({ maxAttempts }) => maxAttempts,
  backoff: backoffCell,
  delivery: deliveryCell,
  retentionMs: ({ retentionMs }) => retentionMs,
  idempotencyKey: ({ idempotencyKey }) => textCell(idempotencyKey),
  uniqueKey: ({ uniqueKey }) => textCell(uniqueKey),
  concurrencyKey: ({ concurrencyKey }) => textCell(concurrencyKey),
  groupId: groupCell,
  runAt: ({ runAt }) => runAt,
  expiresInMs: ({ expiresInMs }) => expiresInMs ?? null,
  startBy: ({ startBy }) => startBy ?? null,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  startedAt: ({ startedAt }) => startedAt ?? null,
  finishedAt: ({ finishedAt }) => finishedAt ?? null,
  result: ({ result }) => (result === undefined ? null : wholeBytes(result)),
  errors: ({ errors }) => (errors.length === 0 ? null : JSON.stringify(errors)),
  progress: ({ progress }) => jsonCell(progress),
  log: ({ log }) => jsonCell(log),
  workerId: ({ workerId }) => textCell(workerId),
  cancelRequested: ({ cancelRequested }) => (cancelRequested ? 1 : 0),
  cancelReason: ({ cancelReason }) => textCell(cancelReason),
  waitsFor: ({ waitsFor }) => jsonCell(waitsFor),
  sequence: ({ sequence }) => sequence,
};

/** What the columns of `keys` get of a job. */
export function cellsOf(keys: readonly ColumnKey[]): (stored: StoredJob) => Cell[] {
  const cells = keys.map((key) => CELLS[key]);
  return (stored) => {
    const values: Cell[] = [];
    for (const cell of cells) values.push(cell(stored.job, stored));
    return values;
  };
}

/**
 * The same bytes in a buffer of their own, because a message to a thread copies the whole buffer of an array.
 * Empty ones are new: Node 22 binds those as NULL that have come from another thread, or gone to one.
 */
export function wholeBytes(bytes: Uint8Array): Uint8Array {
  const isWhole = bytes.length > 0 && bytes.byteLength === bytes.buffer.byteLength;
  return isWhole ? bytes : new Uint8Array(bytes);
}

/** NULL for a payload that has a row of its own. */
export function payloadCell({ payload }: Job): Cell {
  return isInline(payload) ? wholeBytes(payload) : null;
}

export function backoffCell({ backoff }: Job): Cell {
  return isDefaultBackoff(backoff) ? null : JSON.stringify(backoff);
}

export function deliveryCell({ delivery }: Job): Cell {
  return delivery === "AT_MOST_ONCE" ? 1 : 0;
}

const RUN_PREFIX = "run ";

/** By what a job is counted: its group, or `run ID`, as a job of a run has no group. */
export function groupCell({ groupId, run }: Pick<Job, "groupId" | "run">): Cell {
  return run === undefined ? (groupId ?? null) : groupOfRun(run.id);
}

/** What stands in place of the group of the jobs of a run. */
export function groupOfRun(runId: string): string {
  return RUN_PREFIX + runId;
}

/** The run whose jobs have this in place of a group; `undefined` for a group. */
export function runOfGroup(group: string): string | undefined {
  return group.startsWith(RUN_PREFIX) ? group.slice(RUN_PREFIX.length) : undefined;
}

export function textCell(text: string | undefined): Cell {
  return text === undefined ? null : storedText(text);
}

export function jsonCell(value: object | undefined): Cell {
  return value === undefined ? null : JSON.stringify(value);
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
