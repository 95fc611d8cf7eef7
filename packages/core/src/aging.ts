import type { Job } from "./job.ts";
import { BOUNDS } from "./limits.ts";

/*
 * In a queue with ageing a step of priority is worth a time of waiting: jobs go by when they were due, later by that
 * time for each step that their priority lacks to the highest. That is a number which never changes while a job waits,
 * so nothing has to be looked at again and again.
 *
 * Whatever makes a job pending puts it where it stands in any queue, by its priority. A lease of a queue with ageing
 * first gives such jobs their rank by age; so a queue without ageing has nothing of this.
 */

/** How many jobs one lease gives their rank by age, those of the highest priority first: as many as it may take. */
export const AGED_JOBS = 1_000;

/** Ranks by priority are 0 or a bit lower; those by age are lower than this, so that they come first. */
export const END_OF_AGED_RANKS = -1_000;

/** More than any time in ms plus what priorities are worth. */
export const AGED_SHIFT = 17_592_186_044_416; // 2^44

/** The rank by age of a pending job, among those of all priorities: the lowest comes first. */
export function agedRank(
  { runAt, priority }: Pick<Job, "runAt" | "priority">,
  agingMs: number,
): number {
  return runAt + (BOUNDS.maxPriority - priority) * agingMs - AGED_SHIFT;
}
