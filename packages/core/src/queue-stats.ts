import type { EpochMs } from "./clock.ts";
import {
  MINUTE_MS,
  minuteStats,
  type RecentCounts,
  STATS_MINUTES,
  TIME_SPAN_MS,
} from "./queue-activity.ts";
import type { StatsWindow } from "./queue-query.ts";
import type { MinuteStats } from "./queue-store.ts";
import {
  ALL_TYPES,
  addCells,
  MAX_COUNTED_TYPES,
  minuteCells,
  QueueTally,
  timeCells,
} from "./queue-tally.ts";

/** The counts of a type, each by when the minute or the span began; the earliest first. */
interface TypeCounts {
  readonly minutes: Map<EpochMs, number[]>;
  readonly times: Map<EpochMs, number[]>;
}

/**
 * What has happened to jobs in the last day, for a store that one process has: in its memory, and gone with
 * it.
 */
export class QueueStats {
  readonly #types = new Map<string, TypeCounts>([[ALL_TYPES, noCounts()]]);
  readonly #tally = new QueueTally();
  /** The minute in which the tally counts. */
  #minute = 0;
  /** When it was looked last which types are idle. */
  #lookedAt = 0;

  /** What counts what happens now. */
  at(now: EpochMs): QueueTally {
    const minute = startOf(now, MINUTE_MS);
    if (minute !== this.#minute) {
      this.commit();
      this.#minute = minute;
    }
    return this.#tally;
  }

  /** What was counted since the last commit has not happened. */
  rollBack(): void {
    this.#tally.clear();
  }

  recent(types: readonly string[], now: EpochMs): RecentCounts[] {
    const minute = startOf(now, MINUTE_MS);
    const span = startOf(now, TIME_SPAN_MS);
    return types.map((type) => {
      const { minutes, times } = this.#types.get(type) ?? noCounts();
      const sums: number[] = [];
      for (const startsAt of [span, span - TIME_SPAN_MS]) addCells(sums, times.get(startsAt) ?? []);
      return {
        now,
        minute: minutes.get(minute) ?? [],
        lastMinute: minutes.get(minute - MINUTE_MS) ?? [],
        times: sums,
      };
    });
  }

  minutes({ type, minutes }: StatsWindow, now: EpochMs): MinuteStats[] {
    const from = startOf(now, MINUTE_MS) - (minutes - 1) * MINUTE_MS;
    const counts = this.#types.get(type) ?? noCounts();
    return [...counts.minutes]
      .filter(([startsAt]) => startsAt >= from)
      .map(([startsAt, cells]) => minuteStats(startsAt, cells));
  }

  /** What was counted has happened, and is told from now on. */
  commit(): void {
    for (const [type, cells] of this.#tally.take()) {
      for (const each of new Set([type, ALL_TYPES])) {
        const counts = this.#countsOf(each);
        if (counts === undefined) continue;
        const span = startOf(this.#minute, TIME_SPAN_MS);
        addCells(itemOf(counts.minutes, this.#minute), minuteCells(cells));
        addCells(itemOf(counts.times, span), timeCells(cells));
        forgetBefore(counts.minutes, this.#minute - STATS_MINUTES * MINUTE_MS);
        forgetBefore(counts.times, span - TIME_SPAN_MS - 1);
      }
    }
  }

  /** Where the type is counted; a new one is counted if there is room for it. */
  #countsOf(type: string): TypeCounts | undefined {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    if (this.#types.size > MAX_COUNTED_TYPES) this.#forgetIdle();
    if (this.#types.size > MAX_COUNTED_TYPES) return undefined;
    const counts = noCounts();
    this.#types.set(type, counts);
    return counts;
  }

  /** Once a minute at most, because it goes over all types. */
  #forgetIdle(): void {
    if (this.#lookedAt === this.#minute) return;
    this.#lookedAt = this.#minute;
    for (const [type, { minutes }] of this.#types) {
      forgetBefore(minutes, this.#minute - STATS_MINUTES * MINUTE_MS);
      if (minutes.size === 0 && type !== ALL_TYPES) this.#types.delete(type);
    }
  }
}

function noCounts(): TypeCounts {
  return { minutes: new Map(), times: new Map() };
}

function startOf(time: EpochMs, length: number): EpochMs {
  return time - (time % length);
}

function itemOf(items: Map<EpochMs, number[]>, startsAt: EpochMs): number[] {
  let item = items.get(startsAt);
  if (item === undefined) {
    item = [];
    items.set(startsAt, item);
  }
  return item;
}

function forgetBefore(items: Map<EpochMs, number[]>, time: EpochMs): void {
  for (const startsAt of items.keys()) {
    if (startsAt > time) break;
    items.delete(startsAt);
  }
}
