import { JOB_VIEW_KINDS, type JobViewKind } from "./basic-job.ts";
import type { Clock } from "./clock.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { Job } from "./job.ts";
import { isFinal } from "./job-status.ts";
import type { JobEvent, WatchRequest } from "./job-store.ts";
import { FALLBACK_POLL_MS } from "./long-poll.ts";
import { MillraceError } from "./millrace-error.ts";
import { within } from "./wait.ts";

/** How {@link watchJob} reaches the store. */
export interface WatchSource {
  readonly clock: Clock;
  /** Ends the stream when the store closes. */
  readonly closed: AbortSignal;
  /** Reads the job; throws `NOT_FOUND` when it is gone. */
  read(id: string, view: JobViewKind): Promise<Job>;
  /** Calls `listener` at each notice of a change of the job, until the returned function is called. */
  subscribe(id: string, listener: () => void): Promise<() => void>;
  /**
   * Has the store give notice of the job's changes for so many milliseconds from now. Absent where it
   * does so at all times.
   */
  announce?(id: string, durationMs: number): Promise<void>;
}

/** For how long a store gives notice of the changes of a watched job, unless the watch is renewed. */
export const WATCH_MS = 60_000;

const FIELDS: FieldNames<WatchRequest> = {
  id: true,
  afterSequence: true,
  view: true,
  signal: true,
};

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkWatchRequest(request: WatchRequest): void {
  const check = new FieldCheck();
  if (check.only(request, FIELDS, "a watch")) {
    const { id, afterSequence, view, signal } = request;
    check.string("id", id);
    if (afterSequence !== undefined) {
      check.integer("afterSequence", afterSequence, 0, Number.MAX_SAFE_INTEGER);
    }
    if (view !== undefined) check.oneOf("view", view, JOB_VIEW_KINDS);
    if (signal !== undefined) check.signal("signal", signal);
  }
  check.throwIfInvalid("cannot watch");
}

/**
 * Stream a job by reading it after each notice of a change. Subscribing comes before the first
 * read, so no change is missed; a slow poll covers notices that were lost.
 */
export async function* watchJob(
  request: WatchRequest,
  source: WatchSource,
): AsyncGenerator<JobEvent, void, undefined> {
  checkWatchRequest(request);
  const { id, afterSequence = 0, view = "FULL", signal } = request;
  let changed = false;
  let resume: (() => void) | undefined;
  const notice = () => {
    changed = true;
    resume?.();
  };
  const stopped = () => (signal?.aborted ?? false) || source.closed.aborted;
  const unsubscribe = await source.subscribe(id, notice);
  let stopAnnouncing: (() => void) | undefined;
  signal?.addEventListener("abort", notice);
  source.closed.addEventListener("abort", notice);
  try {
    stopAnnouncing = await keepAnnounced(id, source);
    let sequence = afterSequence;
    for (let first = true; !stopped(); first = false) {
      changed = false;
      const job = await readUnlessGone(() => source.read(id, view), first);
      if (job === undefined) return;
      if (job.sequence > sequence) {
        sequence = job.sequence;
        yield { sequence, job };
      }
      if (isFinal(job.status)) return;
      if (changed || stopped()) continue;
      const noticed = new Promise<void>((resolve) => {
        resume = resolve;
      });
      await within(source.clock, FALLBACK_POLL_MS, noticed);
      resume = undefined;
    }
  } finally {
    stopAnnouncing?.();
    unsubscribe();
    signal?.removeEventListener("abort", notice);
    source.closed.removeEventListener("abort", notice);
  }
}

/** Has the store give notice of the job's changes until the returned function is called. */
async function keepAnnounced(id: string, source: WatchSource): Promise<() => void> {
  if (source.announce === undefined) return () => {};
  await source.announce(id, WATCH_MS);
  const renewLater = () =>
    source.clock.setTimer(WATCH_MS / 2, () => {
      stopTimer = renewLater();
      // When a renewal fails, the slow poll of the watch still finds the changes.
      source.announce?.(id, WATCH_MS).catch(() => {});
    });
  let stopTimer = renewLater();
  return () => stopTimer();
}

async function readUnlessGone(read: () => Promise<Job>, first: boolean): Promise<Job | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!first && error instanceof MillraceError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
