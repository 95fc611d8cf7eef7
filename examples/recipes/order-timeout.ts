// Cancels an order that is not paid in time: by a delayed job, which the payment cancels.
import { Client, MillraceError } from "@millrace/client";
import { Worker } from "@millrace/worker";

type State = "placed" | "paid" | "expired";

// In place of a database.
const orders = new Map<string, { state: State; timeoutJob: string }>();
const client = new Client();
const window = (process.env["ORDER_WINDOW"] ?? "30m") as `${number}m`;

async function place(id: string): Promise<void> {
  // With the key, a request that is repeated has one timeout all the same.
  const { job } = await client.enqueue(
    "order-timeout",
    { id },
    { delay: window, idempotencyKey: id },
  );
  orders.set(id, { state: "placed", timeoutJob: job.id });
}

async function pay(id: string): Promise<void> {
  const order = orders.get(id);
  if (order?.state !== "placed") throw new Error(`${id} cannot be paid: it is ${order?.state}`);
  // First what counts: the timeout looks at it.
  order.state = "paid";
  try {
    await client.cancel(order.timeoutJob, "paid");
  } catch (error) {
    // It has just ended, and has seen that the order is paid.
    if (!(error instanceof MillraceError) || error.code !== "FAILED_PRECONDITION") throw error;
  }
}

const worker = new Worker("order-timeout", (job) => {
  const order = orders.get(job.json<{ id: string }>().id);
  // A job runs at least once, and can be on its way while somebody pays.
  if (order?.state === "placed") order.state = "expired";
});
await worker.start();

for (const id of ["paid in time", "forgotten", "paid too late"]) await place(id);
await pay("paid in time");
const { status, cancelReason } = await client.get(orders.get("paid in time")?.timeoutJob ?? "");
console.log(`its timeout is ${status}: ${cancelReason}`);
for (const id of ["forgotten", "paid too late"]) {
  await client.get(orders.get(id)?.timeoutJob ?? "", { wait: "1m" });
}
await pay("paid too late").catch((error: Error) => console.log(error.message));
for (const [id, { state }] of orders) console.log(`${id}: ${state}`);
await worker.stop();
await client.close();
