import {
  type AttemptError,
  type Backoff,
  DEFAULT_BACKOFF,
  type Delivery,
  type EpochMs,
  isFinal,
  JOB_DEFAULTS,
  JOB_STATUSES,
  type Job,
  type JobStatus,
} from "@millrace/core";

/** A job as a script returns it: id, expiry of its lease or `""`, large payload or `""`, its hash. */
export type JobReply = readonly [
  id: Buffer,
  leaseExpiresAt: Buffer,
  largePayload: Buffer,
  fields: readonly Buffer[],
];

/** A decoded job, its lease token, and the names of the fields that could not be read. */
export interface DecodedJob {
  readonly job: Job;
  readonly token: number;
  readonly unreadable: readonly string[];
}

/** Decodes a job; unreadable fields get their defaults and are named. `job-hash.ts` describes the hash. */
export function decodeJob([id, leaseExpiresAt, largePayload, fields]: JobReply): DecodedJob {
  const { text, payload, result } = readHash(fields);
  const unreadable: string[] = [];
  const read = <Value>(
    field: string,
    parse: (text: string) => Value | undefined,
    fallback: Value,
  ) => {
    const value = text[field];
    if (value === undefined) return fallback;
    const parsed = parse(value);
    if (parsed === undefined) unreadable.push(field);
    return parsed ?? fallback;
  };
  for (const field of ["type", "created"]) {
    if (text[field] === undefined) unreadable.push(field);
  }
  const createdAt = read("created", parseNumber, 0);
  const state = read("state", parseState, { ...NEW_STATE, updatedAt: createdAt });
  const { retentionMs, isLarge, idempotencyKey } = read("keep", parseKeep, DEFAULT_KEEP);
  const job: { -readonly [Field in keyof Job]: Job[Field] } = {
    id: id.toString("latin1"),
    type: text["type"] ?? "",
    payload: isLarge ? new Uint8Array(largePayload) : payload,
    status: state.status,
    priority: read("priority", parseNumber, JOB_DEFAULTS.priority),
    attempt: state.attempt,
    maxAttempts: read("maxAttempts", parseNumber, JOB_DEFAULTS.maxAttempts),
    backoff: read("backoff", parseBackoff, DEFAULT_BACKOFF),
    delivery: read<Delivery>("delivery", parseDelivery, JOB_DEFAULTS.delivery),
    retentionMs,
    metadata: read("metadata", parseMetadata, {}),
    runAt: read("runAt", parseNumber, createdAt),
    createdAt,
    updatedAt: state.updatedAt,
    errors: read("errors", parseErrors, []),
    cancelRequested: text["cancelRequested"] !== undefined,
    sequence: state.sequence,
  };
  const timeoutMs = read("timeout", parseNumber, 0);
  if (timeoutMs > 0) job.timeoutMs = timeoutMs;
  if (idempotencyKey !== "") job.idempotencyKey = idempotencyKey;
  if (state.startedAt > 0) job.startedAt = state.startedAt;
  if (isFinal(state.status)) {
    job.finishedAt = state.updatedAt;
    job.expiresAt = state.updatedAt + retentionMs;
  }
  if (leaseExpiresAt.length > 0) job.leaseExpiresAt = Number(leaseExpiresAt.toString("latin1"));
  if (result !== undefined) job.result = result;
  const { worker, cancelReason, progress, progressMessage } = text;
  if (worker !== undefined) job.workerId = worker;
  if (cancelReason !== undefined) job.cancelReason = cancelReason;
  if (progress !== undefined) {
    const fraction = read("progress", parseNumber, 0);
    job.progress =
      progressMessage === undefined ? { fraction } : { fraction, message: progressMessage };
  }
  return { job, token: state.token, unreadable };
}

/** The fields of a hash: the two that are bytes, and the rest as text. */
interface Hash {
  readonly text: { [field: string]: string | undefined };
  readonly payload: Uint8Array;
  readonly result: Uint8Array | undefined;
}

const NO_BYTES = new Uint8Array(0);
const DIGIT = /^\d/;

function readHash(fields: readonly Buffer[]): Hash {
  const text: Hash["text"] = {};
  const pieces: Buffer[] = [];
  let payload: Uint8Array = NO_BYTES;
  let result: Uint8Array | undefined;
  for (let i = 0; i < fields.length; i += 2) {
    const field = (fields[i] as Buffer).toString("latin1");
    const value = fields[i + 1] as Buffer;
    // Bytes are copied: what the driver returns are slices of all that it has read.
    if (field === "payload") payload = new Uint8Array(value);
    else if (field === "result") result = new Uint8Array(value);
    else if (DIGIT.test(field)) pieces[Number(field)] = value;
    else text[field] = value.toString();
  }
  if (pieces.length > 0) payload = new Uint8Array(Buffer.concat(pieces));
  return { text, payload, result };
}

interface State {
  readonly status: JobStatus;
  readonly sequence: number;
  readonly token: number;
  readonly attempt: number;
  readonly updatedAt: EpochMs;
  readonly startedAt: EpochMs;
}

const NEW_STATE = { status: "PENDING", sequence: 1, token: 0, attempt: 0, startedAt: 0 } as const;

function parseState(text: string): State | undefined {
  const [status, ...numbers] = text.split(" ");
  const [sequence, token, attempt, updatedAt, startedAt] = numbers.map(Number);
  const isStatus = JOB_STATUSES.includes(status as JobStatus);
  if (!isStatus || numbers.length !== 5 || !numbers.every(isNumber)) return undefined;
  return { status, sequence, token, attempt, updatedAt, startedAt } as State;
}

interface Keep {
  readonly retentionMs: number;
  readonly isLarge: boolean;
  readonly idempotencyKey: string;
}

const DEFAULT_KEEP: Keep = {
  retentionMs: JOB_DEFAULTS.retentionMs,
  isLarge: false,
  idempotencyKey: "",
};

function parseKeep(text: string): Keep | undefined {
  const match = /^(\d+) ([01]) (.*)$/s.exec(text);
  if (match === null) return undefined;
  const [, retention, large, idempotencyKey = ""] = match;
  return { retentionMs: Number(retention), isLarge: large === "1", idempotencyKey };
}

function parseBackoff(text: string): Backoff | undefined {
  const [initialMs, multiplier, maxMs, jitter] = text.split(" ").map(Number);
  const backoff = { initialMs, multiplier, maxMs, jitter };
  return Object.values(backoff).every(Number.isFinite) ? (backoff as Backoff) : undefined;
}

function parseDelivery(text: string): Delivery | undefined {
  return text === "AT_MOST_ONCE" || text === "AT_LEAST_ONCE" ? text : undefined;
}

function parseMetadata(text: string): Record<string, string> | undefined {
  const value = parseJson(text);
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, string>) : undefined;
}

function parseErrors(text: string): AttemptError[] | undefined {
  const value = parseJson(text);
  return Array.isArray(value) ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isNumber = (text: string) => text !== "" && Number.isFinite(Number(text));

function parseNumber(text: string): number | undefined {
  return isNumber(text) ? Number(text) : undefined;
}
