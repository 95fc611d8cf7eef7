// A worker that stops without losing work: on SIGTERM it takes no new jobs and gives running ones
// three seconds. What does not end by then is given back, at the cost of no attempt.
import { setTimeout as sleep } from "node:timers/promises";
import { AttemptAborted, Worker } from "@millrace/worker";

const worker = new Worker(
  "long",
  async (job, context) => {
    const seconds = Number(job.text());
    console.log(`${job.id} begins`);
    try {
      await sleep(seconds * 1_000, undefined, { signal: context.signal });
    } catch (error) {
      const { reason } = context.signal;
      if (reason instanceof AttemptAborted) console.log(`${job.id} stops: ${reason.abortCause}`);
      throw error;
    }
    return { slept: seconds };
  },
  { grace: "3s" },
);

worker.on("started", () => console.log("ready"));
worker.on("completed", (job) => console.log(`${job.id} completed`));
worker.on("released", (job) => console.log(`${job.id} given back`));
await worker.run();
console.log("stopped");
