import type { EpochMs } from "./clock.ts";
import type { Job } from "./job.ts";
import type { JobQuery } from "./job-query.ts";
import { MillraceError } from "./millrace-error.ts";
import { isOperationOver, type Operation, type OperationError } from "./operation.ts";
import { ACTION_WORDS, type OperationPlan } from "./operation-request.ts";

/** A job that a round is to change. */
export interface OperationJob {
  readonly jobId: string;
  /** At which it was found; it is left alone at another one. Absent for whatever it is at. */
  readonly ifSequence?: number;
}

/** Jobs that are being changed. They are written down first, so that a crash leaves none in doubt. */
export interface OperationRound {
  /** Counts the rounds of an operation. */
  readonly number: number;
  readonly jobs: readonly OperationJob[];
}

/** An operation, and how far it has come. */
export interface OperationRecord extends Operation {
  /** The page of the listing at which to go on. Absent for the first one. */
  readonly cursor?: string;
  /** Whether that page was the last one. */
  readonly atEnd: boolean;
  /** How many rounds were begun. */
  readonly rounds: number;
  /** The round under way. */
  readonly round?: OperationRound;
}

/** What became of a job of a round: changed, or why not. */
export type OperationResult = MillraceError | undefined;

const MAX_SAMPLES = 10;
const MAX_SAMPLE_CHARACTERS = 300;
/** By what part of it the number of jobs may differ from the one that is expected. */
const TOLERANCE = 0.1;

/** How many jobs match, as far as they were looked at. */
export interface MatchedJobs {
  readonly matched: number;
  /** Whether there may be more. */
  readonly more: boolean;
}

/**
 * An operation as it starts, after its jobs were counted up to a bound.
 *
 * @throws MillraceError `FAILED_PRECONDITION` when their number is not what was expected.
 */
export function newOperation(
  plan: OperationPlan,
  id: string,
  startedAt: EpochMs,
  { matched, more }: MatchedJobs,
): OperationRecord {
  const { dryRun, expectCount } = plan;
  const isOff = expectCount !== undefined && isTooFar(expectCount, { matched, more });
  if (isOff) {
    const description = offMessage(expectCount, { matched, more });
    throw new MillraceError(
      "FAILED_PRECONDITION",
      `cannot ${ACTION_WORDS[plan.action]} jobs: expectCount ${description}`,
      { violations: [{ field: "expectCount", description }] },
    );
  }
  const counts = more && (dryRun || expectCount !== undefined);
  return {
    ...plan,
    id,
    state: counts ? "COUNTING" : dryRun ? "DONE" : "RUNNING",
    // Counting begins anew, with the jobs that there were at the start.
    matched: counts ? 0 : matched,
    more,
    done: 0,
    skipped: 0,
    failed: 0,
    errors: [],
    startedAt,
    atEnd: false,
    rounds: 0,
  };
}

/** Which page of jobs comes next. */
export function nextQuery(
  { filter, startedAt, cursor }: OperationRecord,
  pageSize: number,
): JobQuery {
  const { createdBefore = Number.POSITIVE_INFINITY } = filter;
  return {
    ...filter,
    createdBefore: Math.min(createdBefore, startedAt + 1),
    pageSize,
    ...(cursor !== undefined && { pageToken: cursor }),
  };
}

/**
 * Whether an operation that started then means a job that its filter has found: one that has finished since
 * is another story, and may be there because the operation itself has run it again.
 */
export function isMeant(
  { action, startedAt }: Pick<OperationRecord, "action" | "startedAt">,
  { finishedAt = startedAt, cancelRequested }: Job,
): boolean {
  return finishedAt <= startedAt && !(action === "CANCEL" && cancelRequested);
}

/** After so many more jobs were counted, up to the page at `next`, if there is one. */
export function countMore(
  record: OperationRecord,
  jobs: number,
  next: string | undefined,
): OperationRecord {
  const matched = record.matched + jobs;
  const { cursor: _, ...rest } = record;
  if (next !== undefined) return { ...rest, matched, cursor: next };
  const { expectCount, dryRun } = record;
  const counted = { ...rest, matched, more: false };
  if (expectCount !== undefined && isTooFar(expectCount, counted)) {
    const refusal = `expectCount ${offMessage(expectCount, counted)}`;
    return { ...counted, state: "REFUSED", refusal };
  }
  return { ...counted, state: dryRun ? "DONE" : "RUNNING" };
}

