// An API says once that it has no room for 300 ms: until then no job of the queue is started.
import { Client } from "@millrace/client";
import { Throttled, Worker } from "@millrace/worker";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();
const WAIT_MS = 300;

let refusedAt = 0;
const worker = new Worker("call", () => {
  if (refusedAt > 0) return "called";
  refusedAt = performance.now();
  throw new Throttled(WAIT_MS, { scope: "QUEUE" });
});
await worker.start();

const { job } = await client.enqueue("call", { to: "ada" }, { maxAttempts: 1 });
const done = await client.waitFor(job.id);
console.log(`${done.status} in attempt ${done.attempt}`);
console.log(`not called for 300 ms: ${performance.now() - refusedAt >= WAIT_MS}`);
await worker.stop();
await client.close();
