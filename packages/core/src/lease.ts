import { type ChildRequest, checkChildren } from "./children.ts";
import type { EpochMs } from "./clock.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import { type Job, MAX_LOG_LINES, type Progress } from "./job.ts";
import type { JobStatus } from "./job-status.ts";
import { checkType } from "./job-type.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import type { MillraceError } from "./millrace-error.ts";
import { checkItems, type Refusals } from "./refusals.ts";

/**
 * The most payload bytes of one lease call: once its jobs have as many, it takes no further job. The
 * whole answer must arrive over a slow connection before the call times out and its leases end.
 */
export const LEASE_BYTES: number = 4 * 1024 * 1024;

/** A worker's call for jobs. */
export interface LeaseRequest {
  /** The types to lease, 1 to 256; the first is served first. */
  readonly types: readonly string[];
  /** The most jobs to lease, 1 to 1,000; fewer come when their payloads reach {@link LEASE_BYTES}. */
  readonly maxJobs: number;
  /** How long the leases last unless they are extended, in milliseconds: 10 ms to 24 h. */
  readonly leaseMs: number;
  /** How long to wait for a first job, in milliseconds: 0 (do not wait) to 60,000. */
  readonly waitMs: number;
  /** Names the worker in jobs and errors, 1 to 256 bytes. */
  readonly workerId: string;
  /**
   * Jobs that are steps of runs come with {@link Lease.results}. A store by itself brings none: those do that know
   * workflows. Defaults to false.
   */
  readonly withResults?: boolean | undefined;
  /** Ends the wait early: the call then resolves with no leases, or with those granted by then. */
  readonly signal?: AbortSignal | undefined;
}

/** The right to run one attempt of a job. */
export interface Lease {
  readonly job: Job;
  /** Grows with every lease of the job and never repeats; extend and settle carry it. */
  readonly token: number;
  readonly expiresAt: EpochMs;
  /**
   * That the queue has limits, so that a lease which waits for its handler takes what another worker could use:
   * lease no more of the type than starts at once.
   */
  readonly limited?: true;
  /**
   * Where they were asked for, of a job of a run: the results of the steps right before its own that have completed,
   * as JSON, by step. What is long is left out: see {@link JobSource.stepResult}.
   */
  readonly results?: ReadonlyMap<string, Uint8Array>;
}

/** One lease to keep. */
export interface ExtendItem {
  readonly jobId: string;
  readonly token: number;
  /** Replaces the job's progress. */
  readonly progress?: Progress;
  /** Lines to add to the job's log, 1 to 100, each of at most 640 bytes. */
  readonly log?: readonly string[];
}

/**
 * What became of one extension.
 *
 * - `OK`: the lease now lasts for the length that was asked for.
 * - `CANCEL_REQUESTED`: the same, and the job's cancel has been asked for: stop and settle.
 * - `LEASE_LOST`: the token is stale; nothing was changed. Stop and do not settle.
 * - `NOT_EXTENDED`: this one could not be extended now, as while another transaction of the database
 *   holds the job; nothing was changed. Ask again for as long as the lease lasts.
 */
export type ExtendResult = "OK" | "CANCEL_REQUESTED" | "LEASE_LOST" | "NOT_EXTENDED";

/**
 * How an attempt ended.
 *
 * - `completed`: success; `result` is kept with the job, and the jobs of `enqueue`, at most 1,000 of 2 MiB
 *   together, are created in the same step, as its children. They are as any other job, and
 *   their types may be draining. Their ids are those of `childIds`. `addSteps` are steps for the run of the job, as
 *   JSON, which who knows workflows makes `tellsRun` of: what the run is told in the same step, before the end.
 * - `failed`: `permanent` goes to `FAILED` at once; otherwise the job is retried while attempts
 *   are left, after `retryAfterMs` when given, else after its backoff.
 * - `snoozed`: run again after `delayMs`; costs no attempt.
 * - `throttled`: what the handler calls has no room for more, up to `retryAfterMs` from now; costs no attempt.
 *   `scope` says who waits until then: see {@link ThrottleScope}.
 * - `released`: given back, to run again at once; costs no attempt. `started` says whether the
 *   handler may have started, which ends an at-most-once job in `FAILED`.
 */
