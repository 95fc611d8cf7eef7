import type { Backoff } from "./backoff.ts";
import type { EpochMs } from "./clock.ts";
import type { JobStatus } from "./job-status.ts";
import type { WaitsFor } from "./join.ts";
import type { TraceContext } from "./trace-context.ts";

/**
 * How often a handler may run.
 *
 * - `AT_LEAST_ONCE`: a failed or lost attempt is tried again.
 * - `AT_MOST_ONCE`: once a handler may have started, it is never started again: a failure, a lost
 *   lease, or a release after the start ends in `FAILED`.
 */
export type Delivery = "AT_LEAST_ONCE" | "AT_MOST_ONCE";

/** The outcome of one attempt that did not succeed. */
export interface AttemptError {
  /** Which attempt, 1 for the first. */
  readonly attempt: number;
  readonly message: string;
  /** More, such as a stack trace. */
  readonly details?: string;
  readonly at: EpochMs;
  readonly workerId: string;
}

/** How far a handler says it is. */
export interface Progress {
  /** 0 to 1. */
  readonly fraction: number;
  readonly message?: string;
}

/** A line that a handler has logged. */
export interface LogLine {
  /** When the store got it. */
  readonly at: EpochMs;
  /** In which attempt, 1 for the first. */
  readonly attempt: number;
  readonly text: string;
}

/** A step of a run of a workflow. */
export interface RunStep {
  /** Of the run. */
  readonly id: string;
  readonly step: string;
  /** Of a map: which of its items, from 0 on. */
  readonly index?: number;
  /** 1 for the first time that the run has the step begin, and one more each time that it is run again. */
  readonly epoch: number;
}

/** A job as it stood when it was read. */
export interface Job {
  readonly id: string;
  /** Names the queue and the handler. */
  readonly type: string;
  readonly payload: Uint8Array;
  /** What the payload is, as a media type. Absent for `application/json`, the default. */
  readonly contentType?: string;
  readonly status: JobStatus;
  /** 0 to 100, higher first; first in, first out within one priority. */
  readonly priority: number;
  /** How many attempts have begun and were not given back by a release or a snooze. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  readonly delivery: Delivery;
  /** How long one attempt may take; without it, as long as its lease is extended. */
  readonly timeoutMs?: number;
  /** How long the job is kept after it has finished. */
  readonly retentionMs: number;
  readonly idempotencyKey?: string;
  /** Of the work that is there at most once; see `Unique`. The job need not hold it any more. */
  readonly uniqueKey?: string;
  /** Whose job it is or what it uses: see `EnqueueRequest`. Absent for none. */
  readonly concurrencyKey?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The job whose handler has enqueued this one, and with whose completion it was created; absent for none. */
  readonly parentId?: string;
  /** The group that the job belongs to; absent for none. */
  readonly groupId?: string;
  /** The step of a workflow's run that the job is made for; absent for none. */
  readonly run?: RunStep;
  /** The span that enqueued the job. */
  readonly traceContext?: TraceContext;
  /** When the job is, or was, due. */
  readonly runAt: EpochMs;
  /** How long after it is due the first attempt may begin; absent for no limit. */
  readonly expiresInMs?: number;
  /**
   * The job is cancelled unless its first attempt has begun by then. Absent for no limit, and once an attempt
   * has ended, unless it was given back before its handler started.
   */
  readonly startBy?: EpochMs;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  /** When the latest attempt began. */
  readonly startedAt?: EpochMs;
  readonly finishedAt?: EpochMs;
  /**
   * When a finished job is forgotten. Absent for one that has failed and keeps the turn of its concurrency key, see
   * `KeyOnFailure`: that is not.
   */
  readonly expiresAt?: EpochMs;
  readonly result?: Uint8Array;
  /** The last {@link MAX_ERRORS} attempts that did not succeed, the oldest first. */
  readonly errors: readonly AttemptError[];
  readonly progress?: Progress;
  /** The last {@link MAX_LOG_LINES} lines of all attempts, the oldest first; absent when there are none. */
  readonly log?: readonly LogLine[];
  /** The worker of the latest attempt. */
  readonly workerId?: string;
  /** When the present lease ends unless it is extended; only while `RUNNING`. */
  readonly leaseExpiresAt?: EpochMs;
  /** A cancel has come while the job was running. */
  readonly cancelRequested: boolean;
  readonly cancelReason?: string;
  /** What the job waits for; only while `BLOCKED`. */
  readonly waitsFor?: WaitsFor;
  /** Grows by one with every change of the job. */
  readonly sequence: number;
}

