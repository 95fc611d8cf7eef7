// Pauses a queue, resumes it, and drains it.
import { Client, MillraceError } from "@millrace/client";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const { job } = await client.enqueue("email", { to: "ada" });
const { paused } = await client.queues.pause("email", { by: "ada", reason: "the relay is down" });
console.log(`paused by ${paused?.by}: ${paused?.reason}`);
console.log((await client.get(job.id)).status);

await client.queues.resume("email");
console.log((await client.waitFor(job.id)).status);

await client.queues.drain("email", { by: "ada", reason: "moved to mail2" });
try {
  await client.enqueue("email", { to: "grace" });
} catch (error) {
  if (!(error instanceof MillraceError)) throw error;
  console.log(error.code);
}
await client.close();
