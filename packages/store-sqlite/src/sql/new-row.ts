import { encodeInert, type Job, type UniqueHold, type WaitsFor } from "@millrace/core";
import {
  backoffCell,
  type Cell,
  deliveryCell,
  groupCell,
  jsonCell,
  payloadCell,
  rankOf,
  textCell,
} from "./job-cells.ts";
import { type ColumnKey, nameOf, STATUS_CODES, statusCode } from "./job-columns.ts";
import { textOf } from "./stored-text.ts";

/*
 * A new job crosses to the database thread as the row that it becomes: a copy of the job itself would cost half
 * as much again as writing it.
 */

/** What a job does not have before it is moved; it is left out when a job is added. */
const UNSET = [
  "startedAt",
  "finishedAt",
  "errors",
  "progress",
  "log",
  "workerId",
  "cancelReason",
  "result",
  "keyHeldUntil",
] as const satisfies readonly ColumnKey[];

/** What every job begins with. */
const INITIAL = {
  token: 0,
  attempt: 0,
  cancelRequested: 0,
  sequence: 1,
  awaited: 0,
} as const satisfies Partial<Record<ColumnKey, number>>;

/** What only the thread knows: the file gives a row its number, and the queue a job its turn. */
type ByThread = "number" | "turn";

/** A column in which new jobs differ. */
type NewKey = Exclude<ColumnKey, ByThread | (typeof UNSET)[number] | keyof typeof INITIAL>;

/** What every new job has, in the order of its row. */
const COMMON = [
  "id",
  "type",
  "status",
  "rank",
  "payload",
  "priority",
  "maxAttempts",
  "delivery",
  "retentionMs",
  "runAt",
  "createdAt",
  "updatedAt",
] as const satisfies readonly NewKey[];

/** What only some have, in the order in which it stands behind. Most rows end before it. */
const RARE = [
  "inert",
  "backoff",
  "expiresInMs",
  "startBy",
  "idempotencyKey",
  "fingerprint",
  "concurrencyKey",
  "groupId",
  "uniqueKey",
  "uniqueHold",
  "waitsFor",
] as const satisfies readonly Exclude<NewKey, (typeof COMMON)[number]>[];

export const NEW_KEYS: readonly NewKey[] = [...COMMON, ...RARE];

/** Where a row has the value of each column. */
export const NEW_AT = Object.fromEntries(NEW_KEYS.map((key, i) => [key, i])) as Readonly<
  Record<NewKey, number>
>;

/** The values of a new job, up to the last one that is not NULL. */
export type NewRow = readonly Cell[];

/** The row of a job that was just made. */
export function newRow(job: Job, fingerprint?: string, uniqueHold?: UniqueHold): NewRow {
  // Written out: a loop over the columns takes a multiple of this.
  const common = [
    job.id,
    job.type,
    statusCode(job),
    rankOf(job),
    payloadCell(job),
    job.priority,
    job.maxAttempts,
    deliveryCell(job),
    job.retentionMs,
    job.runAt,
    job.createdAt,
    job.updatedAt,
  ] satisfies Cells<typeof COMMON>;
  const rare = [
    encodeInert(job) ?? null,
    backoffCell(job),
    job.expiresInMs ?? null,
    job.startBy ?? null,
    textCell(job.idempotencyKey),
    fingerprint ?? null,
    textCell(job.concurrencyKey),
    groupCell(job),
    textCell(job.uniqueKey),
    uniqueHold ?? null,
    jsonCell(job.waitsFor),
  ] satisfies Cells<typeof RARE>;
  const last = rare.findLastIndex((cell) => cell !== null);
  return last < 0 ? common : [...common, ...rare.slice(0, last + 1)];
}

type Cells<Keys extends readonly NewKey[]> = { readonly [Place in keyof Keys]: Cell };

/** The row of a job that has to wait for others first. */
export function blockedRow(row: NewRow, waitsFor: WaitsFor): NewRow {
  return withCells(row, {
    status: STATUS_CODES.BLOCKED,
    rank: 0,
    waitsFor: JSON.stringify(waitsFor),
  });
}

/** `row` with other values. */
export function withCells(row: NewRow, cells: { readonly [Key in NewKey]?: Cell }): NewRow {
  const next = NEW_KEYS.map((key, i) => cells[key] ?? row[i] ?? null);
  return next.slice(0, next.findLastIndex((cell) => cell !== null) + 1);
}

/** Whether the row is of a job that has a key, belongs to a group or waits for others. */
export function hasKeys(row: NewRow): boolean {
  return row.length > NEW_AT.idempotencyKey;
}

/** By what the queue and the keys of a new job are found. */
export function scopeOf(row: NewRow): Pick<Job, "type" | "concurrencyKey"> {
  const type = row[NEW_AT.type] as string;
  const key = row[NEW_AT.concurrencyKey] as string | null | undefined;
  return key == null ? { type } : { type, concurrencyKey: textOf(key) };
}

/** The ids of what the job waits for. */
export function awaitedBy(row: NewRow): readonly string[] {
  const waitsFor = row[NEW_AT.waitsFor] as string | null | undefined;
  return waitsFor == null ? [] : (JSON.parse(waitsFor) as WaitsFor).jobIds;
}

/** Adds jobs. Parameters: for each its turn, then `length` values of its row. */
export function insertJobs(jobs: number, length: number): string {
  const given = ["turn", ...NEW_KEYS.slice(0, length)];
  const columns = [...given, ...Object.keys(INITIAL)].map((key) => nameOf(key as ColumnKey));
  const row = `(${[...given.map(() => "?"), ...Object.values(INITIAL)].join(", ")})`;
  return `INSERT INTO jobs (${columns.join(", ")}) VALUES ${Array(jobs).fill(row).join(", ")}`;
}
