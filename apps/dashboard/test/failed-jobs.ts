import type { Store } from "@millrace/core";

const BATCH = 1_000;
const encoder = new TextEncoder();

/** Has `count` jobs of a type fail for good, as by a worker. */
export async function failJobs(store: Store, type: string, count: number): Promise<void> {
  const lease = { types: [type], maxJobs: BATCH, leaseMs: 60_000, waitMs: 0, workerId: "mail-1" };
  for (let from = 0; from < count; from += BATCH) {
    const requests = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => ({
      type,
      payload: encoder.encode(`{"to": "customer-${from + i}@example.org"}`),
      contentType: "application/json",
      maxAttempts: 1,
    }));
    await store.enqueue(requests);
    const leased = await store.lease(lease);
    const message = "550 5.1.1 Recipient address rejected: User unknown";
    const outcome = { kind: "failed", message } as const;
    await store.settle(leased.map(({ job, token }) => ({ jobId: job.id, token, outcome })));
  }
}
