import type { EpochMs } from "./clock.ts";
import type { Duration } from "./duration.ts";
import { type FieldCheck, shown } from "./field-check.ts";

/** Whole milliseconds of a time, of which the bounds are checked with the request. */
export function timeMs(
  check: FieldCheck,
  field: string,
  time: Date | EpochMs | undefined,
): EpochMs | undefined {
  if (time === undefined || typeof time === "number") return time;
  // By its method: a Date of another realm, such as a test runner's, is no instance of this one's.
  const isDate = typeof time?.getTime === "function";
  const ms: unknown = isDate ? time.getTime() : undefined;
  if (typeof ms === "number" && !Number.isNaN(ms)) return ms;
  const rule = `must be a Date or milliseconds since 1970, such as new Date("2030-01-31T09:00:00Z")`;
  check.invalid(field, `${rule}, but is ${isDate ? "an invalid Date" : shown(time)}`);
  return undefined;
}

/** Milliseconds of a length of time; what is none is noted. */
export function lengthMs(
  check: FieldCheck,
  field: string,
  length: Duration | undefined,
): number | undefined {
  return length === undefined ? undefined : check.duration(field, length);
}
