/** Lengths of time that grow by themselves, whatever has them. */
const AGES: ReadonlySet<string> = new Set(["oldestAgeMs", "heartbeatAgeMs"]);

/** How far an age may be from what it has grown to: clocks and calls are not exact. */
const TOLERANCE_MS = 1_500;

/** Whether `after` is as `before` was, but for ages that have grown by about `elapsedMs`. */
export function isSameButOlder(before: unknown, after: unknown, elapsedMs: number): boolean {
  if (Object.is(before, after)) return true;
  if (typeof before !== "object" || typeof after !== "object") return false;
  if (before === null || after === null) return false;
  const [old, now] = [Object.entries(before), after as Readonly<Record<string, unknown>>];
  if (old.length !== Object.keys(now).length) return false;
  return old.every(([name, value]) => {
    if (!Object.hasOwn(now, name)) return false;
    if (!AGES.has(name)) return isSameButOlder(value, now[name], elapsedMs);
    return Math.abs(Number(value) + elapsedMs - Number(now[name])) <= TOLERANCE_MS;
  });
}
