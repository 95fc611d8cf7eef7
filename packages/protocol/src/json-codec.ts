import { MillraceError } from "@millrace/core";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A value of JSON as a field of bytes has it. */
export function encodeJson(value: unknown): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

/**
 * The value that a field of bytes has; `fallback` when it is empty.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names `field` when it is no JSON.
 */
export function decodeJson(bytes: Uint8Array, field: string, fallback: unknown = null): unknown {
  if (bytes.length === 0) return fallback;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    const description = `must be JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw new MillraceError("INVALID_ARGUMENT", `${field} ${description}`, {
      violations: [{ field, description }],
    });
  }
}
