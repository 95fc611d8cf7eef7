// Sends emails, or would: `MILLRACE_URL=http://localhost:8080 node worker.ts`. Ctrl-C drains it.
import { setTimeout as sleep } from "node:timers/promises";
import { PermanentError, Worker } from "@millrace/worker";

interface Email {
  readonly to: string;
  readonly subject: string;
}

const worker = new Worker("email", async (job, context) => {
  const email = job.json<Email>();
  // No retry would make it an address.
  if (!email.to.includes("@")) throw new PermanentError(`${email.to} is not an address`);
  await context.progress(0.5, "handing over");
  await deliver(email, context.signal);
  return { delivered: email.to };
});

worker.on("completed", (job) => console.log(`${job.id} completed, attempt ${job.attempt}`));
worker.on("failed", (job, message, status) => console.log(`${job.id} ${status}: ${message}`));
worker.on("started", () => console.log(`${worker.id} waits for emails`));
await worker.run();

/** Stands for a mail server; takes the signal, as every call of a handler should. */
async function deliver({ to, subject }: Email, signal: AbortSignal): Promise<void> {
  await sleep(50, undefined, { signal });
  console.log(`to ${to}: ${subject}`);
}
