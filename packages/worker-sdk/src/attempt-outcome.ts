import { inspect } from "node:util";
import { BOUNDS, DEFAULT_LIMITS, type Outcome } from "@millrace/core";
import { PermanentError, RetryAfter, Snooze } from "./outcome-signals.ts";

const encoder = new TextEncoder();
const COMPLETED: Outcome = { kind: "completed" };

/**
 * The outcome of a handler that returned `value`: `undefined` is no result, bytes are kept as they
 * are, a {@link Snooze} snoozes, anything else is kept as JSON. What cannot be encoded or is over
 * 1 MiB fails for good, because the handler's work is done and would be done again.
 */
export function outcomeOfValue(value: unknown): Outcome {
  if (value === undefined) return COMPLETED;
  let result: Uint8Array;
  try {
    if (value instanceof Snooze) return { kind: "snoozed", delayMs: value.delayMs };
    result = value instanceof Uint8Array ? value : encodeJson(value);
  } catch (error) {
    return failForGood(
      `the handler's result cannot be encoded: ${describe(error)}; return a Uint8Array or what JSON can hold`,
    );
  }
  if (result.length <= DEFAULT_LIMITS.resultBytes) return { kind: "completed", result };
  return failForGood(
    `the handler's result has ${result.length} bytes, over the limit of ${DEFAULT_LIMITS.resultBytes}; store it elsewhere and return a reference`,
  );
}

/** The outcome of a handler that threw `thrown`. */
export function outcomeOfError(thrown: unknown): Outcome {
  const message = cut(describe(thrown), BOUNDS.errorMessageBytes);
  const details = stackOf(thrown);
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

function encodeJson(value: unknown): Uint8Array {
  const json: string | undefined = JSON.stringify(value);
  if (json === undefined) throw new TypeError(`JSON has no form for a ${typeof value}`);
  return encoder.encode(json);
}

// Anything can be thrown, also what throws again when it is looked at.

/** What `thrown` says. */
function describe(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message) || String(thrown.name);
    return typeof thrown === "string" ? thrown : `the handler threw ${inspect(thrown)}`;
  } catch {
    return "the handler threw a value that cannot be shown";
  }
}

function stackOf(thrown: unknown): string | undefined {
  try {
    const stack: unknown = thrown instanceof Error ? thrown.stack : undefined;
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}

function isA<Type>(type: new (...args: never[]) => Type, thrown: unknown): thrown is Type {
  try {
    return thrown instanceof type;
  } catch {
    return false;
  }
}

/** The beginning of `text`, in at most `maxBytes` bytes of UTF-8. */
function cut(text: string, maxBytes: number): string {
  const wellFormed = text.toWellFormed();
  const { read } = encoder.encodeInto(wellFormed, new Uint8Array(maxBytes));
  return wellFormed.slice(0, read);
}
