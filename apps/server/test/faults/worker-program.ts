// The worker that the fault tests kill and freeze: `node worker-program.ts URL TYPE [KEY_PREFIX]`.
// With a key prefix, URL leads to Redis; without, to a server. It prints "begun", "completed",
// "leaseLost" and "late", each with a job's id.
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { RedisStore } from "@millrace/store-redis";
import { Worker } from "@millrace/worker";
import type { Task } from "./task.ts";

const [url = "", type = "", keyPrefix] = process.argv.slice(2);
const where =
  keyPrefix === undefined
    ? { url }
    : { source: new RedisStore(url, { keyPrefix, timeoutMs: 500 }) };

const worker = new Worker(
  type,
  async (job, context) => {
    console.log(`begun ${job.id}`);
    const { workMs = 0, blockUntil } = job.json<Task>();
    if (blockUntil !== undefined && job.attempt === 1) block(blockUntil);
    else await wait(workMs);
    return context.workerId;
  },
  // Without the thread, a blocked worker loses its leases as a frozen one does.
  { ...where, concurrency: 10, lease: "1s", leaseThread: false },
);

/** Keeps the whole process busy until `file` exists. */
function block(file: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(file)) Atomics.wait(cell, 0, 0, 5);
}

for (const event of ["completed", "leaseLost", "late"] as const) {
  worker.on(event, (job: { readonly id: string }) => console.log(`${event} ${job.id}`));
}
worker.on("started", () => console.log(`started ${worker.id}`));
await worker.run();
