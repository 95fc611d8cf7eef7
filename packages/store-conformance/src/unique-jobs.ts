import type { EnqueueRequest, EnqueueResult, Job, Unique } from "@millrace/core";
import { type Bench, TYPE } from "./harness.ts";

/** The unique key of the jobs of these suites. */
export const KEY = "order 17";

/** A request for a job that holds the key. */
export const unique = (how: Partial<Unique> = {}): EnqueueRequest => ({
  type: TYPE,
  unique: { key: KEY, ...how },
});

/** Has the next job end in `FAILED` at its first attempt. */
export async function failForGood(bench: Bench): Promise<void> {
  const lease = await bench.leaseOne();
  await bench.settle(lease, { kind: "failed", message: "no", permanent: true });
}

/** What becomes of one request, also one that is refused. */
export async function resultOf(bench: Bench, request: EnqueueRequest): Promise<EnqueueResult> {
  const [result] = await bench.store.enqueue([request]);
  return result as EnqueueResult;
}

/** Every job of the store. */
export async function allJobs(bench: Bench): Promise<readonly Job[]> {
  return (await bench.store.list({})).jobs;
}