export type Outcome =
  | {
      readonly kind: "completed";
      readonly result?: Uint8Array;
      readonly enqueue?: readonly ChildRequest[];
      readonly addSteps?: string;
      readonly tellsRun?: string;
    }
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly details?: string;
      readonly permanent?: boolean;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: "snoozed"; readonly delayMs: number }
  | {
      readonly kind: "throttled";
      readonly retryAfterMs: number;
      readonly scope: ThrottleScope;
    }
  | { readonly kind: "released"; readonly started: boolean };

/**
 * Who waits when an attempt was throttled.
 *
 * - `JOB`: the job alone, as if it had been snoozed.
 * - `KEY`: the concurrency key of the job: none of its jobs is leased until then, those of others are. The job
 *   itself stands at the front. Of a job without a key, the job alone.
 * - `QUEUE`: the whole queue: none of its jobs is leased until then. The job itself stands at the front.
 */
export type ThrottleScope = (typeof THROTTLE_SCOPES)[number];

export const THROTTLE_SCOPES = ["JOB", "KEY", "QUEUE"] as const;

/** The end of one lease. */
export interface Settlement {
  readonly jobId: string;
  readonly token: number;
  readonly outcome: Outcome;
}

export interface SettleOptions {
  readonly resend?: boolean;
}

/**
 * What became of one settlement: the status it led to, or the error that refused it:
 * `LEASE_LOST`, `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED`. A refused one has changed nothing. Any
 * other error, such as `UNAVAILABLE`, is no answer: settle that one again.
 */
export type SettleResult = { readonly status: JobStatus } | { readonly error: MillraceError };

const LEASE_FIELDS: FieldNames<LeaseRequest> = {
  types: true,
  maxJobs: true,
  leaseMs: true,
  waitMs: true,
  workerId: true,
  withResults: true,
  signal: true,
};

const EXTEND_ITEM_FIELDS: FieldNames<ExtendItem> = {
  jobId: true,
  token: true,
  progress: true,
  log: true,
};
const PROGRESS_FIELDS: FieldNames<Progress> = { fraction: true, message: true };
const OUTCOME_KINDS: readonly Outcome["kind"][] = [
  "completed",
  "failed",
  "snoozed",
  "throttled",
  "released",
];

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkLeaseRequest(request: LeaseRequest): void {
  const check = new FieldCheck();
  if (!check.only(request, LEASE_FIELDS, "a lease request")) check.throwIfInvalid("cannot lease");
  if (check.list("types", request.types, 1, BOUNDS.maxLeaseTypes)) {
    request.types.forEach((type, i) => {
      checkType(check, `types[${i}]`, type);
    });
  }
  check.integer("maxJobs", request.maxJobs, 1, BOUNDS.maxLeaseJobs);
  check.integer("leaseMs", request.leaseMs, BOUNDS.minLeaseMs, BOUNDS.maxLeaseMs, " ms");
  check.integer("waitMs", request.waitMs, 0, BOUNDS.maxWaitMs, " ms");
  check.text("workerId", request.workerId, BOUNDS.workerIdBytes, 1);
  const { withResults = false } = request;
  if (typeof withResults !== "boolean") check.invalid("withResults", "must be true or false");
  check.throwIfInvalid("cannot lease");
}

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkExtension(items: readonly ExtendItem[], leaseMs: number): void {
  const check = new FieldCheck();
  check.integer("leaseMs", leaseMs, BOUNDS.minLeaseMs, BOUNDS.maxLeaseMs, " ms");
  if (check.list("items", items, 0, BOUNDS.maxSettleItems)) {
    items.forEach((item, i) => {
      checkExtendItem(check, item, i);
    });
  }
  check.throwIfInvalid("cannot extend");
}

function checkExtendItem(check: FieldCheck, item: ExtendItem, i: number): void {
  if (!check.only(item, EXTEND_ITEM_FIELDS, "an item of an extension", `items[${i}]`)) return;
  const { jobId, progress, log } = item;
  if (check.string(`items[${i}].jobId`, jobId) && jobId === "") {
    check.invalid(`items[${i}].jobId`, "must not be empty");
  }
  if (log !== undefined) checkLog(check, log, `items[${i}].log`);
  if (progress === undefined) return;
  const path = `items[${i}].progress`;
  if (check.only(progress, PROGRESS_FIELDS, "a progress", path)) {
    checkProgressFields(check, progress, `${path}.`);
  }
}

