import {
  BOUNDS,
  basicJob,
  DEFAULT_BACKOFF,
  decodeInert,
  type EpochMs,
  type InertFields,
  isFinal,
  JOB_DEFAULTS,
  type Job,
  type JobViewKind,
  PREVIEW_BYTES,
  setInert,
} from "@millrace/core";
import {
  DEFAULT_KEEP,
  NEW_STATE,
  parseBackoff,
  parseDelivery,
  parseErrors,
  parseJoin,
  parseKeep,
  parseLog,
  parseNumber,
  parseRunStep,
  parseStart,
  parseState,
  parseUniqueKey,
  parseWorker,
} from "./hash-fields.ts";
import { defaultRetentionMs, hasInert, isKeyed } from "./job-hash.ts";

/** A job as a script returns it: id, expiry of its lease or `""`, large body or `""`, its hash. */
export type JobReply = readonly [
  id: Buffer,
  leaseExpiresAt: Buffer,
  largeBody: Buffer,
  fields: readonly Buffer[],
];

/** The same by the view `BASIC`: the beginning of a large body, no result, and the sizes of both or `""`. */
export type BasicReply = readonly [
  ...reply: JobReply,
  largeBytes: number | Buffer,
  resultBytes: number | Buffer,
];

/** A job that is being decoded. */
type MutableJob = { -readonly [Field in keyof Job]: Job[Field] };

/** A decoded job, its lease token, and the names of the fields that could not be read. */
export interface DecodedJob {
  readonly job: Job;
  readonly token: number;
  readonly unreadable: readonly string[];
}

/** What `lease.lua` writes to a job. */
export interface LeaseTerms {
  readonly now: EpochMs;
  readonly workerId: string;
  readonly leaseMs: number;
}

/** What stands before the body in a `job` field at most: a time, a kind, a type, three spaces. */
const HEAD_BYTES = 13 + 2 + 128 + 3;

/** What tells a plain job from others. */
export interface PlainJob {
  readonly id: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly createdAt: EpochMs;
  readonly inert?: Partial<InertFields> | undefined;
}

/** Reads the field `job`, and the further pieces of the body, as far as they are there. */
export function readPlainJob(
  id: string,
  { createdAt, kind, type, body }: JobField,
  pieces: readonly (Buffer | null)[] = [],
  unreadable: string[] = [],
): PlainJob {
  if (createdAt === 0) unreadable.push("job");
  const present = pieces.filter((piece) => piece !== null);
  if (present.length < pieces.length) unreadable.push(String(pieces.indexOf(null) + 1));
  return { id, type, createdAt, ...readBody(kind, body, present, unreadable) };
}

/**
 * Decodes a job that is plain, be it but for its concurrency key or its run, which is then `butFor`, and was leased for
 * its first attempt with these terms, as it is now.
 */
export function decodePlainJob(
  id: string,
  field: JobField,
  pieces: readonly (Buffer | null)[],
  terms: LeaseTerms,
  butFor?: string,
): DecodedJob {
  const unreadable: string[] = [];
  const plain = readPlainJob(id, field, pieces, unreadable);
  const job = leasedPlainJob(plain, terms);
  if (butFor !== undefined) {
    if (isKeyed(field.kind)) job.concurrencyKey = butFor;
    else {
      const run = parseRunStep(butFor);
      if (run === undefined) unreadable.push("run");
      else job.run = run;
      job.retentionMs = BOUNDS.maxRetentionMs;
    }
  }
  return { job, token: 1, unreadable };
}

/** A plain job that was leased for its first attempt with these terms, as it is now. */
export function leasedPlainJob(
  { id, type, payload, createdAt, inert }: PlainJob,
  { now, workerId, leaseMs }: LeaseTerms,
): MutableJob {
  // Written out instead of made by the domain's rules: this is done for nearly every job.
  const job: MutableJob = {
    ...JOB_DEFAULTS,
    id,
    type,
    payload,
    status: "RUNNING",
    attempt: 1,
    backoff: DEFAULT_BACKOFF,
    metadata: {},
    runAt: createdAt,
    createdAt,
    updatedAt: now,
    startedAt: now,
    leaseExpiresAt: now + leaseMs,
    workerId,
    errors: [],
    cancelRequested: false,
    sequence: 2,
  };
  if (inert !== undefined) setInert(job, inert);
  return job;
}

