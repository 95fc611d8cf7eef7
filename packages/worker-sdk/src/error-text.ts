import { type InspectOptions, inspect, types } from "node:util";

/** How deep causes and errors within errors are followed. */
const MAX_DEPTH = 5;
/** How many of the errors of one AggregateError are named. */
const MAX_ERRORS = 5;
const INSPECT: InspectOptions = {
  depth: MAX_DEPTH,
  maxArrayLength: 20,
  maxStringLength: 4_000,
};

// Anything can be thrown, even a value that throws when it is read.

/**
 * What `thrown` says, in one line where it has one, and what its causes say unless that is in it
 * already: the outermost error alone is often no more than "fetch failed".
 */
export function messageOf(thrown: unknown): string {
  try {
    if (isError(thrown)) return withCauses(thrown, MAX_DEPTH) || String(thrown.name);
    return typeof thrown === "string" ? thrown : `the handler threw ${inspect(thrown, INSPECT)}`;
  } catch {
    return "the handler threw a value that cannot be printed";
  }
}

/** The stack of an error with its further fields, its causes and the errors within, as Node shows it. */
export function detailsOf(thrown: unknown): string | undefined {
  try {
    return isError(thrown) ? inspect(thrown, INSPECT) : undefined;
  } catch {
    return undefined;
  }
}

function withCauses(error: Error, depth: number): string {
  const message = String(error.message);
  if (depth === 0) return message;
  const parts = inner(error).map((part) =>
    isError(part) ? withCauses(part, depth - 1) : typeof part === "string" ? part : "",
  );
  const reasons = parts.filter((part) => part !== "" && !message.includes(part)).join("; ");
  return [message, reasons].filter((text) => text !== "").join(": ");
}

function inner({ cause, errors }: Error & { readonly errors?: unknown }): unknown[] {
  const causes = cause === undefined ? [] : [cause];
  return Array.isArray(errors) ? [...causes, ...errors.slice(0, MAX_ERRORS)] : causes;
}

/** Also of another realm, such as a test runner's. */
function isError(thrown: unknown): thrown is Error {
  return types.isNativeError(thrown) || thrown instanceof Error;
}

/** The beginning of `text`, in at most `maxBytes` bytes of UTF-8. */
export function cut(text: string, maxBytes: number): string {
  const wellFormed = text.toWellFormed();
  const { read } = encoder.encodeInto(wellFormed, new Uint8Array(maxBytes));
  return wellFormed.slice(0, read);
}

const encoder = new TextEncoder();
