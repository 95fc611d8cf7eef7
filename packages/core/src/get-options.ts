import { JOB_VIEW_KINDS } from "./basic-job.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { GetOptions } from "./job-store.ts";
import { BOUNDS } from "./limits.ts";

const FIELDS: FieldNames<GetOptions> = { view: true, waitMs: true, signal: true };

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkGetOptions(options: GetOptions): void {
  const check = new FieldCheck();
  if (check.only(options, FIELDS, "the options of a get")) {
    const { view, waitMs, signal } = options;
    if (view !== undefined) check.oneOf("view", view, JOB_VIEW_KINDS);
    if (waitMs !== undefined) check.integer("waitMs", waitMs, 0, BOUNDS.maxWaitMs, " ms");
    if (signal !== undefined) check.signal("signal", signal);
  }
  check.throwIfInvalid("cannot get the job");
}
