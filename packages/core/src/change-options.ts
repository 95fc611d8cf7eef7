import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { ChangeOptions } from "./job-store.ts";
import { MillraceError } from "./millrace-error.ts";

const FIELDS: FieldNames<ChangeOptions> = { ifSequence: true };

/**
 * @param what cannot be done, for example "cannot cancel".
 * @throws MillraceError `INVALID_ARGUMENT` that names every field at fault.
 */
export function checkChangeOptions(options: ChangeOptions, what: string): void {
  const check = new FieldCheck();
  if (check.only(options, FIELDS, "the options of a change")) {
    const { ifSequence } = options;
    if (ifSequence !== undefined) {
      check.integer("ifSequence", ifSequence, 1, Number.MAX_SAFE_INTEGER);
    }
  }
  check.throwIfInvalid(what);
}

/**
 * Checks that a job is at the sequence number that its caller has read, if it has given one. That is
 * asked ahead of whether the move is legal: a caller who has read another job has to read it again first.
 *
 * @throws MillraceError as {@link sequenceDiffers} makes it.
 */
export function requireSequence(
  id: string,
  sequence: number,
  ifSequence: number | undefined,
): void {
  if (ifSequence !== undefined && sequence !== ifSequence) {
    throw sequenceDiffers(id, sequence, ifSequence);
  }
}

/** The error that refuses a change of a job that has changed since it was read; it names `ifSequence`. */
export function sequenceDiffers(
  id: string,
  sequence: number,
  ifSequence: number | undefined,
): MillraceError {
  const description = `is ${ifSequence}, but the job is at ${sequence}`;
  return new MillraceError(
    "FAILED_PRECONDITION",
    `job ${id} has changed: ifSequence ${description}, and nothing was changed; read the job again, and decide anew`,
    { violations: [{ field: "ifSequence", description }] },
  );
}
