import { isFinal, type JobStore } from "@millrace/core";
import type { JobRecord } from "./job-record.ts";

/**
 * Looks, as a job with a unique key was made, whether another one had the key.
 *
 * @returns a line for each.
 */
export async function holdersBeside(
  record: JobRecord,
  records: readonly JobRecord[],
  store: Pick<JobStore, "get">,
): Promise<string[]> {
  const { number, type, unique, key } = record.plan;
  if (unique === undefined) return [];
  const breaches: string[] = [];
  for (const { plan, id } of records) {
    if (id === undefined || id === record.id) continue;
    if (plan.type !== type || plan.unique !== unique || plan.key !== key) continue;
    const { status } = await store.get(id);
    if (isFinal(status)) continue;
    breaches.push(`job ${number} was made while job ${plan.number} had its unique key`);
  }
  return breaches;
}
