import type { Schedule } from "@millrace/client";
import { formatDuration, type ScheduleSpec } from "@millrace/core";

/** When a schedule fires, as those who made it have said it. */
export function timesText({ cron = [], every = [] }: ScheduleSpec): string {
  return [...cron, ...every.map(({ intervalMs }) => `every ${formatDuration(intervalMs)}`)].join(
    ", ",
  );
}

/** The address of a schedule's page. */
export function scheduleLink({ name }: Pick<Schedule, "name">): string {
  return `/schedules/${encodeURIComponent(name)}`;
}

/** A time in a zone, to a minute, with the day of the week. */
export function formatInZone(time: number, zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat(undefined, {
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hour12: false,
      ...(zone !== undefined && { timeZone: zone }),
    }).format(time);
  } catch {
    // The server's zones are newer than those of this browser.
    return new Date(time).toISOString();
  }
}
