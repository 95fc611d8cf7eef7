import { rateLimit } from "./flow-plan.ts";
import type { JobRecord } from "./job-record.ts";
import type { Schedule } from "./schedule.ts";

/**
 * In no window of the period of a rate do more attempts of a queue or a key start than that lets, wherever the window begins. An
 * attempt that was given back before its handler has started is none. What the store's clock says must be true.
 */
export function startsWithinRates(
  { flow, faults }: Schedule,
  records: readonly JobRecord[],
): string[] {
  if (flow === undefined || faults.some(({ kind }) => kind === "store clock")) return [];
  const ofQueue = records.filter(({ plan }) => plan.type === flow.type);
  const byKey = Map.groupBy(ofQueue, ({ plan }) => plan.key);
  const limited = [
    { what: "the queue", rate: flow.limits.rate, ofKey: ofQueue },
    ...[...byKey].map(([key, ofKey]) => ({
      ...{ what: `the key ${key}`, ofKey },
      rate: key === undefined ? undefined : rateLimit(flow, key),
    })),
  ];
  return limited.flatMap(({ what, rate, ofKey }) => {
    if (rate === undefined) return [];
    const counted = ofKey
      .flatMap(({ leases }) => leases)
      .filter(({ settled }) => settled?.kind !== "released" || settled.started)
      .map(({ startedAt }) => startedAt)
      .sort((a, b) => a - b);
    const isOver = (at: number, i: number) =>
      at - (counted[i - rate.limit] ?? Number.NEGATIVE_INFINITY) < rate.periodMs;
    return counted.some(isOver)
      ? [`more than ${rate.limit} attempts of ${what} started within ${rate.periodMs} ms`]
      : [];
  });
}
