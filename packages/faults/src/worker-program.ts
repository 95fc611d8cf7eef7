// A worker to kill and freeze: `node worker-program.ts URL TYPE …`. It prints "started", and "begun",
// "completed" and "leaseLost", each with a job's id.
import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "@millrace/worker";

const HANDLER_MS = 5;

const [url = "", ...types] = process.argv.slice(2);
const handler = async ({ id }: { readonly id: string }) => {
  console.log(`begun ${id}`);
  await wait(HANDLER_MS);
};
const worker = new Worker(Object.fromEntries(types.map((type) => [type, handler])), {
  url,
  concurrency: 10,
  lease: "1s",
  logger: { info() {}, warn() {}, error: console.error },
});
for (const event of ["completed", "leaseLost"] as const) {
  worker.on(event, ({ id }: { readonly id: string }) => console.log(`${event} ${id}`));
}
worker.on("started", () => console.log("started"));
await worker.run();
