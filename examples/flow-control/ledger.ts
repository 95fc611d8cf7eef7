// Runs the jobs of an account in strict order: one that fails halts its key, and is run again before the others.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();
await client.queues.setLimits("ledger", { keyMaxRunning: 1, keyOnFailure: "HALT" });

const booked: number[] = [];
let isOpen = false;
const worker = new Worker("ledger", async (job) => {
  const { amount } = job.json<{ amount: number }>();
  if (amount === 7 && !isOpen) throw new Error("the account is closed");
  booked.push(amount);
});
await worker.start();

const jobs = [];
for (const amount of [5, 7, 9]) {
  jobs.push((await client.enqueue("ledger", { amount }, { key: "account-9", maxAttempts: 1 })).job);
}
const [, second, third] = jobs.map(({ id }) => id) as [string, string, string];
await client.waitFor(second);
const { reasons } = await client.explain(third);
console.log(booked.join(" "), reasons[0]?.kind);

isOpen = true;
await client.retry(second);
await client.waitFor(third);
console.log(booked.join(" "));
await client.queues.setLimits("ledger", {});
await worker.stop();
await client.close();
