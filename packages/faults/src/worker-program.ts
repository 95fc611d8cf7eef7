// A worker to kill and freeze: `node worker-program.ts URL TYPE …`. A job takes as many `ms` as its payload says, and
// one of the type `parent` enqueues children; those of a step that is to fail do. It prints "started", and "begun",
// "completed" and "leaseLost", each with a job's id.
import { setTimeout as wait } from "node:timers/promises";
import { type AttemptContext, type HandlerJob, PermanentError, Worker } from "@millrace/worker";
import { CHILDREN } from "./flow-load.ts";
import { FAILING_STEP_TYPE } from "./run-types.ts";

const HANDLER_MS = 5;

const [url = "", ...types] = process.argv.slice(2);
const handler = async (job: HandlerJob, context: AttemptContext) => {
  console.log(`begun ${job.id}`);
  if (job.type === "parent") for (let i = 0; i < CHILDREN; i++) context.enqueue("child");
  const { ms = HANDLER_MS } = (job.payload ?? {}) as { readonly ms?: number };
  await wait(ms);
  if (job.type === FAILING_STEP_TYPE) throw new PermanentError("as it is to");
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
