import {
  type AttemptError,
  type Backoff,
  DEFAULT_BACKOFF,
  type EpochMs,
  isFinal,
  JOB_DEFAULTS,
  JOB_STATUSES,
  type Job,
  type JobSpec,
  type JobStatus,
} from "@millrace/core";

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

const STATE = /^([A-Z]+) (\d+) (\d+) (\d+) (\d+) (\d+)$/;
const KEEP = /^(\d+) ([01]) (.*)$/s;

interface State {
  readonly status: JobStatus;
  readonly sequence: number;
  readonly token: number;
  readonly attempt: number;
  readonly updatedAt: EpochMs;
  readonly startedAt: EpochMs;
}

const NO_STATE = { status: "FAILED", sequence: 1, token: 0, attempt: 0, startedAt: 0 } as const;

class HashReader {
  readonly #fields = new Map<string, Buffer>();
  readonly #unreadable: string[] = [];

  constructor(fields: readonly Buffer[]) {
    for (let i = 0; i < fields.length; i += 2) {
      this.#fields.set((fields[i] as Buffer).toString("latin1"), fields[i + 1] as Buffer);
    }
  }

  job(id: string, leaseExpiresAt: Buffer, large: Buffer): DecodedJob {
    const createdAt = this.#number("created") ?? this.#missing("created", 0);
    const { status, sequence, token, attempt, updatedAt, startedAt } = this.#state(createdAt);
    const { retentionMs, isLarge, idempotencyKey } = this.#keep();
    const optional: { -readonly [Field in keyof Job]?: Job[Field] | undefined } = {
      timeoutMs: this.#number("timeout"),
      idempotencyKey: idempotencyKey === "" ? undefined : idempotencyKey,
      startedAt: startedAt === 0 ? undefined : startedAt,
      result: this.#bytes("result"),
      workerId: this.#text("worker"),
      cancelReason: this.#text("cancelReason"),
      progress: this.#progress(),
    };
    if (leaseExpiresAt.length > 0)
      optional.leaseExpiresAt = Number(leaseExpiresAt.toString("latin1"));
    if (isFinal(status)) {
      optional.finishedAt = updatedAt;
      optional.expiresAt = updatedAt + retentionMs;
    }
    const job: Job = {
      id,
      type: this.#text("type") ?? this.#missing("type", ""),
      payload: isLarge ? new Uint8Array(large) : this.#payload(),
      status,
      priority: this.#number("priority") ?? JOB_DEFAULTS.priority,
      attempt,
      maxAttempts: this.#number("maxAttempts") ?? JOB_DEFAULTS.maxAttempts,
      backoff: this.#backoff(),
      delivery: this.#text("delivery") === "AT_MOST_ONCE" ? "AT_MOST_ONCE" : "AT_LEAST_ONCE",
      retentionMs,
      metadata: this.#json<Record<string, string>>("metadata", {}),
      runAt: this.#number("runAt") ?? createdAt,
      createdAt,
      updatedAt,
      errors: this.#json<AttemptError[]>("errors", []),
      cancelRequested: this.#fields.has("cancelRequested"),
      sequence,
    };
    for (const [field, value] of Object.entries(optional)) {
      if (value !== undefined) Object.assign(job, { [field]: value });
    }
    return { job, token, unreadable: this.#unreadable };
  }

  #state(createdAt: EpochMs): State {
    const text = this.#text("state") ?? `PENDING 1 0 0 ${createdAt} 0`;
    const match = STATE.exec(text);
    const status = match?.[1] as JobStatus;
    if (match === null || !JOB_STATUSES.includes(status)) {
      return this.#missing("state", { ...NO_STATE, updatedAt: createdAt });
    }
    const [sequence, token, attempt, updatedAt, startedAt] = match.slice(2).map(Number);
    return { status, sequence, token, attempt, updatedAt, startedAt } as State;
  }

  #keep(): { retentionMs: number; isLarge: boolean; idempotencyKey: string } {
    const { retentionMs } = JOB_DEFAULTS;
    const text = this.#text("keep") ?? `${retentionMs} 0 `;
    const match = KEEP.exec(text);
    if (match === null) {
      return this.#missing("keep", { retentionMs, isLarge: false, idempotencyKey: "" });
    }
    const [, retention, large, idempotencyKey = ""] = match;
    return { retentionMs: Number(retention), isLarge: large === "1", idempotencyKey };
  }

  /** Notes that `field` cannot be read, and returns what stands in for it. */
  #missing<Value>(field: string, fallback: Value): Value {
    this.#unreadable.push(field);
    return fallback;
  }

  #bytes(field: string): Uint8Array | undefined {
    const value = this.#fields.get(field);
    // A copy: what the driver returns is a slice of all that it has read.
    return value === undefined ? undefined : new Uint8Array(value);
  }

  #text(field: string): string | undefined {
    return this.#fields.get(field)?.toString();
  }

  #number(field: string): number | undefined {
    const text = this.#fields.get(field)?.toString("latin1");
    if (text === undefined) return undefined;
    const value = Number(text);
    return text !== "" && Number.isFinite(value) ? value : this.#missing(field, undefined);
  }

  #backoff(): Backoff {
    const text = this.#text("backoff");
    if (text === undefined) return DEFAULT_BACKOFF;
    const [initialMs, multiplier, maxMs, jitter] = text.split(" ").map(Number);
    const backoff = { initialMs, multiplier, maxMs, jitter };
    if (Object.values(backoff).every(Number.isFinite)) return backoff as Backoff;
    return this.#missing("backoff", DEFAULT_BACKOFF);
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
    return this.#missing(field, fallback);
  }

  #progress(): Job["progress"] {
    const fraction = this.#number("progress");
    if (fraction === undefined) return undefined;
    const message = this.#text("progressMessage");
    return message === undefined ? { fraction } : { fraction, message };
  }

  #payload(): Uint8Array {
    const whole = this.#bytes("payload");
    if (whole !== undefined) return whole;
    const pieces: Buffer[] = [];
    for (let piece = this.#fields.get("0"); piece; piece = this.#fields.get(`${pieces.length}`)) {
      pieces.push(piece);
    }
    return new Uint8Array(Buffer.concat(pieces));
  }
}
