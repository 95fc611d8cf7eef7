// A worker whose handler blocks the event loop: `node blocking-worker.ts URL TYPE LEASE_MS BLOCK_MS THREAD`,
// where THREAD says whether leases are extended meanwhile, true or false.
import { Worker } from "@millrace/worker";

const [url, type = "", leaseMs, blockMs, thread] = process.argv.slice(2);

const worker = new Worker(
  type,
  () => {
    const endsAt = performance.now() + Number(blockMs);
    while (performance.now() < endsAt);
    return "done";
  },
  { url, lease: Number(leaseMs), leaseThread: thread === "true", concurrency: 1, maintain: false },
);
for (const event of ["started", "completed", "leaseLost", "stopped"] as const) {
  worker.on(event, () => console.log(event));
}
await worker.run();
