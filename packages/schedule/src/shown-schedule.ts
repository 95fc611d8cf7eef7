import type { Backfill, EpochMs, Schedule } from "@millrace/core";
import { ScheduleCalendar } from "./schedule-calendar.ts";
import type { BackfillRecord, ScheduleRecord } from "./schedule-record.ts";

const PREVIEWED_TIMES = 10;

/** A schedule as it is shown, with its next times. */
export function shownSchedule(record: ScheduleRecord): Schedule {
  const { definition, state, revision, generation, sourceVersion, updatedAt } = record;
  const { counts, last, pause, next } = record;
  const nextTimes: EpochMs[] = [];
  if (state === "ACTIVE" && next !== undefined) {
    const calendar = new ScheduleCalendar(definition.spec);
    let time: { readonly nominal: EpochMs } | undefined = next;
    for (; time !== undefined && nextTimes.length < PREVIEWED_TIMES; ) {
      nextTimes.push(time.nominal);
      time = calendar.next(time.nominal);
    }
  }
  return {
    ...definition,
    ...{ state, revision, generation, sourceVersion, updatedAt, nextTimes, counts },
    ...(last && { last }),
    ...(pause && { pause }),
    ...(record.backfill && { backfill: shownBackfill(record.backfill) }),
  };
}

function shownBackfill({
  after: _after,
  previous: _previous,
  ...backfill
}: BackfillRecord): Backfill {
  return backfill;
}
