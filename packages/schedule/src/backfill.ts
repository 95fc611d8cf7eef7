import type { EpochMs } from "@millrace/core";
import { hasFired } from "./fired-runs.ts";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { BackfillRecord, ScheduleRecord } from "./schedule-record.ts";

/** A past time that is to fire. */
export interface BackfillTime {
  readonly nominal: EpochMs;
  /** The time of the calendar before it. */
  readonly previous: EpochMs | undefined;
}

/** What a step does of a backfill. */
export interface BackfillRound {
  readonly times: readonly BackfillTime[];
  /** The backfill when these have been dealt with, its counts left out. */
  readonly rest: BackfillRecord;
}

/** The most times of a backfill. */
export const MAX_BACKFILL = 100_000;
/** How many jobs of a backfill wait one after the other; the others of the schedule have room beside them. */
const MAX_WAITING = 50;
/** How many times a step looks at, about 30 ms. */
const ROUND_LOOKS = 2_000;
/** How long until a backfill goes on that waits for jobs to end. */
const WAIT_MS = 5_000;

/** The next times of the backfill, at most `room` of them; `undefined` when there is none that runs. */
export function backfillRound(
  record: ScheduleRecord,
  calendar: ScheduleCalendar,
  room: number,
): BackfillRound | undefined {
  const { backfill } = record;
  if (backfill?.state !== "RUNNING") return undefined;
  const { to, again, overlap } = backfill;
  const free = overlap === "BUFFER_ALL" ? MAX_WAITING - record.open.length : room;
  const times: BackfillTime[] = [];
  let { after, previous } = backfill;
  // What the schedule fires by itself is left to it.
  const until = record.state === "ACTIVE" ? (record.next?.nominal ?? to + 1) : to + 1;
  for (let looks = 0; looks < ROUND_LOOKS && times.length < Math.min(room, free); looks++) {
    const next = calendar.next(after);
    if (next === undefined || next.nominal > Math.min(to, until - 1)) {
      // While it catches up, its next time may lie before the end.
      const state = record.missedBefore === undefined ? "DONE" : "RUNNING";
      return { times, rest: { ...backfill, after, previous, state } };
    }
    const { nominal } = next;
    if (again || !hasFired(record.firedRuns ?? [], nominal)) times.push({ nominal, previous });
    after = nominal;
    previous = nominal;
  }
  return { times, rest: { ...backfill, after, previous } };
}

/** When the backfill is to go on, if it runs. */
export function backfillWakeAt(
  { backfill, open }: ScheduleRecord,
  now: EpochMs,
): EpochMs | undefined {
  if (backfill?.state !== "RUNNING") return undefined;
  const isFull = backfill.overlap === "BUFFER_ALL" && open.length >= MAX_WAITING;
  return isFull ? now + WAIT_MS : now;
}

/**
 * How many times lie from `from` to `to`, less those that have fired; `undefined` when there are more than
 * {@link MAX_BACKFILL}.
 *
 * @param pause has others work meanwhile.
 */
export async function countBackfill(
  { firedRuns = [] }: ScheduleRecord,
  calendar: ScheduleCalendar,
  { from, to, again }: Pick<BackfillRecord, "from" | "to" | "again">,
  pause: () => Promise<void>,
): Promise<number | undefined> {
  let count = 0;
  let looks = 0;
  let time = calendar.next(from - 1);
  for (; time !== undefined && time.nominal <= to; time = calendar.next(time.nominal)) {
    if (again || !hasFired(firedRuns, time.nominal)) count++;
    if (++looks > MAX_BACKFILL) return undefined;
    if (looks % ROUND_LOOKS === 0) await pause();
  }
  return count;
}