/** Decodes a job; unreadable fields get their defaults and are named. `job-hash.ts` describes the hash. */
export function decodeJob([id, leaseExpiresAt, largeBody, fields]: JobReply): DecodedJob {
  const { text, pieces, result } = readHash(fields);
  const unreadable: string[] = [];
  const read = <Value>(
    field: string,
    parse: (text: string) => Value | undefined,
    fallback: Value,
  ): Value => {
    const value = text[field];
    if (value === undefined) return fallback;
    const parsed = parse(value);
    if (parsed === undefined) unreadable.push(field);
    return parsed ?? fallback;
  };

  const { createdAt, kind, type, body } = splitJobField(pieces[0] ?? NO_BYTES);
  if (createdAt === 0) unreadable.push("job");
  const state =
    text["state"] === undefined
      ? { ...NEW_STATE, type, updatedAt: createdAt }
      : read("state", parseState, { ...NEW_STATE, status: "FAILED", type, updatedAt: createdAt });
  const run = read("run", parseRunStep, undefined);
  const kept = { ...DEFAULT_KEEP, retentionMs: defaultRetentionMs(run) };
  const { retentionMs, isLarge, idempotencyKey } = read("keep", parseKeep, kept);
  const { startedAt, workerId } = read("worker", parseWorker, {});
  const { expiresInMs, startBy } = read("start", parseStart, {});
  const { payload, inert } = isLarge
    ? readBody(kind, largeBody, [], unreadable)
    : readBody(kind, body, pieces.slice(1), unreadable);
  const job: MutableJob = {
    id: id.toString("latin1"),
    type: state.type,
    payload,
    status: state.status,
    priority: read("priority", parseNumber, JOB_DEFAULTS.priority),
    attempt: state.attempt,
    maxAttempts: read("maxAttempts", parseNumber, JOB_DEFAULTS.maxAttempts),
    backoff: read("backoff", parseBackoff, DEFAULT_BACKOFF),
    delivery: read("delivery", parseDelivery, JOB_DEFAULTS.delivery),
    retentionMs,
    metadata: {},
    runAt: read("runAt", parseNumber, createdAt),
    createdAt,
    updatedAt: state.updatedAt,
    errors: read("errors", parseErrors, []),
    cancelRequested: text["cancelRequested"] !== undefined,
    sequence: state.sequence,
  };
  if (inert !== undefined) setInert(job, inert);
  const { cancelReason, progress, progressMessage, ckey } = text;
  if (ckey !== undefined) job.concurrencyKey = ckey;
  if (text["log"] !== undefined) job.log = read("log", parseLog, []);
  if (idempotencyKey !== "") job.idempotencyKey = idempotencyKey;
  const uniqueKey = read("unique", parseUniqueKey, undefined);
  if (uniqueKey !== undefined) job.uniqueKey = uniqueKey;
  if (text["group"] !== undefined) job.groupId = text["group"];
  if (run !== undefined) job.run = run;
  if (expiresInMs !== undefined) job.expiresInMs = expiresInMs;
  if (startBy !== undefined) job.startBy = startBy;
  if (startedAt !== undefined) job.startedAt = startedAt;
  if (workerId !== undefined) job.workerId = workerId;
  if (isFinal(state.status)) {
    job.finishedAt = state.updatedAt;
    const { expires = `${state.updatedAt + retentionMs}` } = text;
    if (expires !== "-") job.expiresAt = Number(expires);
  }
  if (leaseExpiresAt.length > 0) job.leaseExpiresAt = Number(leaseExpiresAt.toString("latin1"));
  if (result !== undefined) job.result = new Uint8Array(result);
  if (cancelReason !== undefined) job.cancelReason = cancelReason;
  if (text["join"] !== undefined) {
    const waitsFor = read("join", (join) => parseJoin(join, text["awaited"] ?? ""), undefined);
    if (waitsFor !== undefined) job.waitsFor = waitsFor;
  }
  if (progress !== undefined) {
    const fraction = read("progress", parseNumber, 0);
    job.progress =
      progressMessage === undefined ? { fraction } : { fraction, message: progressMessage };
  }
  return { job, token: state.token, unreadable };
}

