import type { JobRecord } from "./job-record.ts";
import type { Schedule } from "./schedule.ts";

/**
 * In no window of the period of a rate do more attempts of a key start than that lets, wherever the window begins. An
 * attempt that was given back before its handler has started is none. What the store's clock says must be true.
 */
export function startsWithinRates(
  { flow, faults }: Schedule,
  records: readonly JobRecord[],
): string[] {
  const rate = flow?.limits.keyRate;
  if (rate === undefined || faults.some(({ kind }) => kind === "store clock")) return [];
  const ofQueue = records.filter(({ plan }) => plan.type === flow?.type && plan.key !== undefined);
  const byKey = Map.groupBy(ofQueue, ({ plan }) => plan.key);
  return [...byKey].flatMap(([key, ofKey]) => {
    const counted = ofKey
      .flatMap(({ leases }) => leases)
      .filter(({ settled }) => settled?.kind !== "released" || settled.started)
      .map(({ startedAt }) => startedAt)
      .sort((a, b) => a - b);
    const isOver = (at: number, i: number) =>
      at - (counted[i - rate.limit] ?? Number.NEGATIVE_INFINITY) < rate.periodMs;
    return counted.some(isOver)
      ? [`more than ${rate.limit} attempts of the key ${key} started within ${rate.periodMs} ms`]
      : [];
  });
}
