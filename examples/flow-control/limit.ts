// Lets one job of a queue run at a time, however many workers there are.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const { limits } = await client.queues.setLimits("email", { maxRunning: 1 });
console.log(`at most ${limits?.maxRunning} runs`);

const jobs = await Promise.all(
  ["ada", "grace", "edsger"].map((to) => client.enqueue("email", { to })),
);
for (const { job } of jobs) console.log((await client.waitFor(job.id)).status);

const without = await client.queues.setLimits("email", {});
console.log(`limits: ${without.limits ?? "none"}`);
await client.close();