/** Decodes a job that a script returned by a view. */
export function decodeByView(reply: JobReply | BasicReply, view: JobViewKind): DecodedJob {
  return view === "FULL" ? decodeJob(reply as JobReply) : decodeBasicJob(reply as BasicReply);
}

function decodeBasicJob([id, leaseExpiresAt, beginning, fields, ...sizes]: BasicReply): DecodedJob {
  const decoded = decodeJob([id, leaseExpiresAt, beginning, fields]);
  const { payload, result } = decoded.job;
  const [largeBytes, resultBytes = result?.length] = sizes.map(sizeOf);
  const inertBytes = beginning.length - payload.length;
  const leftOut = {
    payloadBytes: largeBytes === undefined ? payload.length : largeBytes - inertBytes,
    payloadPreview: payload.slice(0, PREVIEW_BYTES),
  };
  const job = basicJob(
    decoded.job,
    resultBytes === undefined ? leftOut : { ...leftOut, resultBytes },
  );
  return { ...decoded, job };
}

function sizeOf(size: number | Buffer): number | undefined {
  return typeof size === "number" ? size : undefined;
}

const NO_BYTES = Buffer.alloc(0);
const PIECE = /^\d+$/;

/** The fields of a hash: its bytes, and the rest as text. */
interface Hash {
  readonly text: { [field: string]: string | undefined };
  /** The field `job`, and the rest of the body behind it. */
  readonly pieces: readonly Buffer[];
  readonly result: Buffer | undefined;
}

function readHash(fields: readonly Buffer[]): Hash {
  const text: Hash["text"] = {};
  const pieces: Buffer[] = [];
  let result: Buffer | undefined;
  for (let i = 0; i < fields.length; i += 2) {
    const field = (fields[i] as Buffer).toString("latin1");
    const value = fields[i + 1] as Buffer;
    if (field === "job") pieces[0] = value;
    else if (field === "result") result = value;
    else if (PIECE.test(field)) pieces[Number(field)] = value;
    else text[field] = value.toString();
  }
  return { text, pieces, result };
}

const LINE_END = 0x0a;

/** What the body of a job of this kind holds; names what cannot be read. */
function readBody(
  kind: string,
  first: Buffer,
  further: readonly Buffer[],
  unreadable: string[],
): Pick<PlainJob, "payload" | "inert"> {
  const body = further.length === 0 ? first : Buffer.concat([first, ...further]);
  // A copy each: what the driver returns are slices of all that it has read.
  if (!hasInert(kind)) return { payload: new Uint8Array(body) };
  const lineEnd = Math.max(0, body.indexOf(LINE_END));
  const inert = decodeInert(body.toString("utf8", 0, lineEnd));
  unreadable.push(...inert.unreadable);
  return { payload: new Uint8Array(body.subarray(lineEnd + 1)), inert: inert.fields };
}

/** The parts of the field `job`. */
export interface JobField {
  /** 0 when it cannot be read. */
  readonly createdAt: EpochMs;
  readonly kind: string;
  readonly type: string;
  readonly body: Buffer;
}

export function splitJobField(field: Buffer): JobField {
  // Read once: each call on a Buffer leaves JavaScript, which takes longer than the rest of this.
  const head = field.toString("latin1", 0, HEAD_BYTES);
  const timeEnd = head.indexOf(" ");
  const kindEnd = head.charAt(timeEnd + 2) === " " ? timeEnd + 2 : timeEnd + 3;
  const typeEnd = head.indexOf(" ", kindEnd + 1);
  if (timeEnd < 0 || typeEnd < 0) return { createdAt: 0, kind: "+", type: "", body: field };
  return {
    createdAt: parseNumber(head.slice(0, timeEnd)) ?? 0,
    kind: head.slice(timeEnd + 1, kindEnd),
    type: head.slice(kindEnd + 1, typeEnd),
    body: field.subarray(typeEnd + 1),
  };
}
