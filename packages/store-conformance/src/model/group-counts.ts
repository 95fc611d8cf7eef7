import { type Group, isFinal, type Job } from "@millrace/core";

/**
 * Checks that a group counts as open the jobs of it that have not ended, that it has ended if it is sealed and
 * nothing was ever open since, and that nobody waits for what has come.
 */
export function requireCounts(group: Group, jobs: readonly Job[]): void {
  const { id, sealed, counts, callbacks, finishedAt } = group;
  const open = jobs.filter((job) => job.groupId === id && !isFinal(job.status)).length;
  const wrong = (what: string) => new Error(`group ${id} ${what}: ${JSON.stringify(group)}`);
  if (counts.open !== open) throw wrong(`has ${open} open jobs`);
  if (sealed && open === 0 && finishedAt === undefined) throw wrong("has not finished");
  if (!sealed && finishedAt !== undefined) throw wrong("has finished before it was sealed");
  for (const { id: callback, status, waitsFor } of jobs) {
    if (status !== "BLOCKED" || !Object.values(callbacks).includes(callback)) continue;
    const isDue = finishedAt !== undefined || (waitsFor?.rule === "FAILED" && counts.failed > 0);
    if (isDue) throw wrong(`has not called ${callback}, which waits for ${waitsFor?.rule}`);
  }
}
