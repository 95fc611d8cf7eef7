// Has a job enqueue others, which are there once it has completed, and not before.
import { Client } from "@millrace/client";
import { Worker } from "@millrace/worker";

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

const worker = new Worker({
  order: async (job, { enqueue }) => {
    const { items } = job.json<{ items: string[] }>();
    const ids = items.map((item) => enqueue("ship", { item }).id);
    // They are dropped when this attempt fails, so the next one does not ship twice.
    if (job.attempt === 1) throw new Error("the warehouse does not answer");
    return ids;
  },
  ship: async (job) => ({ shipped: job.json<{ item: string }>().item }),
});
await worker.start();

const { job: order } = await client.enqueue(
  "order",
  { items: ["book", "lamp"] },
  { backoff: { initial: 0 } },
);
const done = await client.waitFor(order.id);
for (const id of done.resultJson<string[]>() ?? []) {
  const { parentId, resultJson } = await client.waitFor(id);
  console.log(resultJson<{ shipped: string }>()?.shipped, parentId === order.id);
}
let shipments = 0;
for await (const _ of client.list({ type: "ship" })) shipments++;
console.log(`attempts: ${done.attempt}, shipments: ${shipments}`);
await worker.stop();
await client.close();
