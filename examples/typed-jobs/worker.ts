// Payloads that are checked, and typed, by a schema: zod here, any Standard Schema library will do.
import { typed, Worker } from "@millrace/worker";
import { z } from "zod";

const Order = z.object({
  id: z.string(),
  items: z.array(z.object({ sku: z.string(), count: z.int().positive() })).min(1),
});

const worker = new Worker(
  "order",
  typed(Order, (order) => {
    // `order` has the schema's type; a payload that breaks the schema never comes here.
    const pieces = order.items.reduce((sum, { count }) => sum + count, 0);
    return { order: order.id, pieces };
  }),
);

await worker.run();
