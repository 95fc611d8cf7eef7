import { withNext } from "./define-schedule.ts";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { ScheduleRecord } from "./schedule-record.ts";

/**
 * Whether the next time of a schedule was found by another version of the database of time zones than the runtime has,
 * so that it may be another time by now.
 */
export function isByOtherRules(
  { state, next }: ScheduleRecord,
  rules: string | undefined,
): boolean {
  return (
    state === "ACTIVE" && next?.rules !== undefined && rules !== undefined && next.rules !== rules
  );
}

/** The record with its next time by the rules that the runtime has for its zone; itself where those have found it. */
export function byPresentRules(record: ScheduleRecord, calendar: ScheduleCalendar): ScheduleRecord {
  const { next } = record;
  if (next === undefined || !isByOtherRules(record, calendar.rules)) return record;
  return withNext(record, calendar, next.after ?? next.since ?? record.updatedAt);
}
