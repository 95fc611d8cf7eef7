// Declares schedules in code: a worker puts its own as it starts, and a deploy puts all of an app.
import { Client, schedule } from "@millrace/client";
import { Worker } from "@millrace/worker";

const source = { managedBy: "shop", sourceVersion: 7 };
const tick = schedule("tick", { every: "1s" }, { type: "tick" }, source);
const report = schedule(
  "report",
  { cron: "0 2 * * *", zone: "Europe/Berlin" },
  { type: "report", payload: { day: `\${nominal}` } },
  source,
);

const worker = new Worker(
  "tick",
  (job) => {
    console.log(job.metadata["millrace.schedule"], job.metadata["millrace.trigger"]);
    void worker.stop();
  },
  { schedules: [tick] },
);
await worker.run();

const client = new Client();
// What only an older deploy declares is deleted: `tick` is not in the list.
const { results, pruned } = await client.schedules.put([report], { ...source, prune: true });
console.log(results.map(({ schedule, changed }) => `${schedule.name} ${changed}`).join(), pruned);
await client.close();
