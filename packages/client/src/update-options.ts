import {
  BYTES_TYPE,
  type Duration,
  type EpochMs,
  encodeValue,
  FieldCheck,
  type FieldNames,
  isBytes,
  type JobUpdate,
  lengthMs,
  present,
  timeMs,
} from "@millrace/core";

/** What to change of a job that waits: what is given, and nothing else. */
export interface UpdateOptions
  extends Omit<JobUpdate, "runAt" | "delayMs" | "payload" | "contentType"> {
  /** When the job is due; a time that has passed means at once. Excludes `delay`. */
  readonly runAt?: Date | EpochMs | undefined;
  /** How long from now, by the store's clock, the job is due. Excludes `runAt`. */
  readonly delay?: Duration | undefined;
  /** The new payload: bytes, or a value that is sent as JSON, as for an enqueue. */
  readonly payload?: unknown;
  /**
   * What the new payload is, as a media type of at most 256 bytes. Defaults to `application/octet-stream`
   * for a payload of bytes, and to `application/json` for any other one.
   */
  readonly contentType?: string | undefined;
}

const FIELDS: FieldNames<UpdateOptions> = {
  runAt: true,
  delay: true,
  priority: true,
  payload: true,
  contentType: true,
  metadata: true,
};

/**
 * The update that the options stand for.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when a field is not known, or a length or the payload is malformed;
 *   the rest is checked with the update.
 */
export function toJobUpdate(options: UpdateOptions): JobUpdate {
  const check = new FieldCheck();
  if (!check.only(options, FIELDS, "an update")) check.throwIfInvalid("cannot update");
  const { payload, contentType, runAt, delay, ...rest } = options;
  const update = present({
    ...rest,
    payload: encodeValue(check, "payload", payload),
    contentType: contentType ?? (isBytes(payload) ? BYTES_TYPE : undefined),
    runAt: timeMs(check, "runAt", runAt),
    delayMs: lengthMs(check, "delay", delay),
  });
  check.throwIfInvalid("cannot update");
  return update;
}
