import { type Duration, durationMs } from "@millrace/core";

/** A length of time in definitions: milliseconds, `30s`, or by ISO 8601 `P1DT12H`. */
export type Length = Duration | `P${string}`;

const ISO =
  /^P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS_MS = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** The milliseconds of a length such as `30s` or, by ISO 8601, `P1DT12H`; `undefined` when it is none. */
export function lengthMs(text: unknown): number | undefined {
  if (typeof text !== "string") return undefined;
  const parts = ISO.exec(text)?.slice(1);
  if (parts !== undefined) {
    return Math.ceil(UNITS_MS.reduce((sum, ms, i) => sum + ms * Number(parts[i] ?? 0), 0));
  }
  try {
    return durationMs(text as Duration);
  } catch {
    return undefined;
  }
}
