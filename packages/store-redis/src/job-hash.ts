import {
  type Backoff,
  BOUNDS,
  DEFAULT_BACKOFF,
  type EnqueueRequest,
  encodeInert,
  type InertFields,
  JOB_DEFAULTS,
  type Job,
  type JobSpec,
  type JoinSpec,
  type RunStep,
  type UniqueHold,
  type UniqueSpec,
} from "@millrace/core";

/*
 * A job's hash. A plain job is one with nothing but defaults in all that a move depends on: it begins as
 * the field `job`, and gets `state` and `worker` with its first lease. Its body is the payload; what no
 * move depends on stands before that as a line of JSON, which the scripts carry unread.
 *
 *   job               "created kind type body": times are in ms; kind is a letter for a plain job that
 *                     was never moved or is at its first attempt, which tells how many further pieces
 *                     the body has, none for a, and has = behind it for one that is plain but for its
 *                     concurrency key, > for one that is so but for its run; + for any other job; when the body begins with JSON, a capital
 *                     letter or *
 *   1, 2, 3, …        the rest of a body that does not fit there, in pieces; one that would need more
 *                     than MAX_PIECES has a key of its own
 *   state             "status kind sequence token attempt type updated", once the job was moved or is
 *                     scheduled; kind is - for a plain job, = for one but for its concurrency key, > for one but for its run, & for one that others wait for, + for any
 *                     other; updated is the time of the last change
 *   worker            "started worker-id", of the latest attempt
 *   keep              "retention large key": how long the job is kept, whether its body has a key of
 *                     its own (1 or 0), the idempotency key
 *   unique            "hold key": what ends the job's hold on its unique key, as a letter of HOLD_LETTERS,
 *                     and the key
 *   successor         the id of the job that is to have the unique key next, and waits for this one meanwhile
 *   ckey              the concurrency key
 *   group             the id of the job's group
 *   run               "run step epoch index", of the job of a step of a run; the last is empty without one
 *   priority, maxAttempts, delivery, runAt, result
 *   start             "expires-in start-by", of a job with a start deadline; the first alone once that counts
 *                     no more
 *   backoff           "initial multiplier max jitter"
 *   expires           when a finished job is forgotten, - for never, where that is not after its retention: of one
 *                     that has failed and kept the turn of its key, see scripts/lib/key-keepers.lua
 *   errors, log       JSON
 *   progress, progressMessage, cancelRequested, cancelReason
 *   join              "rule" or "rule delay-in-ms", of a blocked job: see lib/join.lua
 *
 * Few fields, because each costs every script that reads or writes it. Small fields, because Redis
 * keeps a hash in its compact form only while every value has at most 64 bytes: a payload of some
 * hundred bytes takes about two thirds of the memory in pieces that it would take whole.
 */
const PIECE_BYTES = 64;
export const MAX_PIECES = 16;
/** The kinds of plain jobs without further pieces. */
const PLAIN = "a".charCodeAt(0);
const PLAIN_WITH_INERT = "A".charCodeAt(0);
/** What the field `job` has besides the type and the body: a time, a kind and three spaces. */
const JOB_FIELD_BYTES = 13 + 1 + 3;
/** What stands behind the kind of a job that is plain but for its concurrency key. */
export const KEYED = "=";
/** What stands behind the kind of a job that is plain but for its run. */
export const STEP = ">";

/** What ends the hold of a job on its unique key, as the scripts are told it. */
export const HOLD_LETTERS: { readonly [Hold in UniqueHold]: string } = {
  FINISHED: "F",
  STARTED: "S",
  COMPLETED: "C",
  TTL: "T",
};

/** A value as it goes to Redis. */
export type Value = string | number | Buffer;

/** What `enqueue.lua` is told about a job besides its id, type and priority. */
export interface EncodedSpec {
  /**
   * As the field `job` has it. Of a job with options of which its hash, its unique key and when it is due say all: a
   * small letter for the further pieces, that kind, and how many arguments are behind these, if any; of a unique one
   * a colon, for how many ms it holds its key, if for a time, and where it is to replace the job that holds it ! and
   * how many ms after that was created it is due at the latest, if it is; then @ and when it is due, unless at once.
   */
  readonly kind: string;
  readonly firstPiece: Value;
  /**
   * Further pieces of a plain job's body, behind its concurrency key if it has one; those of a job with options, behind
   * its field `unique` if it is one, and its fields; what any other job has besides.
   */
  readonly more: readonly Value[];
}

