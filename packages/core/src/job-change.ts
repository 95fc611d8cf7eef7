import { backoffMs } from "./backoff.ts";
import type { EpochMs } from "./clock.ts";
import type { JobSpec } from "./enqueue.ts";
import { setInert } from "./inert-fields.ts";
import { type AttemptError, type Job, LEASE_EXPIRED_MESSAGE, MAX_ERRORS } from "./job.ts";
import { canMove, type JobMove, type JobStatus } from "./job-status.ts";
import { inVainReason, type VainEnd, type WaitsFor, withoutDelay } from "./join.ts";
import type { Outcome, ThrottleScope } from "./lease.ts";
import { MillraceError } from "./millrace-error.ts";

/** What a move writes: the new values, `undefined` for what is cleared. */
export type JobChange = { -readonly [Field in keyof Job]?: Job[Field] | undefined };

/** What a move may depend on besides the job. */
export interface ChangeContext {
  /** The store's time. */
  readonly now: EpochMs;
  /** A random number in [0, 1), for jitter. */
  readonly random: number;
}

const NO_METADATA = {};

/** The job that `spec` makes, as if it came after nothing. */
export function newJob(spec: JobSpec, id: string, now: EpochMs): Job {
  const runAt = Math.max(now, spec.runAt ?? now + spec.delayMs);
  const job: { -readonly [Field in keyof Job]: Job[Field] } = {
    id,
    type: spec.type,
    payload: spec.payload,
    status: runAt > now ? "SCHEDULED" : "PENDING",
    priority: spec.priority,
    attempt: 0,
    maxAttempts: spec.maxAttempts,
    backoff: spec.backoff,
    delivery: spec.delivery,
    retentionMs: spec.retentionMs,
    metadata: NO_METADATA,
    runAt,
    createdAt: now,
    updatedAt: now,
    errors: [],
    cancelRequested: false,
    sequence: 1,
  };
  setInert(job, spec);
  if (spec.idempotencyKey !== undefined) job.idempotencyKey = spec.idempotencyKey;
  if (spec.unique !== undefined) job.uniqueKey = spec.unique.key;
  if (spec.concurrencyKey !== undefined) job.concurrencyKey = spec.concurrencyKey;
  if (spec.groupId !== undefined) job.groupId = spec.groupId;
  if (spec.expiresInMs !== undefined) {
    job.expiresInMs = spec.expiresInMs;
    job.startBy = runAt + spec.expiresInMs;
  }
  return job;
}

/** `job`, which was just made, as it waits for others. */
export function blockedJob(job: Job, waitsFor: WaitsFor): Job & { readonly waitsFor: WaitsFor } {
  return { ...job, status: "BLOCKED", waitsFor };
}

/** `job` after `change`, at time `now`. */
export function changeJob(job: Job, change: JobChange, now: EpochMs): Job {
  const next: JobChange = { ...job, updatedAt: now, sequence: job.sequence + 1 };
  for (const name in change) {
    const field = name as keyof Job;
    const value = change[field];
    if (value !== undefined) (next as Record<keyof Job, unknown>)[field] = value;
    // A deletion makes every later access of the object slower.
    else if (field in next) delete next[field];
  }
  return next as Job;
}

/** A due job is leased: an attempt begins. */
export function leaseChange(
  job: Job,
  workerId: string,
  leaseMs: number,
  { now }: ChangeContext,
): JobChange {
  return {
    status: "RUNNING",
    attempt: job.attempt + 1,
    startedAt: now,
    leaseExpiresAt: now + leaseMs,
    workerId,
    progress: undefined,
  };
}

/** A running job's lease ends with `outcome`. */
export function settleChange(job: Job, outcome: Outcome, context: ChangeContext): JobChange {
  const change = outcomeChange(job, outcome, context);
  if (job.startBy === undefined) return change;
  const isGivenBack = outcome.kind === "released" && !outcome.started;
  return isGivenBack && change.status === "PENDING" ? change : { ...change, startBy: undefined };
}

