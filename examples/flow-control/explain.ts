// Asks why a job does not run.
import { Client } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const { job } = await client.enqueue("report", { month: "2030-01" });
await client.queues.pause("report", { by: "ada", reason: "the printer is out of paper" });
const { reasons, estimatedStart } = await client.explain(job.id);
for (const { kind, sentence } of reasons) console.log(`${kind}: ${sentence}`);
console.log("it may start:", estimatedStart ?? "who knows");
await client.close();