/** The arguments for the job that `spec` makes. */
export function encodeSpec(spec: JobSpec, fingerprint = ""): EncodedSpec {
  const { concurrencyKey } = spec;
  const { hasInert, firstPiece, pieces, large } = encodeBody(spec);
  const options: Value[] = [];
  pushOptions(options, spec, large !== undefined);
  const due = encodeDue(spec);
  const isNow = due === "" && spec.join === undefined && spec.expiresInMs === undefined;
  const isOnesOwn = spec.unique === undefined && spec.groupId === undefined;
  const isPlainButFor = concurrencyKey === undefined || spec.run === undefined;
  if (options.length === 0 && isNow && isOnesOwn && isPlainButFor) {
    const kind = String.fromCharCode((hasInert ? PLAIN_WITH_INERT : PLAIN) + pieces.length);
    if (spec.run !== undefined) {
      return { kind: kind + STEP, firstPiece, more: [encodeRunStep(spec.run), ...pieces] };
    }
    if (concurrencyKey === undefined) return { kind, firstPiece, more: pieces };
    return { kind: kind + KEYED, firstPiece, more: [concurrencyKey, ...pieces] };
  }
  if (large === undefined && isOptionsAlone(spec)) {
    const letter = String.fromCharCode(PLAIN + pieces.length);
    const { unique } = spec;
    const kind =
      letter +
      generalKind(hasInert) +
      (options.length || "") +
      (unique === undefined ? "" : `:${unique.ttlMs ?? ""}${replacing(unique)}`) +
      (due === "" ? "" : `@${due}`);
    const fields = unique === undefined ? [] : [uniqueField(unique)];
    return { kind, firstPiece, more: [...fields, ...pieces, ...options] };
  }
  return encodeGeneral(spec, fingerprint, { hasInert, firstPiece, pieces, large }, options);
}

/** The same for a job that is not plain, whatever it is. */
export function encodeGeneralSpec(spec: JobSpec): EncodedSpec {
  const body = encodeBody(spec);
  const options: Value[] = [];
  pushOptions(options, spec, body.large !== undefined);
  return encodeGeneral(spec, "", body, options);
}

function encodeGeneral(
  spec: JobSpec,
  fingerprint: string,
  { hasInert, firstPiece, pieces, large }: EncodedBody,
  options: Value[],
): EncodedSpec {
  if (spec.concurrencyKey !== undefined) options.push("ckey", spec.concurrencyKey);
  if (spec.groupId !== undefined) options.push("group", spec.groupId);
  if (spec.run !== undefined) options.push("run", encodeRunStep(spec.run));
  const unique = spec.unique === undefined ? "" : uniqueClaim(spec.unique);
  if (spec.unique !== undefined) options.push("unique", uniqueField(spec.unique));
  const keys = [spec.idempotencyKey ?? "", fingerprint, large ?? "", unique];
  const terms = [
    encodeJoin(spec.join),
    spec.expiresInMs ?? "",
    spec.concurrencyKey ?? "",
    spec.groupId ?? "",
  ];
  const more = [encodeDue(spec), ...keys, ...terms, ...fieldsOf(pieces), ...options];
  return { kind: generalKind(hasInert), firstPiece, more };
}

export function fieldsOf(pieces: readonly Buffer[]): Value[] {
  return pieces.flatMap((piece, i) => [i + 1, piece]);
}

/** What `update.lua` is told to give a job, which it has read, another body. */
export function encodeNewBody(job: Job): readonly Value[] {
  const { hasInert, firstPiece, pieces, large } = encodeBody(job);
  return [generalKind(hasInert), large ?? "", firstPiece, ...pieces];
}

/** The body of a job in the parts in which Redis keeps it. */
interface EncodedBody {
  readonly hasInert: boolean;
  readonly firstPiece: Value;
  readonly pieces: readonly Buffer[];
  /** The whole of it when it has a key of its own. */
  readonly large: Buffer | undefined;
}

export function encodeBody(
  job: Pick<Job, "type" | "payload" | "concurrencyKey"> & Partial<InertFields>,
): EncodedBody {
  // What it says of a run has a field of its own.
  const inert = encodeInert(job.run === undefined ? job : withoutRun(job));
  const hasInert = inert !== undefined;
  const payload = asBuffer(job.payload);
  const body = hasInert ? Buffer.concat([Buffer.from(`${inert}\n`), payload]) : payload;
  const isPlain = job.concurrencyKey === undefined && job.run === undefined;
  const headBytes = JOB_FIELD_BYTES + (isPlain ? 0 : KEYED.length);
  const room = Math.max(0, PIECE_BYTES - headBytes - job.type.length);
  if (body.length <= room)
    return { hasInert, firstPiece: body, pieces: NO_PIECES, large: undefined };
  if (body.length > room + MAX_PIECES * PIECE_BYTES) {
    return { hasInert, firstPiece: "", pieces: NO_PIECES, large: body };
  }
  const pieces = split(body.subarray(room));
  return { hasInert, firstPiece: body.subarray(0, room), pieces, large: undefined };
}

function withoutRun({ run: _, ...rest }: Partial<InertFields>): Partial<InertFields> {
  return rest;
}

