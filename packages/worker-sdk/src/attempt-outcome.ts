import { BOUNDS, encodeValue, FieldCheck, type Outcome } from "@millrace/core";
import { cut, detailsOf, messageOf } from "./error-text.ts";
import { PermanentError, RetryAfter, Snooze, Throttled } from "./outcome-signals.ts";

const COMPLETED: Outcome = { kind: "completed" };

/**
 * The outcome of a handler that returned `value`: `undefined` is no result, bytes are kept as they
 * are, a {@link Snooze} snoozes, anything else is kept as JSON. A value that cannot be encoded fails the
 * job permanently, because a retry would only repeat work that is done. The source checks the size.
 */
export function outcomeOfValue(value: unknown): Outcome {
  if (value === undefined) return COMPLETED;
  try {
    if (value instanceof Snooze) return { kind: "snoozed", delayMs: value.delayMs };
    const check = new FieldCheck();
    const result = encodeValue(check, "result", value);
    const error = check.error("the handler's result cannot be kept");
    if (error !== undefined) return failForGood(error.message);
    return result === undefined ? COMPLETED : { kind: "completed", result };
  } catch (error) {
    return failForGood(`the handler's result cannot be kept: ${messageOf(error)}`);
  }
}

/** The outcome of a handler that threw `thrown`. */
export function outcomeOfError(thrown: unknown): Outcome {
  if (isA(Throttled, thrown)) {
    const { retryAfterMs, scope } = thrown;
    return { kind: "throttled", retryAfterMs, scope };
  }
  const message = cut(messageOf(thrown), BOUNDS.errorMessageBytes);
  const details = detailsOf(thrown);
  return {
    kind: "failed",
    message,
    ...(details === undefined ? undefined : { details: cut(details, BOUNDS.errorDetailsBytes) }),
    ...(isA(PermanentError, thrown) ? { permanent: true } : undefined),
    ...(isA(RetryAfter, thrown) ? { retryAfterMs: thrown.delayMs } : undefined),
  };
}

function failForGood(message: string): Outcome {
  return { kind: "failed", message: cut(message, BOUNDS.errorMessageBytes), permanent: true };
}

// Anything can be thrown, even a value that throws when it is read.
function isA<Type>(type: new (...args: never[]) => Type, thrown: unknown): thrown is Type {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}
