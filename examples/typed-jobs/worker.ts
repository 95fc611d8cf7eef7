// Payloads that are checked, and typed, by a schema: zod here, any Standard Schema library will do.
import { handle, Worker } from "@millrace/worker";
import { order } from "./order.ts";

const worker = new Worker(
  handle(order, ({ data }) => {
    // `data` has the schema's type; a payload that breaks the schema never comes here.
    const pieces = data.items.reduce((sum, { count }) => sum + count, 0);
    return { order: data.id, pieces };
  }),
);

await worker.run();
