import { brand } from "./brand.ts";
import { MillraceError } from "./millrace-error.ts";

/** The error of a call of a store that is closed: unlike other `UNAVAILABLE`, no later call mends it. */
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
