import type { EnqueueRequest, Job, JobStatus, JobStore } from "@millrace/core";
import { expect, vi } from "vitest";

/** How long, in real time, a test waits for what must happen. */
const PATIENCE_MS = 10_000;

/** Enqueues a job that must be accepted; returns its id. */
export async function enqueue(store: JobStore, request: EnqueueRequest): Promise<string> {
  const [result] = await store.enqueue([request]);
  if (result === undefined || "error" in result) throw new Error("refused", { cause: result });
  return result.job.id;
}

/** Bytes of `text`. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Lets everything happen that needs no time. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until `check` no longer throws. */
export function until<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: PATIENCE_MS, interval: 2 });
}

/** Waits until the job has `status`. */
export function untilStatus(store: JobStore, id: string, status: JobStatus): Promise<Job> {
  return until(async () => {
    const job = await store.get(id);
    expect(job.status).toBe(status);
    return job;
  });
}