const NO_PIECES: readonly Buffer[] = [];

export function generalKind(hasInert: boolean): string {
  return hasInert ? "*" : "+";
}

/** Whether a job is plain, by its kind. */
export function isPlain(kind: string): boolean {
  return kind.length === 1 && !isSpecial(kind);
}

/** Whether a job is plain but for its concurrency key, by its kind. */
export function isKeyed(kind: string): boolean {
  return kind.endsWith(KEYED);
}

/** Whether a job is plain but for its run, by its kind. */
export function isStep(kind: string): boolean {
  return kind.endsWith(STEP);
}

/** Whether a job is neither plain, be it but for its concurrency key or its run, nor one with options of which its hash, its unique key and when it is due say all. */
export function isSpecial(kind: string): boolean {
  return kind === "+" || kind === "*";
}

const LOWER_CASE = 0x20;
const LETTER_A = 0x61;

/** How many further pieces the body of a plain job has, by the letter of its kind, small or large. */
export function furtherPieces(kind: string): number {
  return (kind.charCodeAt(0) | LOWER_CASE) - LETTER_A;
}

/** Whether the body begins with a line of JSON. */
export function hasInert(kind: string): boolean {
  return kind === "*" || (kind >= "A" && kind <= "Z");
}

function split(rest: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < rest.length; at += PIECE_BYTES) {
    pieces.push(rest.subarray(at, at + PIECE_BYTES));
  }
  return pieces;
}

/** How long a job is kept that says nothing of it. */
export function defaultRetentionMs(run: RunStep | undefined): number {
  return run === undefined ? JOB_DEFAULTS.retentionMs : BOUNDS.maxRetentionMs;
}

function pushOptions(fields: Value[], spec: JobSpec, isLarge: boolean): void {
  const { retentionMs, idempotencyKey = "", run } = spec;
  if (isLarge || idempotencyKey !== "" || retentionMs !== defaultRetentionMs(run)) {
    fields.push("keep", `${retentionMs} ${isLarge ? 1 : 0} ${idempotencyKey}`);
  }
  if (spec.priority !== JOB_DEFAULTS.priority) fields.push("priority", spec.priority);
  if (spec.maxAttempts !== JOB_DEFAULTS.maxAttempts) fields.push("maxAttempts", spec.maxAttempts);
  if (spec.delivery !== JOB_DEFAULTS.delivery) fields.push("delivery", spec.delivery);
  if (spec.backoff !== DEFAULT_BACKOFF) fields.push("backoff", encodeBackoff(spec.backoff));
}

export function encodeRunStep({ id, step, epoch, index }: RunStep): string {
  return `${id} ${step} ${epoch} ${index ?? ""}`;
}

function uniqueField({ hold, key }: UniqueSpec): string {
  return `${HOLD_LETTERS[hold]} ${key}`;
}

/** Whether the hash of a job, its unique key and when it is due say all of it. */
function isOptionsAlone(spec: JobSpec): boolean {
  const { idempotencyKey, concurrencyKey, groupId, join, expiresInMs, run } = spec;
  const others = [idempotencyKey, concurrencyKey, groupId, join, expiresInMs, run];
  return others.every((other) => other === undefined);
}

/** That a job replaces the one that holds its key, as the scripts are told it, or `""`. */
function replacing({ onConflict, maxWaitMs }: UniqueSpec): string {
  return onConflict === "REPLACE" ? `!${maxWaitMs ?? ""}` : "";
}

function uniqueClaim(unique: UniqueSpec): string {
  const { key, hold, ttlMs } = unique;
  return `${HOLD_LETTERS[hold]}${ttlMs ?? ""}${replacing(unique)} ${key}`;
}

function encodeJoin(join: JoinSpec | undefined): string {
  return join === undefined ? "" : `${join.rule} ${join.delayMs ?? ""} ${join.jobIds.join(" ")}`;
}

/** The field `join` of a blocked job. */
export function encodeJoinField({ rule, delayMs }: Pick<JoinSpec, "rule" | "delayMs">): string {
  return delayMs === undefined ? rule : `${rule} ${delayMs}`;
}

/** When a job is due as the scripts read it: `""` for no time and no delay. */
export function encodeDue({
  runAt,
  delayMs = 0,
}: Pick<EnqueueRequest, "runAt" | "delayMs">): Value {
  if (runAt !== undefined) return runAt;
  return delayMs > 0 ? `+${delayMs}` : "";
}

/** The same bytes as a Buffer, which is the only kind of bytes that the driver sends as they are. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (Buffer.isBuffer(bytes)) return bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `backoff` as the scripts read it. */
export function encodeBackoff({ initialMs, multiplier, maxMs, jitter }: Backoff): string {
  return `${initialMs} ${multiplier} ${maxMs} ${jitter}`;
}
