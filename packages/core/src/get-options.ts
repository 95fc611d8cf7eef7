import { JOB_VIEW_KINDS } from "./basic-job.ts";
import { FieldCheck, type FieldNames } from "./field-check.ts";
import type { GetOptions } from "./job-store.ts";

const FIELDS: FieldNames<GetOptions> = { view: true };

/** @throws MillraceError `INVALID_ARGUMENT` that names every field at fault. */
export function checkGetOptions(options: GetOptions): void {
  const check = new FieldCheck();
  if (check.only(options, FIELDS, "the options of a get")) {
    if (options.view !== undefined) check.oneOf("view", options.view, JOB_VIEW_KINDS);
  }
  check.throwIfInvalid("cannot get the job");
}
