import { FieldCheck } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";

/** @throws MillraceError `INVALID_ARGUMENT` when a cancel's reason is too long or malformed. */
export function checkCancelReason(reason: string): void {
  const check = new FieldCheck();
  check.text("reason", reason, BOUNDS.reasonBytes);
  check.throwIfInvalid("cannot cancel");
}
