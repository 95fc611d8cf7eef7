import {
  type AttemptError,
  type Backoff,
  DEFAULT_BACKOFF,
  JOB_DEFAULTS,
  JOB_STATUSES,
  type Job,
  type JobSpec,
  type JobStatus,
} from "@millrace/core";

/*
 * A job's hash. What has its default value is left out.
 *
 *   type, created, status (PENDING), priority, maxAttempts, timeout, retention, delivery, runAt (created)
 *   backoff           "initial multiplier max jitter"
 *   key               the idempotency key
 *   metadata, errors  JSON
 *   payload           up to PIECE_BYTES bytes; a longer one is cut into the fields 0, 1, 2, …; one of
 *                     more than MAX_PIECES pieces has a key of its own, and the hash says large = 1
 *   attempt, token, worker, started, finished, updated, sequence (1), result
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
  if (spec.retentionMs !== JOB_DEFAULTS.retentionMs) fields.push("retention", spec.retentionMs);
  if (spec.delivery !== JOB_DEFAULTS.delivery) fields.push("delivery", spec.delivery);
  if (spec.backoff !== DEFAULT_BACKOFF) fields.push("backoff", encodeBackoff(spec.backoff));
  if (spec.idempotencyKey !== undefined) fields.push("key", spec.idempotencyKey);
  const metadata = JSON.stringify(spec.metadata);
  if (metadata !== "{}") fields.push("metadata", metadata);
  return { largePayload: pushPayload(fields, spec.payload), fields };
}

function pushPayload(fields: Value[], payload: Uint8Array): Value {
  const bytes = asBuffer(payload);
  if (bytes.length === 0) return "";
  if (bytes.length <= PIECE_BYTES) {
    fields.push("payload", bytes);
    return "";
  }
  if (bytes.length > MAX_PIECES * PIECE_BYTES) {
    fields.push("large", 1);
    return bytes;
  }
  for (let at = 0, piece = 0; at < bytes.length; at += PIECE_BYTES, piece++) {
    fields.push(piece, bytes.subarray(at, at + PIECE_BYTES));
  }
  return "";
}

/** The same bytes as a Buffer, which is the only kind of bytes that the driver sends as they are. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** `backoff` as the scripts read it. */
export function encodeBackoff({ initialMs, multiplier, maxMs, jitter }: Backoff): string {
  return `${initialMs} ${multiplier} ${maxMs} ${jitter}`;
}

/** A job as a script returns it: id, expiry of its lease or `""`, large payload or `""`, field, value, … */
export type JobReply = readonly [id: Buffer, leaseExpiresAt: Buffer, payload: Buffer, ...Buffer[]];

/** A decoded job, its lease token, and the names of the fields that could not be read. */
export interface DecodedJob {
  readonly job: Job;
  readonly token: number;
  readonly unreadable: readonly string[];
}

/** Decodes a job; unreadable fields get their defaults and are named. */
export function decodeJob([id, leaseExpiresAt, large, ...fields]: JobReply): DecodedJob {
  return new HashReader(fields).job(id.toString("latin1"), leaseExpiresAt, large);
}

class HashReader {
  readonly #fields = new Map<string, Buffer>();
  readonly #unreadable: string[] = [];

  constructor(fields: readonly Buffer[]) {
    for (let i = 0; i < fields.length; i += 2) {
      this.#fields.set((fields[i] as Buffer).toString("latin1"), fields[i + 1] as Buffer);
    }
  }

