import { type Backoff, DEFAULT_BACKOFF, JOB_DEFAULTS, type JobSpec } from "@millrace/core";

/*
 * A job's hash. A plain job, that is one with nothing but defaults, has only the first three fields.
 *
 *   state             "status kind sequence token attempt type updated"; kind is - for a plain job, +
 *                     for any other; updated is the time of the last change, in ms like all times
 *   job               "created payload"
 *   worker            "started worker-id", of the latest attempt
 *   keep              "retention large key": how long the job is kept, whether its payload has a key of
 *                     its own (1 or 0), the idempotency key
 *   priority, maxAttempts, timeout, delivery, runAt, result
 *   backoff           "initial multiplier max jitter"
 *   metadata, errors  JSON
 *   1, 2, 3, …        the rest of a payload that is too long for the field job, in pieces; one of more
 *                     than MAX_PIECES pieces has a key of its own
 *   progress, progressMessage, cancelRequested, cancelReason
 *
 * Few fields, because each costs every script that reads or writes it. Small fields, because Redis
 * keeps a hash in its compact form only while every value has at most 64 bytes: a payload of some
 * hundred bytes takes about two thirds of the memory in pieces that it would take whole.
 */
const FIRST_PIECE_BYTES = 50;
const PIECE_BYTES = 63;
const MAX_PIECES = 16;

/** A value as it goes to Redis. */
export type Value = string | number | Buffer;

/** What `enqueue.lua` is told about a job besides its id, type and priority. */
export interface EncodedSpec {
  /** Goes into the field `job`. */
  readonly firstPiece: Value;
  /** What a job that is not plain has besides; empty for a plain one. */
  readonly special: readonly Value[];
}

/** The arguments for the job that `spec` makes. */
export function encodeSpec(spec: JobSpec, fingerprint: string): EncodedSpec {
  const payload = asBuffer(spec.payload);
  const isLarge = payload.length > FIRST_PIECE_BYTES + (MAX_PIECES - 1) * PIECE_BYTES;
  const fields: Value[] = [];
  if (!isLarge) pushPieces(fields, payload);
  pushOptions(fields, spec, isLarge);
  const firstPiece = isLarge ? "" : payload.subarray(0, FIRST_PIECE_BYTES);
  const due = dueOf(spec);
  if (fields.length === 0 && due === "") return { firstPiece, special: fields };
  const { idempotencyKey = "" } = spec;
  return {
    firstPiece,
    special: [due, idempotencyKey, fingerprint, isLarge ? payload : "", ...fields],
  };
}

function pushPieces(fields: Value[], payload: Buffer): void {
  for (let at = FIRST_PIECE_BYTES, piece = 1; at < payload.length; at += PIECE_BYTES, piece++) {
    fields.push(piece, payload.subarray(at, at + PIECE_BYTES));
  }
}

function pushOptions(fields: Value[], spec: JobSpec, isLarge: boolean): void {
  const { retentionMs, idempotencyKey = "" } = spec;
  if (isLarge || idempotencyKey !== "" || retentionMs !== JOB_DEFAULTS.retentionMs) {
    fields.push("keep", `${retentionMs} ${isLarge ? 1 : 0} ${idempotencyKey}`);
  }
  if (spec.priority !== JOB_DEFAULTS.priority) fields.push("priority", spec.priority);
  if (spec.maxAttempts !== JOB_DEFAULTS.maxAttempts) fields.push("maxAttempts", spec.maxAttempts);
  if (spec.timeoutMs !== undefined) fields.push("timeout", spec.timeoutMs);
  if (spec.delivery !== JOB_DEFAULTS.delivery) fields.push("delivery", spec.delivery);
  if (spec.backoff !== DEFAULT_BACKOFF) fields.push("backoff", encodeBackoff(spec.backoff));
  if (Object.keys(spec.metadata).length > 0) fields.push("metadata", JSON.stringify(spec.metadata));
}

function dueOf({ runAt, delayMs }: JobSpec): Value {
  if (runAt !== undefined) return runAt;
  return delayMs > 0 ? `+${delayMs}` : "";
}

/** The same bytes as a Buffer, which is the only kind of bytes that the driver sends as they are. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `backoff` as the scripts read it. */
export function encodeBackoff({ initialMs, multiplier, maxMs, jitter }: Backoff): string {
  return `${initialMs} ${multiplier} ${maxMs} ${jitter}`;
}
