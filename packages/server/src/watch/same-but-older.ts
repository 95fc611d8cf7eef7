/** Lengths of time that grow by themselves, whatever has them. */
const AGES: ReadonlySet<string> = new Set(["oldestAgeMs", "heartbeatAgeMs"]);

/** How far an age may be from what it has grown to: clocks and calls are not exact. */
const TOLERANCE_MS = 1_500;

/** Averages over a time, which move while nothing happens. */
const RATES = /PerSecond$/;

/** How far a rate may be from what it was: less than what anybody is shown. */
const RATE_SHARE = 0.01;
const RATE_TOLERANCE = 0.01;

/**
 * Whether `after` is as `before` was, but for ages that have grown by about `elapsedMs`, and rates that are about the
 * same.
 */
export function isSameButOlder(before: unknown, after: unknown, elapsedMs: number): boolean {
  if (Object.is(before, after)) return true;
  if (typeof before !== "object" || typeof after !== "object") return false;
  if (before === null || after === null) return false;
  if (before instanceof Uint8Array) {
    return after instanceof Uint8Array && Buffer.compare(before, after) === 0;
  }
  const [old, now] = [Object.entries(before), after as Readonly<Record<string, unknown>>];
  if (old.length !== Object.keys(now).length) return false;
  return old.every(([name, value]) => {
    if (!Object.hasOwn(now, name)) return false;
    if (RATES.test(name)) return isSameRate(Number(value), Number(now[name]));
    if (!AGES.has(name)) return isSameButOlder(value, now[name], elapsedMs);
    return Math.abs(Number(value) + elapsedMs - Number(now[name])) <= TOLERANCE_MS;
  });
}

function isSameRate(before: number, after: number): boolean {
  // That it has come to a stop is news.
  if ((before === 0) !== (after === 0)) return false;
  return Math.abs(after - before) <= Math.max(RATE_TOLERANCE, RATE_SHARE * before);
}
