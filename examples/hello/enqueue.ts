// Enqueues a hello and waits for its result: `npm run program examples/hello/enqueue.ts Ada`.
import { Client } from "@millrace/client";

const [name = "Ada"] = process.argv.slice(2);

const client = new Client({ url: process.env["MILLRACE_URL"] ?? "http://localhost:8080" });

const { job } = await client.enqueue("hello", { name });
const done = await client.waitFor(job.id);
console.log(done.status, done.resultJson());
await client.close();
