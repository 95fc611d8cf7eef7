import type { EpochMs } from "@millrace/core";

/** Times that have made a job: in runs of times that follow each other in the calendar, the earliest first. */
export type FiredRuns = readonly (readonly [first: EpochMs, last: EpochMs])[];

/** Where some times fire and some do not, there are many runs: what lies between the earliest ones is forgotten. */
const MAX_RUNS = 100;

/** Whether a time has made a job; also said of those of long ago of which it is not known. */
export function hasFired(runs: FiredRuns, nominal: EpochMs): boolean {
  return runs.some(([first, last]) => first <= nominal && nominal <= last);
}

/**
 * The runs with a time that has made a job.
 *
 * @param after the time of the calendar before it, where that is known.
 */
export function withFired(
  runs: FiredRuns,
  nominal: EpochMs,
  after: EpochMs | undefined,
): FiredRuns {
  if (hasFired(runs, nominal)) return runs;
  const place = runs.findIndex(([first]) => first > nominal);
  const before = place === -1 ? runs : runs.slice(0, place);
  const behind = place === -1 ? [] : runs.slice(place);
  const [first, last] = before.at(-1) ?? [];
  const made =
    first !== undefined && last === after
      ? [...before.slice(0, -1), [first, nominal] as const]
      : [...before, [nominal, nominal] as const];
  const [oldest, second, ...rest] = [...made, ...behind];
  if (oldest === undefined || second === undefined) return made;
  return rest.length + 2 > MAX_RUNS ? [[oldest[0], second[1]], ...rest] : [oldest, second, ...rest];
}
