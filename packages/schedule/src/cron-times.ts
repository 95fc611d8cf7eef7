import type { EpochMs, FiringNote, OnGap, OnOverlap } from "@millrace/core";
import type { CronPattern, LocalMs } from "./cron-pattern.ts";
import type { Transition, Zone } from "./zone.ts";

/** A time at which a pattern fires. */
export interface CronTime {
  readonly at: EpochMs;
  readonly note?: FiringNote;
}

/** Which zone the clocks of a pattern are in, and what it does when they change. */
export interface CronRules {
  readonly zone: Zone;
  readonly onGap: OnGap;
  readonly onOverlap: OnOverlap;
}

const HOUR_MS = 3_600_000;
/** A longer gap is a move of the date line: who skips a day does not do its work on the next one. */
const MAX_SHIFT_MS = 3 * HOUR_MS;
/** No change of clocks reaches further. */
const NEAR_MS = 48 * HOUR_MS;

/**
 * The first time later than `after` at which the clocks of a zone show what `pattern` says.
 *
 * It walks from one change of the clocks to the next. Between two, local time is universal time plus an offset,
 * and the pattern is asked for the next local time; what an overlap shows twice belongs to the one side of the
 * change or the other, or to both, and what a gap leaves out belongs to its end.
 */
export function nextCronTime(
  pattern: CronPattern,
  rules: CronRules,
  after: EpochMs,
): CronTime | undefined {
  const { zone } = rules;
  let from = after + 1;
  for (;;) {
    const offsetMs = zone.offsetAt(from);
    const past = zone.transitionBefore(from);
    if (past?.at === from && endsGap(pattern, rules, past))
      return { at: from, note: "gap: shifted" };
    const local = pattern.next(Math.max(from + offsetMs, ownedFrom(pattern, rules, past)));
    if (local === undefined) return undefined;
    const at = local - offsetMs;
    const change = zone.transitionIn(from, Math.min(at, from + NEAR_MS));
    if (change !== undefined) {
      from = change.at;
    } else if (at > from + NEAR_MS) {
      // Nothing lies between, whatever clocks do there.
      from = at - NEAR_MS;
    } else {
      const next = zone.transitionIn(at, at + NEAR_MS);
      if (isOwned(pattern, rules, next, local)) return withNote({ at, local, past, next });
      from = at + 1;
    }
  }
}

/** Whether `change` leaves out a time of the pattern, which then fires at the end of the gap. */
function endsGap(
  pattern: CronPattern,
  { onGap }: CronRules,
  { at, beforeMs, offsetMs }: Transition,
): boolean {
  const gapMs = offsetMs - beforeMs;
  if (pattern.isElapsed || onGap !== "SHIFT" || gapMs <= 0 || gapMs > MAX_SHIFT_MS) return false;
  const local = pattern.next(at + beforeMs);
  return local !== undefined && local < at + offsetMs;
}

/** The first local time that is after the change `past`, where one before it is not the same one again. */
function ownedFrom(
  { isElapsed }: CronPattern,
  { onOverlap }: CronRules,
  past: Transition | undefined,
): LocalMs {
  if (past === undefined || isElapsed || onOverlap !== "FIRST") return Number.NEGATIVE_INFINITY;
  return past.at + past.beforeMs;
}

/** Whether `local` is not one that comes again after the change `next`, and belongs there. */
function isOwned(
  { isElapsed }: CronPattern,
  { onOverlap }: CronRules,
  next: Transition | undefined,
  local: LocalMs,
): boolean {
  if (next === undefined || isElapsed || onOverlap !== "LAST") return true;
  return local < next.at + next.offsetMs;
}

interface Found {
  readonly at: EpochMs;
  readonly local: LocalMs;
  readonly past: Transition | undefined;
  readonly next: Transition | undefined;
}

function withNote({ at, local, past, next }: Found): CronTime {
  if (next !== undefined && local >= next.at + next.offsetMs) {
    return { at, note: "overlap: first of two" };
  }
  if (past !== undefined && local < past.at + past.beforeMs) {
    return { at, note: "overlap: last of two" };
  }
  return { at };
}
