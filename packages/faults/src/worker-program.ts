// A worker to kill and freeze: `node worker-program.ts URL TYPE …`. A job takes as many `ms` as its payload says, one of
// the type `parent` enqueues children, and those fail that are to. It prints "started", and "completed" and "leaseLost",
// each with a job's id, and "begun" with that, when the job was leased, and the time.
import { setTimeout as wait } from "node:timers/promises";
import { type AttemptContext, type HandlerJob, PermanentError, Worker } from "@millrace/worker";
import { CHILDREN } from "./flow-load.ts";
import { HALTED_TYPE, PLANNED_FAILURE } from "./held-load.ts";
import { FAILING_STEP_TYPE, MENDED_STEP_TYPE } from "./run-types.ts";

const HANDLER_MS = 5;

interface Payload {
  readonly ms?: number;
  /** Whether the first attempt fails that comes to its end. */
  readonly fails?: boolean;
}

const [url = "", ...types] = process.argv.slice(2);
const handler = async (job: HandlerJob, context: AttemptContext) => {
  const { id, type, startedAt, run, errors } = job;
  console.log(`begun ${id} ${startedAt} ${Date.now()}`);
  if (type === "parent") for (let i = 0; i < CHILDREN; i++) context.enqueue("child");
  const { ms = HANDLER_MS, fails = false } = job.payloadBytes > 0 ? job.json<Payload>() : {};
  await wait(ms);
  if (type === FAILING_STEP_TYPE || (type === MENDED_STEP_TYPE && run?.epoch === 1)) {
    throw new PermanentError(PLANNED_FAILURE);
  }
  if (!fails || errors.some(({ message }) => message === PLANNED_FAILURE)) return;
  throw type === HALTED_TYPE ? new PermanentError(PLANNED_FAILURE) : new Error(PLANNED_FAILURE);
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
