import { MillraceError } from "@millrace/core";

const encoder = new TextEncoder();

/**
 * The bytes of a payload: bytes as they are, nothing as no bytes, any other value as JSON in UTF-8.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when the value has no form in JSON.
 */
export function encodePayload(payload: unknown): Uint8Array | undefined {
  if (payload === undefined || payload instanceof Uint8Array) return payload;
  return encoder.encode(toJson(payload));
}

function toJson(payload: unknown): string {
  let reason: unknown;
  try {
    const json: string | undefined = JSON.stringify(payload);
    if (json !== undefined) return json;
  } catch (error) {
    reason = error;
  }
  const description =
    "must be bytes or a value that JSON can express, without functions, BigInt or cycles";
  throw new MillraceError("INVALID_ARGUMENT", `cannot enqueue: payload ${description}`, {
    violations: [{ field: "payload", description }],
    cause: reason,
  });
}
