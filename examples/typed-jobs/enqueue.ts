// Enqueues an order of so many pieces, and waits for it: `node enqueue.ts 5`.
import { Client, MillraceError } from "@millrace/client";
import { order } from "./order.ts";

const [pieces = "5"] = process.argv.slice(2);

// On a server or on a store itself: MILLRACE_URL says where.
const client = new Client();

try {
  const items = [{ sku: "spoon", count: Number(pieces) }];
  const { job } = await client.enqueue(order, { id: "o1", items });
  const done = await client.waitFor(job.id);
  console.log(done.status, done.resultJson());
} catch (error) {
  if (!(error instanceof MillraceError)) throw error;
  console.log(error.message);
} finally {
  await client.close();
}
