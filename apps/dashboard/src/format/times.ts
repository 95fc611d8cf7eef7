import type { EpochMs } from "@millrace/core";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
] as const;

/** A length of time in its two largest units: `3m 20s`, `1.4s`, `12ms`. */
export function formatLength(ms: number): string {
  if (ms < 1) return ms <= 0 ? "0s" : "<1ms";
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1).replace(/\.0$/, "")}s`;
  const at = UNITS.findIndex(([, length]) => ms >= length);
  const [unit, length] = UNITS[at] as (typeof UNITS)[number];
  const [smaller, part] = UNITS[at + 1] ?? ["", Number.POSITIVE_INFINITY];
  const rest = Math.floor((ms % length) / part);
  const whole = Math.floor(ms / length);
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit} ${rest}${smaller}`;
}

/** How long before or after `now`: `5m ago`, `in 20s`. */
export function formatRelative(time: EpochMs, now: EpochMs): string {
  const ms = now - time;
  if (Math.abs(ms) < 1_000) return "now";
  const length = formatAge(Math.abs(ms));
  return ms > 0 ? `${length} ago` : `in ${length}`;
}

/** A length in its largest unit, for columns that must stay narrow. */
export function formatAge(ms: number): string {
  const [unit, length] = UNITS.find(([, each]) => ms >= each) ?? ["ms", 1];
  return `${Math.floor(ms / length)}${unit}`;
}

const FULL = new Intl.DateTimeFormat(undefined, {
  dateStyle: "medium",
  timeStyle: "long",
});
const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });

export function formatFull(time: EpochMs): string {
  return FULL.format(time);
}

/** The time of the day, with the date unless it is today. */
export function formatClock(time: EpochMs, now: EpochMs): string {
  const day = DAY.format(time);
  return day === DAY.format(now) ? CLOCK.format(time) : `${day} ${CLOCK.format(time)}`;
}
