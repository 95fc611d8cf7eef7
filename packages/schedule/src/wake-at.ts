import type { EpochMs } from "@millrace/core";
import { backfillWakeAt } from "./backfill.ts";
import { forgottenAt, type ScheduleRecord } from "./schedule-record.ts";

/** How often failures are counted, at the least, where somebody wants a pause for them. */
const MAX_LOOK_MS = 3_600_000;

/** When the schedule is to be looked at. */
export function wakeAt(record: ScheduleRecord, now: EpochMs): EpochMs | undefined {
  const times = [ownWakeAt(record, now), backfillWakeAt(record, now)].filter(
    (time) => time !== undefined,
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function ownWakeAt(record: ScheduleRecord, now: EpochMs): EpochMs | undefined {
  const { state, next, open, definition } = record;
  if (state === "ENDED") return forgottenAt(record);
  if (state !== "ACTIVE" || next === undefined) return undefined;
  if (open.length === 0 || !definition.policy?.pauseAfterFailures) return next.due;
  // A job that has failed must not be forgotten before it is counted.
  const { retentionMs = MAX_LOOK_MS } = definition.job;
  return Math.min(next.due, now + Math.min(MAX_LOOK_MS, Math.ceil(retentionMs / 2)));
}
