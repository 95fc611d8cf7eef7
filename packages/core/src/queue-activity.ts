import type { MinuteStats, QueueActivity, TimeQuantiles } from "./queue-store.ts";
import { MINUTE_COUNTS, TIME_RANGES } from "./queue-tally.ts";

export const MINUTE_MS = 60_000;

/** How far back the minutes of a queue go. */
export const STATS_MINUTES = 1_440;

/** How long times are counted together. What is told of them is of the present span and the one before. */
export const TIME_SPAN_MS: number = 5 * MINUTE_MS;

/** What a store has counted of a queue lately. */
export interface RecentCounts {
  /** The store's time. */
  readonly now: number;
  /** The counts of the present minute, as `MINUTE_COUNTS` has them. */
  readonly minute: readonly number[];
  /** Those of the minute before. */
  readonly lastMinute: readonly number[];
  /** How many waits, then how many runs, were in each range, in the present span and the one before. */
  readonly times: readonly number[];
}

/** What happens to the jobs of a queue, told from the counts. */
export function activityOf({ now, minute, lastMinute, times }: RecentCounts): QueueActivity {
  // Of the minute up to now, this much lies in the last one.
  const share = 1 - (now % MINUTE_MS) / MINUTE_MS;
  const perSecond = (name: (typeof MINUTE_COUNTS)[number]) => {
    const place = MINUTE_COUNTS.indexOf(name);
    return ((minute[place] ?? 0) + share * (lastMinute[place] ?? 0)) / 60;
  };
  const wait = quantilesOf(times.slice(0, TIME_RANGES));
  const run = quantilesOf(times.slice(TIME_RANGES));
  return {
    enqueuedPerSecond: perSecond("enqueued"),
    completedPerSecond: perSecond("completed"),
    failedPerSecond: perSecond("failed"),
    retriedPerSecond: perSecond("retried"),
    ...(wait && { wait }),
    ...(run && { run }),
  };
}

/** The minute that began at `startsAt`, whose counts stand in the order of `MINUTE_COUNTS`. */
export function minuteStats(startsAt: number, counts: readonly number[]): MinuteStats {
  const [enqueued = 0, completed = 0, failed = 0, retried = 0] = counts;
  return { startsAt, enqueued, completed, failed, retried };
}

function quantilesOf(counts: readonly number[]): TimeQuantiles | undefined {
  const jobs = counts.reduce((sum, count) => sum + count, 0);
  if (jobs === 0) return undefined;
  return { jobs, p50Ms: quantile(counts, 0.5 * jobs), p95Ms: quantile(counts, 0.95 * jobs) };
}

/** The time that `rank` of the counted ones have not exceeded, as if each range were filled evenly. */
function quantile(counts: readonly number[], rank: number): number {
  let below = 0;
  for (const [range, count] of counts.entries()) {
    if (below + count < rank) {
      below += count;
      continue;
    }
    if (range === 0) return 0;
    const from = 2 ** (range - 1);
    return Math.round(from * (1 + (rank - below) / count));
  }
  return 0;
}
