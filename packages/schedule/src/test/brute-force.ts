/** Fields of a pattern as lists of what they allow. */
export interface PlainPattern {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** 0 is Sunday; empty for any. */
  readonly weekdays: readonly number[];
  readonly isElapsed: boolean;
}

const MINUTE_MS = 60_000;
const MAX_SHIFT_MS = 180 * MINUTE_MS;

/**
 * The times of `pattern` from `from` to `to`, found by looking at every minute of universal time and every
 * minute that a clock could show; without croner, and without a walk.
 */
export function bruteForce(
  pattern: PlainPattern,
  zone: string,
  from: number,
  to: number,
): number[] {
  const format = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  });
  const shown: [at: number, local: number][] = [];
  // A day more on both sides, for what a change moves in.
  for (let at = from - 1_440 * MINUTE_MS; at <= to + 1_440 * MINUTE_MS; at += MINUTE_MS) {
    const [month, day, year, hour, minute, second] = (format.format(at).match(/\d+/g) ?? []).map(
      Number,
    ) as [number, number, number, number, number, number];
    shown.push([at, Date.UTC(year, month - 1, day, hour, minute, second)]);
  }
  const found = pattern.isElapsed
    ? shown.filter(([, local]) => matches(pattern, local)).map(([at]) => at)
    : wallClockTimes(pattern, shown);
  return [...new Set(found)].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
}

function wallClockTimes(pattern: PlainPattern, shown: readonly [number, number][]): number[] {
  const firstAt = new Map<number, number>();
  for (const [at, local] of shown) if (!firstAt.has(local)) firstAt.set(local, at);
  const found: number[] = [];
  let latest = shown[0]?.[1] ?? 0;
  for (const [at, local] of shown) {
    if (local < latest) continue;
    const isShort = local - latest - MINUTE_MS <= MAX_SHIFT_MS;
    for (let left = latest + MINUTE_MS; left < local; left += MINUTE_MS) {
      if (isShort && matches(pattern, left)) found.push(at);
    }
    if (matches(pattern, local)) found.push(firstAt.get(local) ?? at);
    latest = local;
  }
  return found;
}

function matches({ minutes, hours, weekdays }: PlainPattern, local: number): boolean {
  const date = new Date(local);
  return (
    minutes.includes(date.getUTCMinutes()) &&
    hours.includes(date.getUTCHours()) &&
    (weekdays.length === 0 || weekdays.includes(date.getUTCDay()))
  );
}
