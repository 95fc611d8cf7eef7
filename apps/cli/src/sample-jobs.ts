import type { Client } from "@millrace/client";
import { sleep, systemClock } from "@millrace/core";
import { type Handlers, PermanentError } from "@millrace/worker";

const SLOW_STEPS = 5;

/** What the worker of `millrace dev` does. */
export const SAMPLE_HANDLERS: Handlers = {
  print(job, { log }) {
    log(job.text());
    return { printed: true };
  },
  flaky({ attempt }) {
    if (attempt === 1) throw new Error("flaky always fails its first attempt");
    return { attempt };
  },
  async slow(_job, { signal, progress }) {
    for (let step = 1; step <= SLOW_STEPS; step++) {
      await sleep(systemClock, 1_000, signal);
      signal.throwIfAborted();
      await progress(step / SLOW_STEPS, `step ${step} of ${SLOW_STEPS}`);
    }
    return { steps: SLOW_STEPS };
  },
  broken() {
    throw new PermanentError("broken never works");
  },
};

/** Enqueues jobs in every status that there is. */
export async function enqueueSamples(client: Client): Promise<void> {
  const { job: slow } = await client.enqueue("slow", undefined, { metadata: { sample: "true" } });
  const { job: cancelled } = await client.enqueue("print", { never: "printed" }, { delay: "1h" });
  await client.cancel(cancelled.id, "a sample of a cancel");
  await client.enqueueMany([
    { type: "print", payload: { hello: "world" } },
    { type: "print", payload: { hello: "in an hour" }, delay: "1h" },
    { type: "print", payload: { hello: "after the slow one" }, after: [slow] },
    { type: "flaky", backoff: { initial: "1s" } },
    { type: "broken", payload: { to: "nobody" } },
    { type: "waiting", payload: { for: "a worker of yours" } },
  ]);
}