  job(id: string, leaseExpiresAt: Buffer, large: Buffer): DecodedJob {
    const createdAt = this.#number("created", 0) ?? 0;
    const optional: { -readonly [Field in keyof Job]?: Job[Field] | undefined } = {
      timeoutMs: this.#number("timeout"),
      idempotencyKey: this.#text("key"),
      startedAt: this.#number("started"),
      finishedAt: this.#number("finished"),
      result: this.#bytes("result"),
      workerId: this.#text("worker"),
      cancelReason: this.#text("cancelReason"),
      progress: this.#progress(),
    };
    if (leaseExpiresAt.length > 0)
      optional.leaseExpiresAt = Number(leaseExpiresAt.toString("latin1"));
    const retentionMs = this.#number("retention", JOB_DEFAULTS.retentionMs);
    if (optional.finishedAt !== undefined) optional.expiresAt = optional.finishedAt + retentionMs;
    const job: Job = {
      id,
      type: this.#text("type") ?? "",
      payload: this.#payload(large),
      status: this.#status(),
      priority: this.#number("priority", JOB_DEFAULTS.priority),
      attempt: this.#number("attempt", 0),
      maxAttempts: this.#number("maxAttempts", JOB_DEFAULTS.maxAttempts),
      backoff: this.#backoff(),
      delivery: this.#text("delivery") === "AT_MOST_ONCE" ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
      retentionMs,
      metadata: this.#json<Record<string, string>>("metadata", {}),
      runAt: this.#number("runAt", createdAt),
      createdAt,
      updatedAt: Math.max(
        createdAt,
        optional.startedAt ?? 0,
        optional.finishedAt ?? 0,
        this.#number("updated", 0),
      ),
      errors: this.#json<AttemptError[]>("errors", []),
      cancelRequested: this.#fields.has("cancelRequested"),
      sequence: this.#number("sequence", 1),
    };
    for (const [field, value] of Object.entries(optional)) {
      if (value !== undefined) Object.assign(job, { [field]: value });
    }
    return { job, token: this.#number("token", 0), unreadable: this.#unreadable };
  }

  #bytes(field: string): Uint8Array | undefined {
    const value = this.#fields.get(field);
    // A copy: what the driver returns is a slice of all that it has read.
    return value === undefined ? undefined : new Uint8Array(value);
  }

  #text(field: string): string | undefined {
    return this.#fields.get(field)?.toString();
  }

  #number(field: string): number | undefined;
  #number(field: string, fallback: number): number;
  #number(field: string, fallback?: number): number | undefined {
    const text = this.#fields.get(field)?.toString("latin1");
    if (text === undefined) return fallback;
    const value = Number(text);
    if (text !== "" && Number.isFinite(value)) return value;
    this.#unreadable.push(field);
    return fallback;
  }

  #status(): JobStatus {
    const status = (this.#text("status") ?? "PENDING") as JobStatus;
    if (JOB_STATUSES.includes(status)) return status;
    this.#unreadable.push("status");
    return "FAILED";
  }

  #backoff(): Backoff {
    const text = this.#text("backoff");
    if (text === undefined) return DEFAULT_BACKOFF;
    const [initialMs, multiplier, maxMs, jitter, ...rest] = text.split(" ").map(Number);
    const backoff = { initialMs, multiplier, maxMs, jitter };
    if (rest.length === 0 && Object.values(backoff).every(Number.isFinite))
      return backoff as Backoff;
    this.#unreadable.push("backoff");
    return DEFAULT_BACKOFF;
  }

  #json<Value extends object>(field: string, fallback: Value): Value {
    const text = this.#text(field);
    if (text === undefined) return fallback;
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value) === Array.isArray(fallback) && typeof value === "object") {
        return value as Value;
      }
    } catch {
      // Named below.
    }
    this.#unreadable.push(field);
    return fallback;
  }

  #progress(): Job["progress"] {
    const fraction = this.#number("progress");
    if (fraction === undefined) return undefined;
    const message = this.#text("progressMessage");
    return message === undefined ? { fraction } : { fraction, message };
  }

  #payload(large: Buffer): Uint8Array {
    if (this.#fields.has("large")) return new Uint8Array(large);
    const whole = this.#bytes("payload");
    if (whole !== undefined) return whole;
    const pieces: Buffer[] = [];
    for (let piece = this.#fields.get("0"); piece; piece = this.#fields.get(`${pieces.length}`)) {
      pieces.push(piece);
    }
    return new Uint8Array(Buffer.concat(pieces));
  }
}
