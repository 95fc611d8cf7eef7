import type { EpochMs, ScheduleDefinition } from "@millrace/core";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { Due, ScheduleRecord } from "./schedule-record.ts";

/** What a definition comes with. */
export interface Defining {
  readonly definition: ScheduleDefinition;
  readonly calendar: ScheduleCalendar;
  readonly now: EpochMs;
  readonly sourceVersion: number;
}

/** The record by another definition, or by a first one. */
export function defined(
  record: ScheduleRecord | undefined,
  { definition, calendar, now, sourceVersion }: Defining,
): ScheduleRecord {
  const changed = { definition, sourceVersion, updatedAt: now };
  if (record === undefined) {
    const counts = { fired: 0, skipped: 0, missed: 0, buffered: 0 };
    const made: ScheduleRecord = {
      ...{ ...changed, state: "ACTIVE", revision: 1, generation: now },
      ...{ counts, open: [], failures: 0 },
    };
    return withNext(made, calendar, now);
  }
  const revised = { ...record, ...changed, revision: record.revision + 1 };
  const keepsTimes =
    record.state !== "ENDED" &&
    JSON.stringify(record.definition.spec) === JSON.stringify(definition.spec);
  // A time that has come and was not fired yet still does.
  if (keepsTimes) return revised;
  const { missedBefore: _missedBefore, ...rest } = revised;
  const moved = withNext(rest, calendar, now);
  return record.state === "PAUSED" && moved.state === "ACTIVE"
    ? { ...moved, state: "PAUSED" }
    : moved;
}

/** By what a time of the calendar was found, as it is kept with the time. */
export function rulesOf({ rules }: ScheduleCalendar): Pick<Due, "rules"> {
  return rules === undefined ? {} : { rules };
}

/** The record with the first time from now on as its next one. */
export function withNext(
  record: ScheduleRecord,
  calendar: ScheduleCalendar,
  now: EpochMs,
): ScheduleRecord {
  const { next: _next, ...rest } = record;
  const { name } = record.definition;
  const since = Math.max(now, record.lastNominal ?? now);
  const next = calendar.nextFiring(name, since);
  if (next === undefined) return { ...rest, state: "ENDED" };
  const { nominal, due } = next;
  return { ...rest, state: "ACTIVE", next: { nominal, due, since, ...rulesOf(calendar) } };
}