/**
 * What the value of a field is.
 *
 * - `text`, `bytes`, `boolean`, `number`: that, a number being whole.
 * - `time`: milliseconds since 1970.
 * - `choice`: a text of a closed set.
 * - `labels`: an object of texts.
 * - `object`: anything else that JSON can hold.
 */
export type FieldKind =
  | "text"
  | "bytes"
  | "boolean"
  | "number"
  | "time"
  | "choice"
  | "labels"
  | "object";

/**
 * Who writes a field.
 *
 * - `spec`: the enqueue. Some of them an update writes anew: see `JobUpdate`.
 * - `lease`: what begins an attempt or reports of it.
 * - `move`: any change of the status.
 */
export type FieldWriter = "spec" | "lease" | "move";

export interface JobField {
  readonly kind: FieldKind;
  readonly writtenBy: FieldWriter;
  /**
   * No move depends on it, so a store keeps it unread with the others of its kind: see
   * {@link encodeInert}. Only of a field that the spec writes.
   */
  readonly inert?: true;
}

/** Every field of a job. Stores and codecs are made from it, or tested against it. */
export const JOB_FIELDS = {
  id: { kind: "text", writtenBy: "spec" },
  type: { kind: "text", writtenBy: "spec" },
  payload: { kind: "bytes", writtenBy: "spec" },
  contentType: { kind: "text", writtenBy: "spec", inert: true },
  status: { kind: "choice", writtenBy: "move" },
  priority: { kind: "number", writtenBy: "spec" },
  attempt: { kind: "number", writtenBy: "move" },
  maxAttempts: { kind: "number", writtenBy: "spec" },
  backoff: { kind: "object", writtenBy: "spec" },
  delivery: { kind: "choice", writtenBy: "spec" },
  timeoutMs: { kind: "number", writtenBy: "spec", inert: true },
  retentionMs: { kind: "number", writtenBy: "spec" },
  idempotencyKey: { kind: "text", writtenBy: "spec" },
  uniqueKey: { kind: "text", writtenBy: "spec" },
  concurrencyKey: { kind: "text", writtenBy: "spec" },
  groupId: { kind: "text", writtenBy: "spec" },
  run: { kind: "object", writtenBy: "spec", inert: true },
  metadata: { kind: "labels", writtenBy: "spec", inert: true },
  traceContext: { kind: "labels", writtenBy: "spec", inert: true },
  parentId: { kind: "text", writtenBy: "spec", inert: true },
  runAt: { kind: "time", writtenBy: "move" },
  expiresInMs: { kind: "number", writtenBy: "spec" },
  startBy: { kind: "time", writtenBy: "move" },
  createdAt: { kind: "time", writtenBy: "spec" },
  updatedAt: { kind: "time", writtenBy: "move" },
  startedAt: { kind: "time", writtenBy: "lease" },
  finishedAt: { kind: "time", writtenBy: "move" },
  expiresAt: { kind: "time", writtenBy: "move" },
  result: { kind: "bytes", writtenBy: "move" },
  errors: { kind: "object", writtenBy: "move" },
  progress: { kind: "object", writtenBy: "lease" },
  log: { kind: "object", writtenBy: "lease" },
  workerId: { kind: "text", writtenBy: "lease" },
  leaseExpiresAt: { kind: "time", writtenBy: "lease" },
  cancelRequested: { kind: "boolean", writtenBy: "move" },
  cancelReason: { kind: "text", writtenBy: "move" },
  waitsFor: { kind: "object", writtenBy: "move" },
  sequence: { kind: "number", writtenBy: "move" },
} as const satisfies { readonly [Field in keyof Required<Job>]: JobField };

/** The names of every field of a job. */
export const JOB_FIELD_NAMES = Object.keys(JOB_FIELDS) as readonly (keyof Job)[];

/** How many attempts {@link Job.errors} remembers. */
export const MAX_ERRORS = 10;

/** How many lines {@link Job.log} remembers: with the longest ones, 64 kB. */
export const MAX_LOG_LINES = 100;

/** The log of `job` with `texts`, which have come at `at`. */
export function longerLog(
  { log = [], attempt }: Job,
  texts: readonly string[],
  at: EpochMs,
): readonly LogLine[] {
  const lines = texts.map((text): LogLine => ({ at, attempt, text }));
  return [...log, ...lines].slice(-MAX_LOG_LINES);
}

/** `job` as a lease brings it: without what earlier attempts have logged, which can be much. */
export function withoutLog(job: Job): Job {
  if (job.log === undefined) return job;
  const { log: _, ...rest } = job;
  return rest;
}

/** The message of the error that a lost lease leaves in {@link Job.errors}. */
export const LEASE_EXPIRED_MESSAGE =
  "the lease expired: the worker crashed, blocked its event loop or lost its connection";
