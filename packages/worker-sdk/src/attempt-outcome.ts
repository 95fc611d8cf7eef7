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
  if (value instanceof Snooze) return { kind: "snoozed", delayMs: value.delayMs };
  let result: Uint8Array;
  try {
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
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return {
    kind: "failed",
    message,
    ...(typeof stack === "string" ? { details: cut(stack, BOUNDS.errorDetailsBytes) } : undefined),
    ...(thrown instanceof PermanentError ? { permanent: true } : undefined),
    ...(thrown instanceof RetryAfter ? { retryAfterMs: thrown.delayMs } : undefined),
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

/** What `thrown` says; anything can be thrown, also what throws when it is looked at. */
function describe(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return String(thrown.message) || thrown.name;
    return typeof thrown === "string" ? thrown : `the handler threw ${inspect(thrown)}`;
  } catch {
    return "the handler threw a value that cannot be shown";
  }
}

/** The beginning of `text`, in at most `maxBytes` bytes of UTF-8. */
function cut(text: string, maxBytes: number): string {
  const wellFormed = text.toWellFormed();
  const { read } = encoder.encodeInto(wellFormed, new Uint8Array(maxBytes));
  return wellFormed.slice(0, read);
}
