import type { EpochMs } from "./clock.ts";
import type { FieldCheck, FieldNames } from "./field-check.ts";
import { BOUNDS } from "./limits.ts";

/** How many attempts may start in a time. */
export interface Rate {
  /** At most so many start in any window of `periodMs`, wherever it begins: 1 to 1,000,000. */
  readonly limit: number;
  /** In milliseconds: 100 to 31 days. */
  readonly periodMs: number;
  /**
   * Of those, so many start at once at most, 1 to `limit`; the others are spread over the period. Defaults to
   * `limit`.
   */
  readonly burst?: number | undefined;
}

/** Into how many slots a period is cut. What starts in one slot is counted as one, and until one time. */
const SLOTS = 64;

/** What is known of the starts that a rate counts. */
export interface RateState {
  /** How many starts count until when: the earliest time first. */
  readonly starts: readonly (readonly [until: EpochMs, count: number])[];
  /**
   * How much of the burst was used up `at`, in starts times milliseconds of the period: `limit` of that comes
   * back each millisecond. So all numbers are whole, and every store has the same.
   */
  readonly used: number;
  readonly at: EpochMs;
  /** When the first of the starts was that have been counted without a pause: those before are not in here. */
  readonly since: EpochMs;
}

/** Nothing has started. */
export const NO_STARTS: RateState = { starts: [], used: 0, at: 0, since: 0 };

/** How many attempts may start now, and when the next one may. */
export interface RateRoom {
  readonly room: number;
  /** Now when there is room. */
  readonly at: EpochMs;
}

/** What `state` leaves room for at `now`. */
export function rateRoom(state: RateState, rate: Rate, now: EpochMs): RateRoom {
  const { limit, periodMs, burst } = rate;
  const { starts, used } = stateAt(state, rate, now);
  let counted = 0;
  for (const [, count] of starts) counted += count;
  const atOnce = burst === undefined ? limit : Math.floor((burst * periodMs - used) / periodMs);
  const room = Math.max(0, Math.min(limit - counted, atOnce));
  if (room > 0) return { room, at: now };
  let at = now;
  for (const [until, count] of starts) {
    if (counted < limit) break;
    counted -= count;
    at = until;
  }
  if (burst === undefined) return { room, at };
  const over = used - (burst - 1) * periodMs;
  return { room, at: Math.max(at, now + Math.ceil(over / limit)) };
}

/** When an attempt may start before which so many others do, if they all start as soon as they may. */
export function rateTurn({ room, at }: RateRoom, rate: Rate, ahead: number): EpochMs {
  // Of those that have to wait, the first one starts when there is room again.
  const waiting = ahead - room + (room > 0 ? 1 : 0);
  return at + Math.max(0, Math.ceil((waiting * rate.periodMs) / rate.limit));
}

/** The state after `count` attempts have started at `now`, for which there was room. */
export function countStarts(state: RateState, rate: Rate, now: EpochMs, count: number): RateState {
  const { starts, used, since } = stateAt(state, rate, now);
  const until = countsUntil(rate, now);
  const last = starts.at(-1);
  const isSameSlot = last !== undefined && last[0] === until;
  const before = isSameSlot ? last[1] : 0;
  return {
    starts: [...(isSameSlot ? starts.slice(0, -1) : starts), [until, before + count]],
    used: rate.burst === undefined ? 0 : used + count * rate.periodMs,
    at: now,
    since: starts.length === 0 ? now : since,
  };
}

/**
 * The state after an attempt that was counted at `startedAt` was given back before it has started. Of the burst
 * as much comes back as would be used less for certain if it had never been counted.
 */
export function uncountStart(
  state: RateState,
  rate: Rate,
  startedAt: EpochMs,
  now: EpochMs,
): RateState {
  const current = stateAt(state, rate, now);
  const counted = countsUntil(rate, startedAt);
  const place = current.starts.findLastIndex(([until]) => until === counted);
  if (place < 0 || startedAt < current.since) return current;
  const [until, count] = current.starts[place] as readonly [EpochMs, number];
  const starts = current.starts.toSpliced(
    place,
    1,
    ...(count > 1 ? [[until, count - 1] as const] : []),
  );
  const surplus = Math.max(0, rate.periodMs - (now - startedAt) * rate.limit);
  return { ...current, starts, used: Math.max(0, current.used - surplus) };
}

/** When nothing of a state counts any more. */
export function startsEnd({ starts, used, at }: RateState, { limit, burst }: Rate): EpochMs {
  const [last = 0] = starts.at(-1) ?? [];
  return Math.max(last, burst === undefined ? 0 : at + Math.ceil(used / limit));
}

/** The state without what counts no more; a shorter period than before ends what was counted by that, too. */
function stateAt(state: RateState, rate: Rate, now: EpochMs): RateState {
  const { limit, periodMs, burst } = rate;
  const latest = countsUntil(rate, now);
  const starts = state.starts
    .filter(([until]) => until > now)
    .map(([until, count]) => [Math.min(until, latest), count] as const);
  const used =
    burst === undefined
      ? 0
      : Math.min(state.used, burst * periodMs) - Math.max(0, now - state.at) * limit;
  return { starts, used: Math.max(0, used), at: now, since: state.since };
}

/**
 * Until when a start counts. It is in one slot, and a window of the period that ends with a later start
 * overlaps with 65 slots at most, so a window has never more starts than are counted.
 */
function countsUntil({ periodMs }: Rate, at: EpochMs): EpochMs {
  return Math.ceil(((Math.floor((at * SLOTS) / periodMs) + SLOTS + 1) * periodMs) / SLOTS);
}

/** A copy that has no fields without a value. */
export function wholeRate({ limit, periodMs, burst }: Rate): Rate {
  return burst === undefined ? { limit, periodMs } : { limit, periodMs, burst };
}

const RATE_FIELDS: FieldNames<Rate> = { limit: true, periodMs: true, burst: true };

/** Checks the rate that the field `name` has. */
export function checkRate(check: FieldCheck, name: string, rate: Rate): void {
  if (!check.only(rate, RATE_FIELDS, "a rate", name)) return;
  const { limit, periodMs, burst } = rate;
  if (limit === 0) {
    check.invalid(`${name}.limit`, "must be at least 1, but is 0; pause the queue instead");
  } else check.integer(`${name}.limit`, limit, 1, BOUNDS.maxRate);
  check.integer(
    `${name}.periodMs`,
    periodMs,
    BOUNDS.minRatePeriodMs,
    BOUNDS.maxRatePeriodMs,
    " ms",
  );
  if (burst === undefined) return;
  check.integer(`${name}.burst`, burst, 1, BOUNDS.maxRate);
  if (burst > limit) {
    check.invalid(
      `${name}.burst`,
      `must be at most ${name}.limit, which is ${limit}, but is ${burst}; leave it out for no other limit than that`,
    );
  }
}
