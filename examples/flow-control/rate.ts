// Has three jobs of a queue start in 300 ms at most, however many workers there are.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();
const PERIOD_MS = 300;

await client.queues.setLimits("email", { rate: { limit: 3, periodMs: PERIOD_MS } });

const jobs = await Promise.all(
  Array.from({ length: 7 }, (_, i) => client.enqueue("email", { to: `ada+${i}` })),
);
const starts: number[] = [];
for (const { job } of jobs) {
  const { startedAt } = await client.waitFor(job.id);
  starts.push(startedAt ?? 0);
}
starts.sort((a, b) => a - b);
const apart = starts.slice(3).map((at, i) => at - (starts[i] ?? 0));
console.log(`every fourth is at least 300 ms later: ${apart.every((ms) => ms >= PERIOD_MS)}`);

const { limits } = await client.queues.setLimits("email", {});
console.log(`limits: ${limits ?? "none"}`);
await client.close();
