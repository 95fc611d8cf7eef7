import { Worker } from "@millrace/worker";

const worker = new Worker("email", async (job) => {
  const { to } = job.json<{ to: string }>();
  return { sent: to };
});

await worker.run();
