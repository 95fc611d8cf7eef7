import {
  type AttemptError,
  type Backoff,
  type Delivery,
  type EpochMs,
  JOB_DEFAULTS,
  JOB_STATUSES,
  JOIN_RULES,
  type JobStatus,
  type JoinRule,
  type LogLine,
  type RunStep,
  type WaitsFor,
} from "@millrace/core";

/*
 * The text fields of a job's hash, see `job-hash.ts`. Each function returns `undefined` for what it
 * cannot read.
 */

/** The field `state`. */
export interface State {
  readonly status: JobStatus;
  readonly sequence: number;
  readonly token: number;
  readonly attempt: number;
  readonly type: string;
  readonly updatedAt: EpochMs;
}

/** Of a plain job, of one but for its concurrency key or its run, of one that others wait for, of any other. */
const STATE_KINDS: ReadonlySet<string> = new Set(["-", "=", ">", "&", "+"]);

/** The state of a job that was never moved; its type and time stand in the field `job`. */
export const NEW_STATE = { status: "PENDING", sequence: 1, token: 0, attempt: 0 } as const;

export function parseState(text: string): State | undefined {
  const [status, kind, sequence, token, attempt, type, updated, ...rest] = text.split(" ");
  const numbers = [sequence, token, attempt, updated].map((part = "") => parseNumber(part));
  const isStatus = JOB_STATUSES.includes(status as JobStatus) && STATE_KINDS.has(kind ?? "");
  if (!isStatus || rest.length > 0 || numbers.includes(undefined)) return undefined;
  const [sequenceNumber, tokenNumber, attemptNumber, updatedAt] = numbers as number[];
  return {
    status: status as JobStatus,
    sequence: sequenceNumber as number,
    token: tokenNumber as number,
    attempt: attemptNumber as number,
    type: type as string,
    updatedAt: updatedAt as number,
  };
}

/** The field `keep`. */
export interface Keep {
  readonly retentionMs: number;
  readonly isLarge: boolean;
  readonly idempotencyKey: string;
}

export const DEFAULT_KEEP: Keep = {
  retentionMs: JOB_DEFAULTS.retentionMs,
  isLarge: false,
  idempotencyKey: "",
};

export function parseKeep(text: string): Keep | undefined {
  const match = /^(\d+) ([01]) (.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, retention, large, idempotencyKey = ""] = match;
  return { retentionMs: Number(retention), isLarge: large === "1", idempotencyKey };
}

/** The key in the field `unique`; what ends the hold on it is for the scripts. */
export function parseUniqueKey(text: string): string | undefined {
  return /^[CFST] (.+)$/s.exec(text)?.[1];
}

/** The field `worker`. */
export interface LatestWorker {
  readonly startedAt?: EpochMs;
  readonly workerId?: string;
}

export function parseWorker(text: string): LatestWorker | undefined {
  const match = /^(\d+) (.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, started, workerId = ""] = match;
  return { startedAt: Number(started), workerId };
}

/** The field `start`. */
export interface StartDeadline {
  readonly expiresInMs?: number;
  readonly startBy?: EpochMs;
}

export function parseStart(text: string): StartDeadline | undefined {
  const [, expiresIn, startBy] = /^(\d+)(?: (\d+))?$/.exec(text) ?? [];
  if (expiresIn === undefined) return undefined;
  const expiresInMs = Number(expiresIn);
  return startBy === undefined ? { expiresInMs } : { expiresInMs, startBy: Number(startBy) };
}

export function parseBackoff(text: string): Backoff | undefined {
  const numbers = text.split(" ").map(parseNumber);
  if (numbers.length !== 4 || numbers.includes(undefined)) return undefined;
  const [initialMs, multiplier, maxMs, jitter] = numbers;
  return { initialMs, multiplier, maxMs, jitter } as Backoff;
}

export function parseDelivery(text: string): Delivery | undefined {
  return text === "AT_MOST_ONCE" || text === "AT_LEAST_ONCE" ? text : undefined;
}

export function parseErrors(text: string): AttemptError[] | undefined {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

/** The field `join`, and the ids of the jobs that are waited for. */
export function parseJoin(text: string, awaited: string): WaitsFor | undefined {
  const [rule, delay, ...rest] = text.split(" ");
  const delayMs = delay === undefined ? undefined : parseNumber(delay);
  const isJoin = JOIN_RULES.includes(rule as JoinRule) && rest.length === 0;
  if (!isJoin || (delay !== undefined && delayMs === undefined)) return undefined;
  const jobIds = awaited === "" ? [] : awaited.split(" ");
  const wait = { rule: rule as JoinRule, count: jobIds.length, jobIds };
  return delayMs === undefined ? wait : { ...wait, delayMs };
}

/** The field `run`. */
export function parseRunStep(text: string): RunStep | undefined {
  const [, id, step, epoch, index] = /^(\S+) (\S+) (\d+) (\d*)$/.exec(text) ?? [];
  if (id === undefined || step === undefined) return undefined;
  const place = { id, step, epoch: Number(epoch) };
  return index === "" ? place : { ...place, index: Number(index) };
}

export function parseLog(text: string): LogLine[] | undefined {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

export function parseNumber(text: string): number | undefined {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
