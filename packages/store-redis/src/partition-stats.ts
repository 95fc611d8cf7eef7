import {
  ALL_TYPES,
  addCells,
  MINUTE_COUNTS,
  MINUTE_MS,
  type MinuteStats,
  minuteCells,
  minuteStats,
  type RecentCounts,
  type StatsWindow,
  type TallyCells,
  timeCells,
} from "@millrace/core";
import type { Value } from "./job-hash.ts";

/** The arguments of `count.lua`: the counts of each type, and of all together. */
export function countArgs(counted: ReadonlyMap<string, TallyCells>): Value[] {
  const args: Value[] = [];
  const all: TallyCells = [];
  for (const [type, cells] of counted) {
    addCells(all, cells);
    if (type !== ALL_TYPES) pushCounts(args, type, cells);
  }
  pushCounts(args, ALL_TYPES, all);
  return args;
}

function pushCounts(args: Value[], type: string, cells: TallyCells): void {
  const counts = [minuteCells(cells), timeCells(cells)].map((part) =>
    part.flatMap((jobs, place) => (jobs === 0 ? [] : [[place, jobs] as const])),
  );
  args.push(type, ...counts.map(({ length }) => length));
  for (const [place, jobs] of counts.flat()) args.push(place, jobs);
}

/** What `recent.lua` returns of so many types. */
export function recentCounts(reply: readonly (number | Buffer)[], types: number): RecentCounts[] {
  const now = reply[0] as number;
  return Array.from({ length: types }, (_, i) => {
    const parts = reply.slice(4 * i + 1, 4 * i + 5).map((part) => numbersOf(part as Buffer));
    const [minute = [], lastMinute = [], span = [], lastSpan = []] = parts;
    const times: number[] = [];
    addCells(times, span);
    addCells(times, lastSpan);
    return { now, minute, lastMinute, times };
  });
}

/** What `minutes.lua` returns. */
export function statsOfHours(
  [thisMinute, ...hours]: readonly (number | Buffer)[],
  { minutes }: StatsWindow,
): MinuteStats[] {
  const from = (thisMinute as number) - minutes;
  const stats: MinuteStats[] = [];
  for (let at = 0; at < hours.length; at += 2) {
    const counts = numbersOf(hours[at + 1] as Buffer);
    for (let place = 0; place < counts.length; place += MINUTE_COUNTS.length) {
      const minute = (hours[at] as number) + place / MINUTE_COUNTS.length;
      const ofMinute = counts.slice(place, place + MINUTE_COUNTS.length);
      if (minute <= from || ofMinute.every((count) => count === 0)) continue;
      stats.push(minuteStats(minute * MINUTE_MS, ofMinute));
    }
  }
  return stats;
}

function numbersOf(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(4 * i));
}
