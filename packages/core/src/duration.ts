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

const LARGEST_FIRST = [
  ["d", UNIT_MS.d],
  ["h", UNIT_MS.h],
  ["m", UNIT_MS.m],
  ["s", UNIT_MS.s],
] as const;

/** A length of time for people, in its two largest units: `3m 20s`, `1.4s`, `12ms`. */
export function formatDuration(ms: number): string {
  if (ms < 1) return ms <= 0 ? "0s" : "<1ms";
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1).replace(".0", "")}s`;
  const place = LARGEST_FIRST.findIndex(([, unitMs]) => ms >= unitMs);
  const [unit, unitMs] = LARGEST_FIRST[place] as (typeof LARGEST_FIRST)[number];
  const [below, belowMs] = LARGEST_FIRST[place + 1] ?? ["", Number.POSITIVE_INFINITY];
  const rest = Math.floor((ms % unitMs) / belowMs);
  const whole = `${Math.floor(ms / unitMs)}${unit}`;
  return rest === 0 ? whole : `${whole} ${rest}${below}`;
}

/** A length of time in its largest unit, the rest left out: `3m`. */
export function formatRoughDuration(ms: number): string {
  const [unit, unitMs] = LARGEST_FIRST.find(([, each]) => ms >= each) ?? ["ms", 1];
  return `${Math.floor(ms / unitMs)}${unit}`;
}

/** A length of time, in whole milliseconds, as {@link durationMs} reads it again: `90s`. */
export function toDuration(ms: number): Duration {
  const [unit, unitMs] = LARGEST_FIRST.find(([, each]) => ms % each === 0) ?? ["ms", 1];
  return `${ms / unitMs}${unit}`;
}
