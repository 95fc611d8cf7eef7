import { MillraceError } from "./millrace-error.ts";

/** The error of a call of a store that is closed. */
export function storeClosed(): MillraceError {
  return new MillraceError("UNAVAILABLE", "the store is closed");
}
