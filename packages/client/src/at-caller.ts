import { MillraceError } from "@millrace/core";

/**
 * What tells the caller of `error`. The stack of an error that comes from deep within, or out of a batch,
 * does not reach the line that made the call; that of a new one does where each function on the way back
 * awaits the next. A bug keeps its own stack, and so does what is not Millrace's.
 */
export function atCaller(error: unknown): unknown {
  if (!(error instanceof MillraceError) || error.code === "INTERNAL") return error;
  const { code, message, violations, cause } = error;
  return new MillraceError(code, message, { violations, cause });
}
