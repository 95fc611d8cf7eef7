// The worker of a soak: `node soak-worker.ts URL`. How each type of job ends stands in job-mix.ts.
import { setTimeout as wait } from "node:timers/promises";
import { PermanentError, Worker } from "@millrace/worker";

const [url = ""] = process.argv.slice(2);
const done = async () => "done";
const worker = new Worker(
  {
    plain: done,
    urgent: done,
    delayed: done,
    keyed: done,
    large: async (job) => job.payload,
    async flaky({ attempt }) {
      if (attempt === 1) throw new Error("the first attempt fails");
      return "done";
    },
    async doomed() {
      throw new PermanentError("it never works");
    },
    async slow(_job, ctx) {
      for (let step = 1; step <= 5; step++) {
        await wait(100, undefined, { signal: ctx.signal });
        await ctx.progress(step / 5);
      }
    },
  },
  { url, lease: "5s", logger: { info() {}, warn() {}, error() {} } },
);
await worker.run();
