// An order as a workflow: charge, and ship what was charged.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";
import { eq, workflow } from "@millrace/workflow";
import { z } from "zod";

const order = workflow("order", { input: z.object({ id: z.string() }) })
  .task("charge", {
    type: "charge",
    input: (r) => ({ id: r.input.id }),
    result: z.object({ ok: z.boolean(), ref: z.string() }),
  })
  .task("ship", {
    type: "ship",
    when: (r) => eq(r.charge.ok, true), // so it comes after charge
    input: (r) => ({ ref: r.charge.ref }),
  });

const worker = new Worker({
  charge: (job) => ({ ok: true, ref: `r-${job.json<{ id: string }>().id}` }),
  ship: (job) => ({ shipped: job.json<{ ref: string }>().ref }),
});
await worker.start();

const client = new Client();
await client.workflows.put(order); // the same again changes nothing
const run = await client.workflows.start("order", { input: { id: "o-1" }, idKey: "o-1" });
const { status, result } = await run.wait();
console.log(status, result); // COMPLETED { ship: { shipped: 'r-o-1' } }
await worker.stop();
await client.close();