/** What waits after a job's attempt was throttled, until when; absent for another outcome. */
export function throttleOf(
  { concurrencyKey }: Job,
  outcome: Outcome,
  now: EpochMs,
): { readonly scope: ThrottleScope; readonly until: EpochMs } | undefined {
  if (outcome.kind !== "throttled") return undefined;
  const isOfNoKey = outcome.scope === "KEY" && concurrencyKey === undefined;
  return { scope: isOfNoKey ? "JOB" : outcome.scope, until: now + outcome.retryAfterMs };
}

/** Whether a job that is given back with `outcome` is the next one again of its priority. */
export function returnsToFront(job: Job, outcome: Outcome): boolean {
  const scope = throttleOf(job, outcome, 0)?.scope ?? "JOB";
  return outcome.kind === "released" || scope !== "JOB";
}

function outcomeChange(job: Job, outcome: Outcome, context: ChangeContext): JobChange {
  switch (outcome.kind) {
    case "completed":
      return { ...finish(job, "COMPLETED", context), result: outcome.result };
    case "failed":
      return failChange(job, outcome, context);
    case "snoozed":
      if (job.cancelRequested) return finish(job, "CANCELLED", context);
      return undoAttempt(job, "SCHEDULED", context.now + outcome.delayMs);
    case "throttled":
      if (job.cancelRequested) return finish(job, "CANCELLED", context);
      return returnsToFront(job, outcome)
        ? undoAttempt(job, "PENDING", job.runAt)
        : undoAttempt(job, "SCHEDULED", context.now + outcome.retryAfterMs);
    case "released":
      if (outcome.started && job.delivery === "AT_MOST_ONCE") {
        return failChange(job, { message: RELEASED_AT_MOST_ONCE, permanent: true }, context);
      }
      if (job.cancelRequested) return finish(job, "CANCELLED", context);
      return undoAttempt(job, "PENDING", job.runAt);
  }
}

/** The error of an at-most-once job whose worker stopped while its handler may have run. */
export const RELEASED_AT_MOST_ONCE =
  "the worker stopped after the handler may have started, and the job runs at most once";

/** A running job's lease has expired. */
export function rescueChange(job: Job, context: ChangeContext): JobChange {
  const change = failChange(job, { message: LEASE_EXPIRED_MESSAGE }, context);
  return job.startBy === undefined ? change : { ...change, startBy: undefined };
}

/** Whether a job that waits for a worker has passed its start deadline. */
export function isUnstarted({ startBy, status }: Job, now: EpochMs): boolean {
  return startBy !== undefined && startBy <= now && status === "PENDING";
}

/** A job is cancelled that nobody has leased by its start deadline. */
export function expireChange(job: Job, context: ChangeContext): JobChange {
  return { ...finish(job, "CANCELLED", context), cancelReason: notStartedWithin(job.expiresInMs) };
}

function notStartedWithin(ms = 0): string {
  return `not started within ${ms % 1_000 === 0 ? `${ms / 1_000} s` : `${ms} ms`}`;
}

/** The time of a scheduled or retrying job has come. */
export function promoteChange(): JobChange {
  return { status: "PENDING" };
}

/** All that a blocked job comes after has ended. */
export function unblockChange({ runAt, waitsFor, expiresInMs }: Job, now: EpochMs): JobChange {
  const delayMs = waitsFor?.delayMs;
  const dueAt = delayMs === undefined ? Math.max(now, runAt) : now + delayMs;
  return {
    status: dueAt > now ? "SCHEDULED" : "PENDING",
    runAt: dueAt,
    waitsFor: undefined,
    ...(expiresInMs !== undefined && { startBy: dueAt + expiresInMs }),
  };
}

/** A blocked job is cancelled, because of how the job `id` has ended that it comes after. */
export function inVainChange(
  job: Job,
  id: string,
  end: VainEnd,
  context: ChangeContext,
): JobChange {
  return cancelChange(job, inVainReason(id, end), context);
}

/** A job is cancelled, or asked to stop when it is running. */
export function cancelChange(job: Job, reason: string, context: ChangeContext): JobChange {
  const cancelReason = reason === "" ? undefined : reason;
  if (job.status === "RUNNING") return { cancelRequested: true, cancelReason };
  return { ...finish(job, "CANCELLED", context), cancelReason, waitsFor: undefined };
}

