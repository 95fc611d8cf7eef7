import {
  afterNotFound,
  blockedJob,
  type EnqueueResult,
  type EpochMs,
  groupOfJobNotFound,
  groupSealed,
  idempotencyKeyTaken,
  type Job,
  type JobSpec,
  type JoinSpec,
  newJob,
  type PlannedJob,
  type QueueHold,
  queueDraining,
  type UniqueSpec,
  uniqueKeyHeld,
  type WaitsFor,
} from "@millrace/core";
import { isInline, wholeBytes } from "./sql/job-cells.ts";
import { type NewRow, newRow } from "./sql/new-row.ts";

/** A job to add: its row, which is all of most jobs, or that and what it asks for besides. */
export type NewJob = NewRow | AskingJob;

export interface AskingJob {
  readonly row: NewRow;
  /** What does not stand in the row. */
  readonly largePayload?: Uint8Array;
  /** How it is to hold its unique key, when it has one. */
  readonly unique?: UniqueSpec;
  /** What it comes after; its row is as if it came after nothing. */
  readonly join?: JoinSpec;
  /** What it is to make of a job that holds its key, and that it replaces. */
  readonly spec?: JobSpec;
}

/** `added` with its row by name. */
export function askingOf(added: NewJob): AskingJob {
  return "row" in added ? added : { row: added };
}

/** The answer for a job to add: `undefined` when it was added as it is. */
export type AddedJob =
  | undefined
  /** The same request made this job before, or it holds the unique key. */
  | { readonly existing: Job }
  /** Another request made this job. */
  | { readonly takenBy: string }
  /** This job holds the unique key, and the request is to be rejected then. */
  | { readonly heldBy: string }
  /** This one was replaced. */
  | { readonly replaced: Job }
  /** The queue takes no new jobs. */
  | { readonly draining: QueueHold }
  /** It was added, and waits. */
  | { readonly blocked: WaitsFor }
  /** It was added, and cancelled because it would wait in vain. */
  | { readonly cancelled: Job }
  /** It comes after a job that does not exist. */
  | { readonly missing: string }
  /** It is of a group that does not exist, or is sealed. */
  | { readonly group: string; readonly isSealed: boolean };

/** A job that was made, and what the thread is sent of it. */
export interface MadeJob {
  readonly job: Job;
  readonly added: NewJob;
}

/** Makes the job that a request asks for. */
export function makeJob({ spec, fingerprint }: PlannedJob, id: string, now: EpochMs): MadeJob {
  const job = newJob(spec, id, now);
  return { job, added: toNewJob(job, spec, fingerprint) };
}

/** `job`, which was just made, as the thread takes it; `spec` says what it asks for. */
export function toNewJob(job: Job, spec?: JobSpec, fingerprint?: string): NewJob {
  const { unique, join } = spec ?? {};
  const row = newRow(job, fingerprint, unique?.hold);
  const inline = isInline(job.payload);
  if (inline && unique === undefined && join === undefined) return row;
  const payload = wholeBytes(job.payload);
  return {
    row,
    ...(!inline && { largePayload: payload }),
    ...(unique && { unique }),
    ...(join && { join }),
    ...(spec && unique?.onConflict === "REPLACE" && { spec: { ...spec, payload } }),
  };
}

/** What became of a job that was made, by the answer of the thread. */
export function enqueueResult(job: Job, added: AddedJob): EnqueueResult {
  if (added === undefined) return { job, created: true };
  if ("draining" in added) return { error: queueDraining(job.type, added.draining) };
  if ("existing" in added) return { job: added.existing, created: false };
  if ("replaced" in added) return { job: added.replaced, created: false, replaced: true };
  if ("heldBy" in added) return { error: uniqueKeyHeld(job.uniqueKey ?? "", added.heldBy) };
  if ("blocked" in added) return { job: blockedJob(job, added.blocked), created: true };
  if ("cancelled" in added) return { job: added.cancelled, created: true };
  if ("missing" in added) return { error: afterNotFound(added.missing) };
  if ("group" in added) {
    const { group, isSealed } = added;
    return { error: isSealed ? groupSealed(group) : groupOfJobNotFound(group) };
  }
  return { error: idempotencyKeyTaken(job.idempotencyKey ?? "", added.takenBy) };
}
