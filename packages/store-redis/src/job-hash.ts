import { type Backoff, DEFAULT_BACKOFF, JOB_DEFAULTS, type JobSpec } from "@millrace/core";

/*
 * A job's hash. What has its default value is left out.
 *
 *   type, created     times are in ms
 *   state             "status sequence token attempt updated started", for PENDING 1 0 0 created 0;
 *                     started is 0 before the first attempt; in a final status, updated is when the
 *                     job finished. One field, because each further one costs every script.
 *   keep              "retention large key": how long the job is kept, whether its payload has a key of
 *                     its own (1 or 0), the idempotency key
 *   priority, maxAttempts, timeout, delivery, runAt (created), worker, result
 *   backoff           "initial multiplier max jitter"
 *   metadata, errors  JSON
 *   payload           up to PIECE_BYTES bytes; a longer one is cut into the fields 0, 1, 2, …; one of
 *                     more than MAX_PIECES pieces has a key of its own
 *   progress, progressMessage, cancelRequested, cancelReason
 *
 * Redis keeps a hash in its compact form only while every value has at most 64 bytes; in pieces, a
 * payload of some hundred bytes takes about two thirds of the memory that it would take whole.
 */
const PIECE_BYTES = 63;
const MAX_PIECES = 16;

/** A value as it goes to Redis. */
export type Value = string | number | Buffer;

/** What a script is told about a job's payload and hash. */
export interface HashOfJob {
  /** The payload, when it has a key of its own; otherwise `""`. */
  readonly largePayload: Value;
  /** Field, value, … */
  readonly fields: Value[];
}

/** The hash of the job that `spec` makes, without what the script adds: type, created, status. */
export function encodeSpec(spec: JobSpec): HashOfJob {
  const fields: Value[] = [];
  if (spec.priority !== JOB_DEFAULTS.priority) fields.push("priority", spec.priority);
  if (spec.maxAttempts !== JOB_DEFAULTS.maxAttempts) fields.push("maxAttempts", spec.maxAttempts);
  if (spec.timeoutMs !== undefined) fields.push("timeout", spec.timeoutMs);
  if (spec.delivery !== JOB_DEFAULTS.delivery) fields.push("delivery", spec.delivery);
  if (spec.backoff !== DEFAULT_BACKOFF) fields.push("backoff", encodeBackoff(spec.backoff));
  const metadata = JSON.stringify(spec.metadata);
  if (metadata !== "{}") fields.push("metadata", metadata);
  const payload = asBuffer(spec.payload);
  const isLarge = payload.length > MAX_PIECES * PIECE_BYTES;
  if (!isLarge) pushPieces(fields, payload);
  const { retentionMs, idempotencyKey = "" } = spec;
  if (isLarge || idempotencyKey !== "" || retentionMs !== JOB_DEFAULTS.retentionMs) {
    fields.push("keep", `${retentionMs} ${isLarge ? 1 : 0} ${idempotencyKey}`);
  }
  return { largePayload: isLarge ? payload : "", fields };
}

function pushPieces(fields: Value[], payload: Buffer): void {
  if (payload.length === 0) return;
  if (payload.length <= PIECE_BYTES) {
    fields.push("payload", payload);
    return;
  }
  for (let at = 0, piece = 0; at < payload.length; at += PIECE_BYTES, piece++) {
    fields.push(piece, payload.subarray(at, at + PIECE_BYTES));
  }
}

/** The same bytes as a Buffer, which is the only kind of bytes that the driver sends as they are. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `backoff` as the scripts read it. */
export function encodeBackoff({ initialMs, multiplier, maxMs, jitter }: Backoff): string {
  return `${initialMs} ${multiplier} ${maxMs} ${jitter}`;
}