/** A finished job is run again, with all its attempts. */
export function redriveChange({ expiresInMs }: Job, { now }: ChangeContext): JobChange {
  return {
    ...(expiresInMs !== undefined && { startBy: now + expiresInMs }),
    status: "PENDING",
    attempt: 0,
    runAt: now,
    finishedAt: undefined,
    expiresAt: undefined,
    result: undefined,
    progress: undefined,
    cancelRequested: false,
    cancelReason: undefined,
  };
}

/**
 * A job that waits becomes what a newer request for its unique key asks for. It is due as that says, but no
 * later than `maxWaitMs` after it was created; one that waits for others still does, and is due then at the
 * earliest.
 */
export function replaceChange(job: Job, spec: JobSpec, { now }: ChangeContext): JobChange {
  const { maxWaitMs = Number.POSITIVE_INFINITY } = spec.unique ?? {};
  const asked = spec.runAt ?? now + spec.delayMs;
  const runAt = Math.max(now, Math.min(asked, job.createdAt + maxWaitMs));
  return {
    payload: spec.payload,
    contentType: spec.contentType,
    metadata: spec.metadata,
    traceContext: spec.traceContext,
    timeoutMs: spec.timeoutMs,
    priority: spec.priority,
    maxAttempts: spec.maxAttempts,
    backoff: spec.backoff,
    delivery: spec.delivery,
    retentionMs: spec.retentionMs,
    ...(job.waitsFor === undefined
      ? { status: runAt > now ? "SCHEDULED" : "PENDING" }
      : { waitsFor: withoutDelay(job.waitsFor) }),
    runAt,
    expiresInMs: spec.expiresInMs,
    startBy: spec.expiresInMs === undefined ? undefined : runAt + spec.expiresInMs,
    attempt: 0,
    progress: undefined,
  };
}

/**
 * Checks that the transition table allows `move` for a job in `status`.
 *
 * @throws MillraceError `FAILED_PRECONDITION` that names both and the remedy.
 */
export function requireMove(id: string, status: JobStatus, move: JobMove): void {
  if (!canMove(status, move)) throw forbiddenMove(id, status, move);
}

const REMEDIES: { readonly [Move in JobMove]?: string } = {
  update: "only a job that waits can be updated; one that has finished can be retried first",
  cancel: "a finished job cannot be cancelled; delete it instead",
  redrive: "only a finished job can be retried; wait until it has finished, or cancel it first",
  delete: "cancel it first and wait until its handler has stopped",
};

/** The error that refuses `move` for a job in `status`. */
export function forbiddenMove(id: string, status: JobStatus, move: JobMove): MillraceError {
  const remedy = REMEDIES[move];
  // Whoever asks for a redrive has called `retry`.
  const asked = move === "redrive" ? "retry" : move;
  return new MillraceError(
    "FAILED_PRECONDITION",
    `cannot ${asked} job ${id}: it is ${status}${remedy === undefined ? "" : `; ${remedy}`}`,
  );
}

function failChange(
  job: Job,
  failure: Omit<Extract<Outcome, { kind: "failed" }>, "kind">,
  context: ChangeContext,
): JobChange {
  const { message, details, permanent, retryAfterMs } = failure;
  const error: AttemptError = {
    attempt: job.attempt,
    message,
    ...(details === undefined ? undefined : { details }),
    at: context.now,
    workerId: job.workerId ?? "",
  };
  const errors = [...job.errors, error].slice(-MAX_ERRORS);
  if (job.cancelRequested) return { ...finish(job, "CANCELLED", context), errors };
  const spent = job.attempt >= job.maxAttempts || job.delivery === "AT_MOST_ONCE";
  if (permanent || spent) return { ...finish(job, "FAILED", context), errors };
  const waitMs = retryAfterMs ?? backoffMs(job.backoff, job.attempt, context.random);
  return { status: "RETRYING", runAt: context.now + waitMs, leaseExpiresAt: undefined, errors };
}

function undoAttempt(job: Job, status: JobStatus, runAt: EpochMs): JobChange {
  return { status, attempt: job.attempt - 1, runAt, leaseExpiresAt: undefined };
}

function finish(job: Job, status: JobStatus, { now }: ChangeContext): JobChange {
  return {
    status,
    finishedAt: now,
    expiresAt: now + job.retentionMs,
    leaseExpiresAt: undefined,
  };
}
