import type { Duration, Timestamp } from "@bufbuild/protobuf/wkt";
import { type EpochMs, MillraceError } from "@millrace/core";

// google/protobuf/timestamp.proto: 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.
const MIN_TIMESTAMP_SECONDS = -62_135_596_800;
export const MAX_TIMESTAMP_SECONDS = 253_402_300_799;
// google/protobuf/duration.proto: 10,000 years either way.
export const MAX_DURATION_SECONDS = 315_576_000_000;
export const MAX_NANOS = 999_999_999;
export const NANOS_A_MS = 1_000_000;

/**
 * The wire's form of a time in milliseconds since 1970.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names `field` when it is not whole milliseconds.
 */
export function encodeTimestamp(ms: EpochMs, field: string): Timestamp {
  const seconds = wholeSeconds(ms, field);
  return {
    $typeName: "google.protobuf.Timestamp",
    seconds: BigInt(seconds),
    nanos: (ms - seconds * 1000) * NANOS_A_MS,
  };
}

/**
 * The wire's form of a length in milliseconds.
 *
 * @throws MillraceError `INVALID_ARGUMENT` that names `field` when it is not whole milliseconds.
 */
export function encodeDuration(ms: number, field: string): Duration {
  const seconds = Math.sign(ms) * wholeSeconds(Math.abs(ms), field);
  return {
    $typeName: "google.protobuf.Duration",
    seconds: BigInt(seconds),
    nanos: (ms - seconds * 1000) * NANOS_A_MS,
  };
}

/**
 * The milliseconds since 1970 of a time, rounded up; NaN, which every check of the domain refuses,
 * when it lies outside of what its proto allows.
 */
export function decodeTimestamp({ seconds, nanos }: Timestamp): EpochMs {
  const wholeSeconds = Number(seconds);
  const valid =
    wholeSeconds >= MIN_TIMESTAMP_SECONDS &&
    wholeSeconds <= MAX_TIMESTAMP_SECONDS &&
    nanos >= 0 &&
    nanos <= MAX_NANOS;
  return valid ? wholeSeconds * 1000 + Math.ceil(nanos / NANOS_A_MS) : Number.NaN;
}

/**
 * The milliseconds of a length, rounded away from zero, so that no wait ends early and nothing
 * negative passes for zero; NaN, which every check of the domain refuses, when it lies outside of
 * what its proto allows.
 */
export function decodeDuration({ seconds, nanos }: Duration): number {
  const wholeSeconds = Number(seconds);
  const valid =
    Math.abs(wholeSeconds) <= MAX_DURATION_SECONDS &&
    Math.abs(nanos) <= MAX_NANOS &&
    // A length has one sign.
    !((wholeSeconds < 0 && nanos > 0) || (wholeSeconds > 0 && nanos < 0));
  if (!valid) return Number.NaN;
  const ms = nanos / NANOS_A_MS;
  return wholeSeconds * 1000 + (ms < 0 ? Math.floor(ms) : Math.ceil(ms));
}

function wholeSeconds(ms: number, field: string): number {
  if (Number.isSafeInteger(ms)) return Math.floor(ms / 1000);
  const description = `must be whole milliseconds, but is ${ms}`;
  throw new MillraceError("INVALID_ARGUMENT", `${field} ${description}`, {
    violations: [{ field, description }],
  });
}
