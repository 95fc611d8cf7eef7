import { MillraceError } from "./millrace-error.ts";

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A length of time: milliseconds as a number, or a number with a unit, such as `"1.5s"`. */
export type Duration = number | `${number}${keyof typeof UNIT_MS}`;

/**
 * The length of `duration` in whole milliseconds, rounded up.
 *
 * @throws MillraceError `INVALID_ARGUMENT` when it is negative, not finite or not of that form.
 */
export function durationMs(duration: Duration): number {
  if (typeof duration === "number") {
    if (duration >= 0 && Number.isFinite(duration)) return Math.ceil(duration);
  } else {
    const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(duration);
    if (match !== null) {
      const [, amount, unit] = match as unknown as [string, string, keyof typeof UNIT_MS];
      return Math.ceil(Number(amount) * UNIT_MS[unit]);
    }
  }
  throw new MillraceError(
    "INVALID_ARGUMENT",
    `${JSON.stringify(duration)} is not a duration: give milliseconds as a number, or a number with one of the units ms, s, m, h, d, such as "30s"`,
  );
}
