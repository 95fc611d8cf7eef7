import type { EnqueueRequest, Job, JobStatus, Lease } from "@millrace/core";
import type { Bench } from "./harness.ts";

/** A job in a given status, and the latest lease it had. */
export interface JobInStatus {
  readonly job: Job;
  readonly lease?: Lease;
  /** What a blocked job waits for: a job of a type of its own. */
  readonly awaited?: Job;
}

/** The type of jobs that others wait for, which no lease of a test asks for. */
export const AWAITED_TYPE = "awaited";

const HOUR_MS = 3_600_000;

/** Brings a new job into `status` by the moves that lead there. */
export async function jobInStatus(
  bench: Bench,
  status: JobStatus,
  request: Partial<EnqueueRequest> = {},
): Promise<JobInStatus> {
  const read = async (id: string, lease?: Lease): Promise<JobInStatus> => {
    const job = await bench.store.get(id);
    if (job.status !== status) throw new Error(`the job is ${job.status}, not ${status}`);
    return { job, ...(lease === undefined ? undefined : { lease }) };
  };
  if (status === "SCHEDULED") {
    return read((await bench.enqueue({ delayMs: HOUR_MS, ...request })).id);
  }
  if (status === "BLOCKED") {
    const type = `${AWAITED_TYPE}.${request.type ?? ""}`;
    const awaited = await bench.enqueue({ type, delayMs: HOUR_MS });
    const { id } = await bench.enqueue({ after: [awaited.id], ...request });
    return { ...(await read(id)), awaited };
  }
  if (status === "PENDING") return read((await bench.enqueue(request)).id);
  // Ahead of other pending jobs, so that the lease below gets this one.
  const { id } = await bench.enqueue({ priority: 100, ...request });
  if (status === "CANCELLED") {
    await bench.store.cancel(id);
    return read(id);
  }
  const lease = await bench.leaseOne({ types: [request.type ?? "conformance"] });
  switch (status) {
    case "RUNNING":
      break;
    case "RETRYING":
      await bench.settle(lease, { kind: "failed", message: "once", retryAfterMs: HOUR_MS });
      break;
    case "COMPLETED":
      await bench.settle(lease, { kind: "completed" });
      break;
    case "FAILED":
      await bench.settle(lease, { kind: "failed", message: "for good", permanent: true });
      break;
  }
  return read(id, lease);
}
