import { brand } from "./brand.ts";
import { MillraceError } from "./millrace-error.ts";

/** The error of a call of a store that is closed: unlike any other `UNAVAILABLE`, trying again never helps. */
export class StoreClosedError extends MillraceError {
  static {
    brand(StoreClosedError, "StoreClosedError");
  }

  constructor() {
    super("UNAVAILABLE", "the store is closed");
  }
}

/** The error of a call of a store that is closed. */
export function storeClosed(): MillraceError {
  return new StoreClosedError();
}
