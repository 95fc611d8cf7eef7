// The demo's worker: `print` logs its payload, `flaky` fails its first attempt, `slow` takes some
// seconds, reports progress and can be cancelled.
import { setTimeout as sleep } from "node:timers/promises";
import { type Handlers, Worker } from "@millrace/worker";

const SLOW_STEPS = 5;
const SLOW_STEP_MS = 1_000;

const handlers: Handlers = {
  print(job) {
    console.log(`print ${job.id}: ${job.text()}`);
    return { printed: true };
  },

  flaky(job) {
    if (job.attempt === 1) throw new Error("flaky always fails its first attempt");
    console.log(`flaky ${job.id}: attempt ${job.attempt} works`);
    return { attempt: job.attempt };
  },

  async slow(job, context) {
    for (let step = 1; step <= SLOW_STEPS; step++) {
      // The sleep throws when the job is cancelled or the worker stops.
      await sleep(SLOW_STEP_MS, undefined, { signal: context.signal });
      await context.progress(step / SLOW_STEPS, `step ${step} of ${SLOW_STEPS}`);
    }
    console.log(`slow ${job.id}: done`);
    return { steps: SLOW_STEPS };
  },
};

// Prometheus finds the worker's metrics there: docs/observability.md.
const port = process.env["METRICS_PORT"];

await new Worker(handlers, { metrics: port !== undefined && { port: Number(port) } }).run();
