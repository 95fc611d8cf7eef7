import { type Job, type JobStore, LEASE_EXPIRED_MESSAGE } from "@millrace/core";
import { expect, vi } from "vitest";

const PATIENCE_MS = 20_000;

/** Every job of a type. */
export async function jobsOf(store: JobStore, type: string): Promise<Job[]> {
  const jobs: Job[] = [];
  let pageToken = "";
  do {
    const page = await store.list({ type, pageSize: 1_000, pageToken, view: "FULL" });
    jobs.push(...page.jobs);
    pageToken = page.nextPageToken ?? "";
  } while (pageToken !== "");
  return jobs;
}

/** Waits until every job of a type has completed, and returns them. */
export function untilAllCompleted(store: JobStore, type: string): Promise<Job[]> {
  return vi.waitFor(
    async () => {
      const jobs = await jobsOf(store, type);
      expect(jobs.filter(({ status }) => status !== "COMPLETED")).toEqual([]);
      return jobs;
    },
    { timeout: PATIENCE_MS, interval: 50 },
  );
}

/**
 * Checks that no acknowledged enqueue was lost, and that nothing but lost leases and the one settle
 * ever happened to a job: each attempt takes a lease and either the settle, or a rescue and a
 * promotion. A lease that has reached nobody, as one that a frozen Redis grants to a caller of before,
 * is given back: two changes more, and no attempt.
 */
export function audit(jobs: readonly Job[], acknowledged: readonly string[]): void {
  const ids = new Set(jobs.map(({ id }) => id));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  const odd = jobs.filter(
    ({ attempt, sequence, errors }) =>
      sequence < 3 * attempt ||
      (sequence - 3 * attempt) % 2 !== 0 ||
      errors.length !== attempt - 1 ||
      errors.some(({ message }) => message !== LEASE_EXPIRED_MESSAGE),
  );
  expect(odd).toEqual([]);
}