function checkLog(check: FieldCheck, log: readonly string[], path: string): void {
  if (!check.list(path, log, 1, MAX_LOG_LINES)) return;
  log.forEach((line, i) => {
    if (check.string(`${path}[${i}]`, line)) {
      check.text(`${path}[${i}]`, line, BOUNDS.logLineBytes);
    }
  });
}

/**
 * Checks what a handler reports, in its own words.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkProgress(progress: Progress): void {
  const check = new FieldCheck();
  checkProgressFields(check, progress, "");
  check.throwIfInvalid("cannot report progress");
}

function checkProgressFields(
  check: FieldCheck,
  { fraction, message }: Progress,
  prefix: string,
): void {
  check.number(`${prefix}fraction`, fraction, 0, 1);
  if (message !== undefined) {
    check.text(`${prefix}message`, message, BOUNDS.progressMessageBytes);
  }
}

/**
 * The items of a settle whose outcomes are in order; `refusals` gets the errors of the others.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when `items` are no array or more than 1,000.
 */
export function checkSettlements(
  items: readonly Settlement[],
  limits: Limits,
  refusals: Refusals,
): Settlement[] {
  checkItems(items);
  const check = new FieldCheck();
  check.count("items", items.length, 0, BOUNDS.maxSettleItems);
  check.throwIfInvalid("cannot settle");
  const valid: Settlement[] = [];
  for (let place = 0; place < items.length; place++) {
    const item = items[place] as Settlement;
    const error = checkOutcome(item?.outcome, limits) ?? unknownSteps(item.outcome);
    if (error === undefined) valid.push(item);
    else refusals.add(place, error);
  }
  return valid;
}

/** A store does not know what steps are. */
function unknownSteps(outcome: Outcome): MillraceError | undefined {
  if (outcome.kind !== "completed" || outcome.addSteps === undefined) return undefined;
  const check = new FieldCheck();
  check.invalid("addSteps", "is for what knows workflows: a server, or a worker");
  return check.error("cannot settle");
}

/** The error that refuses `outcome`, or `undefined` when it is in order. */
export function checkOutcome(
  outcome: Outcome | undefined,
  limits: Limits,
): MillraceError | undefined {
  const check = new FieldCheck();
  switch (outcome?.kind) {
    case "completed": {
      const { result, enqueue, addSteps } = outcome;
      if (result !== undefined && !(result instanceof Uint8Array)) {
        check.invalid("result", "must be a Uint8Array");
        break;
      }
      const bytes = result?.length ?? 0;
      if (bytes > limits.resultBytes) check.exceeds("result", bytes, limits.resultBytes, "bytes");
      if (enqueue !== undefined) checkChildren(check, enqueue, limits);
      if (addSteps !== undefined && check.string("addSteps", addSteps)) {
        check.text("addSteps", addSteps, BOUNDS.addStepsBytes, 2);
      }
      break;
    }
    case "failed": {
      const { message, details, retryAfterMs } = outcome;
      check.text("message", message, BOUNDS.errorMessageBytes);
      if (details !== undefined) check.text("details", details, BOUNDS.errorDetailsBytes);
      if (retryAfterMs !== undefined) {
        check.integer("retryAfterMs", retryAfterMs, 0, BOUNDS.maxDelayMs, " ms");
      }
      break;
    }
    case "snoozed":
      check.integer("delayMs", outcome.delayMs, 0, BOUNDS.maxDelayMs, " ms");
      break;
    case "throttled":
      check.integer("retryAfterMs", outcome.retryAfterMs, 0, BOUNDS.maxDelayMs, " ms");
      check.oneOf("scope", outcome.scope, THROTTLE_SCOPES);
      break;
    case "released":
      break;
    default:
      check.oneOf("outcome.kind", (outcome as { kind?: unknown } | undefined)?.kind, OUTCOME_KINDS);
  }
  return check.error("cannot settle");
}
