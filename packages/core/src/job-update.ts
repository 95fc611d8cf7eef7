import { checkContentType, checkDueTime, checkMetadata } from "./check-enqueue.ts";
import type { EpochMs } from "./clock.ts";
import { JSON_TYPE } from "./content-type.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { Job } from "./job.ts";
import type { ChangeContext, JobChange } from "./job-change.ts";
import { withoutDelay } from "./join.ts";
import { BOUNDS, type Limits } from "./limits.ts";
import { MillraceError } from "./millrace-error.ts";

/** What to change of a job that waits: what is given, and nothing else. */
export interface JobUpdate {
  /** When the job is due; a time that has passed means at once. Excludes `delayMs`. */
  readonly runAt?: EpochMs | undefined;
  /** How long from now, by the store's clock, the job is due. Excludes `runAt`. */
  readonly delayMs?: number | undefined;
  /** 0 to 100, higher first. */
  readonly priority?: number | undefined;
  /** The new payload, with its content type. */
  readonly payload?: Uint8Array | undefined;
  /**
   * What the new payload is, as a media type of at most 256 bytes; only with one. Defaults to
   * `application/json`.
   */
  readonly contentType?: string | undefined;
  /** All labels that the job is to have: an empty object takes away those that it has. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const FIELDS: FieldNames<JobUpdate> = {
  runAt: true,
  delayMs: true,
  priority: true,
  payload: true,
  contentType: true,
  metadata: true,
};

/**
 * @throws MillraceError `INVALID_ARGUMENT` or `RESOURCE_EXHAUSTED` that names every field at fault; also when
 *   nothing is to be changed, which is more likely a mistake than meant.
 */
export function checkJobUpdate(update: JobUpdate, limits: Limits): void {
  const check = new FieldCheck();
  if (check.only(update, FIELDS, "an update")) {
    checkShape(check, update);
    check.throwIfInvalid("cannot update");
    checkValues(check, update, limits);
  }
  check.throwIfInvalid("cannot update");
  if (Object.values(update).every((value) => value === undefined)) {
    throw new MillraceError(
      "INVALID_ARGUMENT",
      "cannot update: nothing is given to change; give a due time, a priority, a payload or metadata",
    );
  }
}

/** Notes what is of another type than it must be. */
function checkShape(check: FieldCheck, update: JobUpdate): void {
  const { payload, contentType, metadata } = update;
  if (payload !== undefined && !(payload instanceof Uint8Array)) {
    check.invalid("payload", "must be a Uint8Array; encode text with a TextEncoder");
  }
  if (contentType !== undefined) check.string("contentType", contentType);
  if (metadata !== undefined) check.strings("metadata", metadata);
}

function checkValues(check: FieldCheck, update: JobUpdate, limits: Limits): void {
  const { priority, payload, contentType, metadata } = update;
  checkDueTime(check, update);
  if (priority !== undefined) check.integer("priority", priority, 0, BOUNDS.maxPriority);
  if (metadata !== undefined) checkMetadata(check, metadata, limits);
  if (contentType !== undefined) checkContentType(check, contentType);
  if (contentType !== undefined && payload === undefined) {
    check.invalid("contentType", "is what a payload is; give it together with the payload");
  }
  if (payload !== undefined && payload.length > limits.payloadBytes) {
    check.exceeds("payload", payload.length, limits.payloadBytes, "bytes");
  }
}

/**
 * A job that waits is changed. One that is due later leaves the queue, one that is due by now joins it; a job
 * that waits for a retry goes on doing so, and one that waits for others, too: the time is then the earliest
 * one, in place of a delay from the end of the wait.
 */
export function updateChange(job: Job, update: JobUpdate, { now }: ChangeContext): JobChange {
  const { priority, payload, contentType, metadata } = update;
  const change: JobChange = {};
  const runAt = update.runAt ?? (update.delayMs === undefined ? undefined : now + update.delayMs);
  if (runAt !== undefined) {
    change.runAt = Math.max(now, runAt);
    if (job.waitsFor !== undefined) change.waitsFor = withoutDelay(job.waitsFor);
    else if (runAt <= now) change.status = "PENDING";
    else if (job.status !== "RETRYING") change.status = "SCHEDULED";
    if (job.startBy !== undefined) change.startBy = change.runAt + (job.expiresInMs ?? 0);
  }
  if (priority !== undefined) change.priority = priority;
  if (metadata !== undefined) change.metadata = metadata;
  if (payload !== undefined) {
    change.payload = payload;
    change.contentType = contentType === JSON_TYPE ? undefined : contentType;
  }
  return change;
}

/**
 * Whether an update leaves a job where it stands among those that wait: a new payload or new labels cost it no
 * place.
 */
export function keepsPlace(job: Job, { status, priority, runAt }: JobChange): boolean {
  if (status !== undefined && status !== job.status) return false;
  if (job.status === "BLOCKED") return true;
  if (job.status === "PENDING") return priority === undefined || priority === job.priority;
  return runAt === undefined || runAt === job.runAt;
}
