import type { AttemptError, Job } from "./job.ts";

/**
 * How much of a job is read.
 *
 * - `BASIC`: all but what can be large: {@link BasicJob}.
 * - `FULL`: all of it.
 */
export type JobViewKind = "BASIC" | "FULL";

export const JOB_VIEW_KINDS: readonly JobViewKind[] = ["BASIC", "FULL"];

/** How many bytes of a payload {@link BasicJob.payloadPreview} has at most. */
export const PREVIEW_BYTES = 256;

/** What the view `BASIC` says of what it leaves out. */
export interface LeftOut {
  /** How many bytes the payload has. */
  readonly payloadBytes: number;
  /** The first {@link PREVIEW_BYTES} of them, for people: it can end within a character. */
  readonly payloadPreview: Uint8Array;
  /** How many bytes the result has; absent when there is none. */
  readonly resultBytes?: number;
}

/**
 * A job that was read by the view `BASIC`: its `payload` is empty, it has no `result` and no `log`, its
 * errors have no `details`, and what it waits for has no ids.
 */
export interface BasicJob extends Job, LeftOut {}

/** Whether `job`, a plain object, was read by the view `BASIC`. */
export function isBasic(job: Job): job is BasicJob {
  return Object.hasOwn(job, "payloadBytes" satisfies keyof BasicJob);
}

const NO_BYTES = new Uint8Array();

/**
 * `job` by the view `BASIC`, but for the details of its errors, which {@link jobByView} leaves out: what looks at
 * errors needs them. A store that has read it without its payload and its result says in `leftOut` what there is of
 * them.
 */
export function basicJob(job: Job, leftOut: LeftOut = leftOutOf(job)): BasicJob {
  const { result: _result, log: _log, ...kept } = job;
  const basic = { ...kept, payload: NO_BYTES, ...leftOut };
  const { waitsFor } = job;
  return waitsFor === undefined ? basic : { ...basic, waitsFor: { ...waitsFor, jobIds: [] } };
}

/** `job`, which was read by this view or a fuller one, by this view. */
export function jobByView(job: Job, view: JobViewKind): Job {
  if (view === "FULL") return job;
  const basic = isBasic(job) ? job : basicJob(job);
  const hasDetails = basic.errors.some(({ details }) => details !== undefined);
  return hasDetails ? { ...basic, errors: basic.errors.map(withoutDetails) } : basic;
}

function leftOutOf({ payload, result }: Job): LeftOut {
  const leftOut = {
    payloadBytes: payload.length,
    // A copy, which does not keep the whole payload in memory.
    payloadPreview: new Uint8Array(payload.subarray(0, PREVIEW_BYTES)),
  };
  return result === undefined ? leftOut : { ...leftOut, resultBytes: result.length };
}

function withoutDetails({ details: _, ...error }: AttemptError): AttemptError {
  return error;
}
