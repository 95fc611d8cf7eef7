// The five-minute worker: runs jobs of the type `hello` until Ctrl-C.
import { Worker } from "@millrace/worker";

const worker = new Worker("hello", async (job) => {
  const { name } = job.json<{ name: string }>();
  console.log(`Hello, ${name}!`);
  return { greeted: name };
});

await worker.run();
