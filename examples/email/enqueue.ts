// Enqueues an email and waits for it: `node enqueue.ts ada@example.com "Hello"`.
import { Client } from "@millrace/client";

const [to = "ada@example.com", subject = "Hello"] = process.argv.slice(2);

const client = new Client({ url: process.env["MILLRACE_URL"] ?? "http://localhost:8080" });

const { job } = await client.enqueue("email", { to, subject }, { timeout: "30s" });
console.log(`enqueued ${job.id}`);

const { status, result, errors } = await client.waitFor(job.id);
console.log(status, result ? new TextDecoder().decode(result) : errors.at(-1)?.message);
await client.close();
