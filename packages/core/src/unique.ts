import { type FieldCheck, type FieldNames, shown } from "./field-check.ts";
import { isFinal, type JobStatus } from "./job-status.ts";
import type { JoinSpec } from "./join.ts";
import { BOUNDS } from "./limits.ts";

/**
 * Up to what a job holds its unique key, unless it is deleted before.
 *
 * - `FINISHED`: until it has completed, failed or been cancelled.
 * - `STARTED`: until its first attempt begins; a retry does not take the key again.
 * - `COMPLETED`: until it has completed. One that has failed or been cancelled still holds the key, until
 *   it is run again and completes, or is forgotten.
 */
export type UniqueUntil = "FINISHED" | "STARTED" | "COMPLETED";

/**
 * What becomes of a request whose unique key another job holds.
 *
 * - `RETURN_EXISTING`: it is answered by that job, and makes none.
 * - `REJECT`: it is refused with `ALREADY_EXISTS`, and makes none.
 * - `REPLACE`: that job, if it waits, becomes what the request asks for, with all its attempts, and answers
 *   it; it keeps its id, its idempotency key and when it was created. While that one runs, the request makes
 *   its successor: a job that is `BLOCKED` until that one has ended, however it does, and has the key then, for
 *   as long as that one had it. Further requests replace the successor, of which there is one at most. A job
 *   that has finished answers the request as it is.
 */
export type OnConflict = "RETURN_EXISTING" | "REJECT" | "REPLACE";

/** Asks that there be one job at most for the same work. */
export interface Unique {
  /** Names the work, by 1 to 256 bytes. Jobs of another type or concurrency key have keys of their own. */
  readonly key: string;
  /** Defaults to `FINISHED`. Excludes `ttlMs`. */
  readonly until?: UniqueUntil | undefined;
  /**
   * How long the job holds the key from when it is created, whatever becomes of it unless it is deleted:
   * 1 to 315,619,200,000, and no longer than `retentionMs`, whose default grows with it. Defaults to none:
   * see `until`.
   */
  readonly ttlMs?: number | undefined;
  /** Defaults to `RETURN_EXISTING`. */
  readonly onConflict?: OnConflict | undefined;
  /**
   * How long after it was created the job is due at the latest, however often it is replaced; no less than
   * `delayMs`. Only with `REPLACE`, and not with `runAt`. Defaults to no limit.
   */
  readonly maxWaitMs?: number | undefined;
}

/** What ends a job's hold on its unique key: `TTL` when a time does. */
export type UniqueHold = UniqueUntil | "TTL";

/** A checked {@link Unique} with every default filled in. */
export interface UniqueSpec {
  readonly key: string;
  readonly hold: UniqueHold;
  /** Present with the hold `TTL`. */
  readonly ttlMs?: number;
  readonly onConflict: OnConflict;
  readonly maxWaitMs?: number;
}

export function uniqueSpecOf(unique: Unique): UniqueSpec {
  const { key, until = "FINISHED", ttlMs, onConflict = "RETURN_EXISTING", maxWaitMs } = unique;
  return {
    key,
    ...(ttlMs === undefined ? { hold: until } : { hold: "TTL", ttlMs }),
    onConflict,
    ...(maxWaitMs !== undefined && { maxWaitMs }),
  };
}

/** What the successor of the job `id` waits for, which holds its unique key and runs. */
export function successorJoin(id: string): JoinSpec {
  return { rule: "FINISHED", jobIds: [id] };
}

/**
 * Whether a job gives its unique key up by coming into `status`. It takes the key again only by a
 * redrive, which {@link takesKeyAgain} tells.
 */
export function givesKeyUp(hold: UniqueHold, status: JobStatus): boolean {
  switch (hold) {
    case "FINISHED":
      return isFinal(status);
    case "STARTED":
      return status === "RUNNING" || isFinal(status);
    case "COMPLETED":
      return status === "COMPLETED";
    case "TTL":
      return false;
  }
}

/** Whether a finished job that runs again needs its unique key for that. */
export function takesKeyAgain(hold: UniqueHold): boolean {
  return hold !== "TTL";
}

/** Every {@link UniqueUntil}. */
export const UNIQUE_UNTIL: readonly UniqueUntil[] = ["FINISHED", "STARTED", "COMPLETED"];
/** Every {@link OnConflict}. */
export const ON_CONFLICT: readonly OnConflict[] = ["RETURN_EXISTING", "REJECT", "REPLACE"];

/** Every field of a {@link Unique}. */
const UNIQUE_FIELDS: FieldNames<Unique> = {
  key: true,
  until: true,
  ttlMs: true,
  onConflict: true,
  maxWaitMs: true,
};

/** Notes what is of another type than it must be. */
export function checkUniqueShape(check: FieldCheck, unique: Unique): void {
  if (!check.only(unique, UNIQUE_FIELDS, "a unique job", "unique")) return;
  check.string("unique.key", unique.key);
}

/** What a unique job depends on besides: when it is due, and how long it is kept once finished. */
export interface UniqueJob {
  readonly runAt?: number | undefined;
  readonly delayMs?: number | undefined;
  readonly retentionMs: number;
  /** Whether it comes after other jobs, or joins a group. */
  readonly isJoined: boolean;
}

/** Notes what breaks a rule. */
export function checkUnique(check: FieldCheck, unique: Unique, job: UniqueJob): void {
  const { key, until, ttlMs, onConflict, maxWaitMs } = unique;
  const { retentionMs } = job;
  check.text("unique.key", key, BOUNDS.uniqueKeyBytes, 1);
  if (until !== undefined) check.oneOf("unique.until", until, UNIQUE_UNTIL);
  if (onConflict !== undefined) check.oneOf("unique.onConflict", onConflict, ON_CONFLICT);
  if (onConflict === "REPLACE" && job.isJoined) {
    check.invalid(
      "unique.onConflict",
      "cannot be REPLACE for a job that comes after others, or joins a group",
    );
  }
  if (maxWaitMs !== undefined) checkMaxWait(check, maxWaitMs, onConflict, job);
  if (ttlMs === undefined) return;
  check.integer("unique.ttlMs", ttlMs, 1, BOUNDS.maxRetentionMs, " ms");
  if (until !== undefined) {
    check.invalid("unique.ttlMs", "excludes until; give the one that is to end the hold");
  }
  // Who holds a key is there to be returned.
  if (ttlMs > retentionMs) {
    const rule = `must be no longer than the job is kept once finished, ${shown(retentionMs)} ms`;
    check.invalid("unique.ttlMs", `${rule}, but is ${shown(ttlMs)}; raise the retention as well`);
  }
}

function checkMaxWait(
  check: FieldCheck,
  maxWaitMs: number,
  onConflict: OnConflict | undefined,
  { runAt, delayMs = 0 }: UniqueJob,
): void {
  const field = "unique.maxWaitMs";
  check.integer(field, maxWaitMs, 0, BOUNDS.maxDelayMs, " ms");
  if (onConflict !== "REPLACE") {
    check.invalid(field, "goes with onConflict REPLACE alone, which is what puts a job off");
  }
  if (runAt !== undefined) check.invalid(field, "excludes runAt; give a delay instead");
  if (maxWaitMs >= 0 && maxWaitMs < delayMs) {
    const rule = `must be no less than the delay, ${shown(delayMs)} ms`;
    check.invalid(field, `${rule}, but is ${shown(maxWaitMs)}`);
  }
}
