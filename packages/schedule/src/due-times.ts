import type { EpochMs, SchedulePolicy } from "@millrace/core";
import { rulesOf } from "./define-schedule.ts";
import type { ScheduleCalendar } from "./schedule-calendar.ts";
import type { Due, ScheduleRecord } from "./schedule-record.ts";

/** What is to be done about the times that have come. */
export interface DueTimes {
  /** Those that fire, the earliest first; at most {@link ROUND_FIRINGS}. */
  readonly firing: readonly (Due & { readonly trigger: "SCHEDULE" | "CATCH_UP" })[];
  readonly missed: number;
  /** The latest of those that were dealt with. */
  readonly lastNominal: EpochMs | undefined;
  /** The next one that was not dealt with. Absent when there is none. */
  readonly next: Due | undefined;
  /** Those before it are missed, where there were too many to count now. */
  readonly missedBefore?: EpochMs;
}

/** A time that is later than this is missed. */
export const ON_TIME_MS = 60_000;
/** How many times fire in one step. */
export const ROUND_FIRINGS = 100;
/** How many missed times are counted in one step, about 30 ms. */
const ROUND_MISSED = 2_000;

const DEFAULT_WINDOW_MS = 365 * 86_400_000;
const DEFAULT_MAX_CATCH_UP = 1_000;

/** What is to be done at `now` about the times of a schedule from its next one on. */
export function dueTimes(
  record: ScheduleRecord,
  calendar: ScheduleCalendar,
  now: EpochMs,
): DueTimes {
  const { name, policy = {} } = record.definition;
  const nextOf = (after: EpochMs): Due | undefined => {
    const time = calendar.nextFiring(name, after);
    return time && { nominal: time.nominal, due: time.due, after, ...rulesOf(calendar) };
  };
  let { next } = record;
  let lastNominal = record.lastNominal;
  let missed = 0;
  const pass = (time: Due) => {
    lastNominal = time.nominal;
    next = nextOf(time.nominal);
  };
  if (next === undefined || next.due > now) return { firing: [], missed, lastNominal, next };

  const missedBefore = record.missedBefore ?? startOfCatchUp(policy, calendar, next.nominal, now);
  for (; next !== undefined && next.nominal < missedBefore; missed++) {
    if (missed === ROUND_MISSED) return { firing: [], missed, lastNominal, next, missedBefore };
    pass(next);
  }
  const firing: { nominal: EpochMs; due: EpochMs; trigger: "SCHEDULE" | "CATCH_UP" }[] = [];
  while (next !== undefined && next.due <= now && firing.length < ROUND_FIRINGS) {
    const trigger = isMissed(next.nominal, now) ? "CATCH_UP" : "SCHEDULE";
    firing.push({ ...next, trigger });
    pass(next);
  }
  const more = next !== undefined && next.due <= now;
  return { firing, missed, lastNominal, next, ...(more && { missedBefore }) };
}

function isMissed(nominal: EpochMs, now: EpochMs): boolean {
  return nominal < now - ON_TIME_MS;
}

/** From when on times fire, of which `first` is the earliest that has come. */
function startOfCatchUp(
  policy: SchedulePolicy,
  calendar: ScheduleCalendar,
  first: EpochMs,
  now: EpochMs,
): EpochMs {
  const onTimeFrom = now - ON_TIME_MS;
  if (first >= onTimeFrom) return first;
  const { catchUp = "LATEST", catchUpWindowMs = DEFAULT_WINDOW_MS } = policy;
  const { maxCatchUp = DEFAULT_MAX_CATCH_UP } = policy;
  if (catchUp === "NONE") return onTimeFrom;
  // One that is on time takes the place of the latest that was missed.
  const onTime = calendar.next(onTimeFrom - 1);
  if (catchUp === "LATEST" && onTime !== undefined && onTime.nominal <= now) return onTimeFrom;
  const from = Math.max(first, now - catchUpWindowMs);
  const most = catchUp === "LATEST" ? 1 : maxCatchUp;
  return latest(calendar, most, from, onTimeFrom);
}

/** The last time of the calendar before `until`, as far back as it would have fired by default. */
export function timeBefore(calendar: ScheduleCalendar, until: EpochMs): EpochMs | undefined {
  const time = latest(calendar, 1, until - DEFAULT_WINDOW_MS, until);
  return time === until ? undefined : time;
}

/** The `count`-th last time from `from` on and before `until`, or the first one; `until` for none. */
function latest(calendar: ScheduleCalendar, count: number, from: EpochMs, until: EpochMs): EpochMs {
  // What lies further back need not be looked at: a span that doubles finds enough of the latest ones.
  for (let spanMs = count * 1_000; ; spanMs *= 2) {
    const start = Math.max(from, until - spanMs);
    const times: EpochMs[] = [];
    let time = calendar.next(start - 1);
    for (; time !== undefined && time.nominal < until; time = calendar.next(time.nominal)) {
      times.push(time.nominal);
    }
    if (times.length >= count || start === from) return times.at(-count) ?? times[0] ?? until;
  }
}
