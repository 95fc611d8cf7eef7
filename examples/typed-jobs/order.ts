// The job that producers and workers share: its type, and the schema that its payload must fit.
import { defineJob } from "@millrace/client";
import { z } from "zod";

export const order = defineJob(
  "order",
  z.object({
    id: z.string(),
    items: z.array(z.object({ sku: z.string(), count: z.int().positive() })).min(1),
  }),
);
