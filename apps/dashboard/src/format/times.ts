import { type EpochMs, formatRoughDuration } from "@millrace/core";

/** How long before or after `now`: `5m ago`, `in 20s`. */
export function formatRelative(time: EpochMs, now: EpochMs): string {
  const ms = now - time;
  if (Math.abs(ms) < 1_000) return "now";
  const length = formatRoughDuration(Math.abs(ms));
  return ms > 0 ? `${length} ago` : `in ${length}`;
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