/** A round with these jobs is to begin; `next` is the page behind them, if there is one. */
export function beginRound(
  record: OperationRecord,
  jobs: readonly Job[],
  next: string | undefined,
): OperationRecord {
  const number = record.rounds + 1;
  const { cursor: _, ...rest } = record;
  const page = { ...rest, rounds: number, ...(next !== undefined && { cursor: next }) };
  const begun = { ...page, atEnd: next === undefined };
  if (jobs.length === 0) return endIfAtEnd(begun);
  const listed = jobs.map(({ id, sequence, status }): OperationJob => {
    // Its sequence moves with each progress that its handler tells.
    return status === "RUNNING" ? { jobId: id } : { jobId: id, ifSequence: sequence };
  });
  return { ...begun, round: { number, jobs: listed } };
}

/**
 * The round under way has come to these results. `again` is for one that was begun before, by someone who has
 * not ended it: then it is that one who has moved the jobs that are not as they were found.
 */
export function endRound(
  record: OperationRecord,
  results: readonly OperationResult[],
  again: boolean,
): OperationRecord {
  const { round, ...rest } = record;
  let { done, skipped, failed, errors, matched } = record;
  results.forEach((error, place) => {
    const job = round?.jobs[place];
    if (job === undefined) return;
    const end = endOf(error, job, record, again);
    if (end === "done") done++;
    else if (end === "skipped") skipped++;
    else {
      failed++;
      errors = withError(errors, job.jobId, error as MillraceError);
    }
  });
  matched = Math.max(matched, done + skipped + failed);
  return endIfAtEnd({ ...rest, done, skipped, failed, errors, matched });
}

/** The operation was asked to stop: at once, or after its round under way. */
export function stopOperation(record: OperationRecord): OperationRecord {
  if (isOperationOver(record.state)) return record;
  return { ...record, state: record.round === undefined ? "STOPPED" : "STOPPING" };
}

/** What callers see of it. */
export function shownOperation(record: OperationRecord, endedAt: EpochMs | undefined): Operation {
  const { cursor: _, round: __, rounds: ___, atEnd: ____, ...operation } = record;
  return endedAt === undefined ? operation : { ...operation, endedAt };
}

function endOf(
  error: OperationResult,
  { ifSequence }: OperationJob,
  { action }: OperationRecord,
  again: boolean,
): "done" | "skipped" | "failed" {
  if (error === undefined) return "done";
  if (error.code === "NOT_FOUND") return again && action === "DELETE" ? "done" : "skipped";
  if (error.code !== "FAILED_PRECONDITION") return "failed";
  const hasMoved = error.violations.some(({ field }) => field === "ifSequence");
  if (hasMoved) return again ? "done" : "skipped";
  return ifSequence === undefined ? "skipped" : "failed";
}

function endIfAtEnd(record: OperationRecord): OperationRecord {
  if (record.state === "STOPPING") return { ...record, state: "STOPPED" };
  if (!record.atEnd) return record;
  const { done, skipped, failed, matched, more } = record;
  const found = done + skipped + failed;
  // Those that were counted and not found have moved on before.
  return more
    ? { ...record, state: "DONE", matched: found, more: false }
    : { ...record, state: "DONE", skipped: skipped + matched - found };
}

function withError(
  errors: readonly OperationError[],
  jobId: string,
  { code, message }: MillraceError,
): readonly OperationError[] {
  const known = errors.find((error) => error.code === code) ?? { code, count: 0, samples: [] };
  const sample = { jobId, message: message.slice(0, MAX_SAMPLE_CHARACTERS).toWellFormed() };
  const samples = [...known.samples, sample].slice(0, MAX_SAMPLES);
  const counted = { ...known, count: known.count + 1, samples };
  return [...errors.filter((error) => error.code !== code), counted];
}

/** Whether the jobs that were counted are enough to say that there are not about as many as expected. */
function isTooFar(expected: number, { matched, more }: MatchedJobs): boolean {
  const room = expected * TOLERANCE;
  return matched > expected + room || (!more && matched < expected - room);
}

function offMessage(expected: number, { matched, more }: MatchedJobs): string {
  const number = matched.toLocaleString("en-US");
  const found = more
    ? `${number}+ jobs match (no further ones were looked at)`
    : `${number} jobs match`;
  return `is ${expected}, but ${found}, and nothing was changed; look at them (ListJobs, or a dry run), and give their number, right to a tenth`;
}
