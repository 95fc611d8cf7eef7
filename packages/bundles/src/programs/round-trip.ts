import type { EnqueueRequest, Job, Store } from "@millrace/core";
import { Worker, type WorkerOptions } from "@millrace/worker";

/** What became of the job, and how many there were. */
export interface Report {
  readonly status: string;
  readonly result: string;
  readonly jobs: number;
}

export const TYPE = "bundled";
export const PAYLOAD = { n: 41 };

/**
 * Has `store` enqueue with and without a key, cancel, redrive, maintain, list, delete, and a worker of
 * `options` run the job. Closes the store.
 */
export async function roundTrip(store: Store, options: WorkerOptions): Promise<Report> {
  const payload = new TextEncoder().encode(JSON.stringify(PAYLOAD));
  const plain = await enqueue(store, { type: TYPE, payload });
  const kept = await enqueue(store, { type: TYPE, idempotencyKey: "once", delayMs: 60_000 });
  await store.cancel(kept.id, "changed my mind");
  await store.redrive(kept.id);
  await store.cancel(kept.id);
  await store.maintain();

  const worker = newWorker(options);
  const completed = new Promise((resolve) => worker.on("completed", resolve));
  await worker.start();
  await completed;
  await worker.stop();

  const { jobs } = await store.list({ type: TYPE });
  const { status, result } = await store.get(plain.id);
  for (const { id } of jobs) await store.delete(id);
  await store.close();
  return { status, result: new TextDecoder().decode(result), jobs: jobs.length };
}

/** A worker that adds one. */
export function newWorker(options: WorkerOptions): Worker {
  const logger = { info: () => {}, warn: console.warn, error: console.error };
  const addOne = (job: { json<Value>(): Value }) => job.json<typeof PAYLOAD>().n + 1;
  return new Worker(TYPE, addOne, { logger, ...options });
}

async function enqueue(store: Store, request: EnqueueRequest): Promise<Job> {
  const [result] = await store.enqueue([request]);
  if (result === undefined || "error" in result) throw result?.error;
  return result.job;
}
