// One worker for several types of job, with a middleware around each attempt.
import { type Middleware, RetryAfter, snooze, Worker } from "@millrace/worker";

const timed: Middleware = async (job, _context, next) => {
  const start = performance.now();
  try {
    return await next();
  } finally {
    console.log(`${job.type} took ${Math.round(performance.now() - start)} ms`);
  }
};

const worker = new Worker(
  {
    // Fails its first attempt and says itself when to try again.
    sms(job) {
      if (job.attempt === 1) throw new RetryAfter("100ms", "the gateway is busy");
      return { sent: job.text() };
    },
    // Not now: run again later, at the cost of no attempt.
    report(job) {
      const ready = Date.now() - job.createdAt > 100;
      return ready ? { report: "done" } : snooze("50ms");
    },
  },
  { concurrency: 10, middleware: [timed] },
);

await worker.run();
