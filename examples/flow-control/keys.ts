// Serves the tenants of a queue by turns, and runs one job of each at a time.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

await client.queues.pause("email");
await client.queues.setLimits("email", { keyMaxRunning: 1 });
const ids: string[] = [];
for (const key of ["acme", "acme", "acme", "zen"]) {
  const { job } = await client.enqueue("email", { to: "ada" }, { key });
  ids.push(job.id);
}
await client.queues.resume("email");

const jobs = [];
for (const id of ids) jobs.push(await client.waitFor(id));
jobs.sort((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0));
console.log(jobs.map(({ concurrencyKey }) => concurrencyKey).join(" "));
await client.queues.setLimits("email", {});
await client.close();
